"""Every page that each kind of person can reach by links: it opens, it is sound, and it is in Spanish."""

import re
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask

from tests.fixtures import signed_in
from tests.views.page_checks import check_page

MOST_PAGES = 400
NUMBERED = re.compile(r"(?<=/proyectos/)[^/]+|(?<=/preguntas/)\w+|(?<=-T)\d|\d+")
MOST_OF_A_KIND = 6
"""So many pages of one kind, such as /avances/12/estado and /avances/13/estado, stand for all of them."""
ENGLISH = (" the ", " and ", " with ", "Submit", "Sign in", "Save", "Error:", "Not Found", "Loading", " of the ")


@pytest.mark.parametrize(
    "email",
    [
        "coordinacion@gtg.example",
        "responsable@gtcu.example",
        "colabora@gtcu.example",
        "observa@gan.example",
    ],
)
def test_every_page_a_person_can_reach_is_sound(demo_app: Flask, email: str) -> None:
    client = signed_in(demo_app, email)
    waiting, seen, kinds = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        response = client.get(address, follow_redirects=True)
        assert response.status_code == 200, f"{address} answers {response.status_code}"
        if response.mimetype != "text/html":
            continue
        page = check_page(response)
        # A questionnaire is written in both languages on one page.
        for word in () if "/cuestionario" in address else ENGLISH:
            assert word not in page.text, f"«{word.strip()}» on {address}"
        for link in page.links.values():
            target = urldefrag(urljoin(f"http://localhost{response.request.path}", link)).url
            parts = urlsplit(target)
            # One page of a list stands for its filters: an address counts once whatever its query.
            kind = NUMBERED.sub("N", parts.path)
            if parts.netloc == "localhost" and parts.path not in seen and kinds[kind] < MOST_OF_A_KIND:
                seen.add(parts.path)
                kinds[kind] += 1
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    assert 10 < len(seen) < MOST_PAGES
