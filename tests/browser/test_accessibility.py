"""axe finds no WCAG 2.2 A or AA fault on any kind of page, on a phone and at a desk; nothing scrolls sideways."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PHONE, House, faults

pytestmark = pytest.mark.browser

NOT_PAGES = re.compile(
    r"^/api/|/salir"
    r"|\.(pdf|xml|xlsx|zip|json|docx|ics)$|/static/|/(evidencias|archivos)/\d+$|/(planilla|plantilla|descargar|pdf)$"
)


def one_of_each_kind(page: Page, house: House, start: str) -> Iterator[str]:
    """Open, one by one, the pages that can be reached by links; one address stands for all that differ in numbers."""
    waiting, seen = [start], {start}
    while waiting:
        address = waiting.pop(0)
        response = page.goto(house.address + address)
        assert response is not None
        assert response.ok, f"{address} answers {response.status}"
        yield address
        for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
            target = urlsplit(urldefrag(urljoin(page.url, link)).url)
            kind = re.sub(r"\d+", "0", target.path)
            if target.netloc == urlsplit(house.address).netloc and kind not in seen and not NOT_PAGES.search(kind):
                seen.add(kind)
                waiting.append(target.path)


@pytest.mark.parametrize(
    "email", ["coordinacion@gtg.example", "responsable@gtcu.example", "responsable@gtc.example", None]
)
def test_no_page_has_a_fault(house: House, browser: Browser, email: str | None) -> None:
    context = browser.new_context(viewport=DESK, locale="es")
    if email:
        house.sign_in(context, email)
    page = context.new_page()
    found, visited = [], 0
    for address in one_of_each_kind(page, house, "/" if email else "/entrar"):
        visited += 1
        for viewport in (PHONE, DESK):
            page.set_viewport_size(viewport)
            found += faults(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > viewport["width"]:
                found.append(f"{address} scrolls sideways: {width} > {viewport['width']}")
    assert found == []
    assert visited >= (8 if email else 2)
