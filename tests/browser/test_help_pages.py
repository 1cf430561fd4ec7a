"""What the help shows is there: each picture's page, opened as the person it names, says the words the guide names.

`script/help-pictures` runs this very test with TAKE_PICTURES=<language>: then each page is photographed too.
"""

import io
import os
import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale, gettext
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from config import ROOT
from monitor.domain.help_pages import pictures_of
from monitor.domain.help_tasks import TASKS
from monitor.translations import LANGUAGES, LOCALES
from tests.browser.conftest import House

pytestmark = pytest.mark.browser

FOLDER = ROOT / "monitor" / "static" / "help"
WIDTHS: dict[str, ViewportSize] = {"desk": {"width": 900, "height": 700}, "phone": {"width": 390, "height": 700}}
TALLEST = {"desk": 560, "phone": 620}
TAKING = os.environ.get("TAKE_PICTURES", "")
PICTURES = list(pictures_of(TASKS))
Said = dict[tuple[str, str], tuple[list[str], str]]


@pytest.fixture
def said(demo_app: Flask) -> Said:
    """By language and key of the picture, what must be read, and where it begins. Before a browser opens its loop."""
    found: Said = {}
    for language in LANGUAGES:
        with demo_app.test_request_context(), force_locale(LOCALES[language]):
            for each in PICTURES:
                start = gettext(each.start) if each.start else ""
                found[language, each.key] = ([gettext(word) for word in each.words], start)
    return found


def test_each_picture_is_of_a_page_that_still_says_what_the_guide_names(
    said: Said, house: House, browser: Browser
) -> None:
    """In Spanish; pictures are taken in every language (that pages say it in English is known without a browser)."""
    missing: list[str] = []
    language = TAKING or "es"
    speak(house, language)
    if TAKING:
        house.run_job("reminders")  # so that their log has something to show
    for email in dict.fromkeys(picture.email for picture in PICTURES):
        context = browser.new_context(viewport=WIDTHS["desk"], locale=language, reduced_motion="reduce")
        if email:
            house.sign_in(context, email)
        page = context.new_page()
        for picture in (each for each in PICTURES if each.email == email):
            words, start = said[language, picture.key]
            open_page(page, house.address + picture.path)
            missing += [f"{picture.path} as {email}: «{word}»" for word in words if not is_read(page, word)]
            for width in WIDTHS if TAKING else {}:
                take(page, width, start, FOLDER / language / f"{picture.key}-{width}.webp")
        context.close()
    assert missing == []


def is_read(page: Page, word: str) -> bool:
    return page.get_by_text(word, exact=False).filter(visible=True).count() > 0


def speak(house: House, language: str) -> None:
    """Everybody reads in the language. Straight into the file: the server is another process."""
    file = re.sub(r"^sqlite:///", "", house.environment["DATABASE_URL"])
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE users SET locale = ?", (language,))


def open_page(page: Page, address: str) -> None:
    page.set_viewport_size(WIDTHS["desk"])
    page.goto(address)
    expect(page.locator("main h1").first).to_be_visible()


def take(page: Page, width: str, start: str, path: Path) -> None:
    """The page from where the picture begins, as wide as the window and no taller than may be."""
    page.set_viewport_size(WIDTHS[width])
    page.evaluate(
        "document.querySelectorAll('.demo-banner, .save-state, .notice--warning').forEach(each => each.remove())"
    )
    main = page.locator("main").bounding_box()
    assert main is not None
    top = main["y"] - 8
    if start:
        found = page.locator("main").get_by_text(start, exact=False).filter(visible=True).last.bounding_box()
        assert found is not None
        top = found["y"] - 16
    height = min(TALLEST[width], main["y"] + main["height"] - top + 8)
    clip = {"x": 0, "y": top, "width": WIDTHS[width]["width"], "height": height}
    shot = page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(shot)).convert("RGB").save(path, "WEBP", quality=72, method=6)


def test_each_picture_is_stored_for_each_language_and_width_and_none_besides() -> None:
    stored = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.webp")}
    wanted = {
        f"{language}/{picture.key}-{width}.webp" for language in LANGUAGES for picture in PICTURES for width in WIDTHS
    }

    assert stored == wanted
    assert max((FOLDER / name).stat().st_size for name in stored) < 60_000


def test_pictures_have_words_of_their_own() -> None:
    assert all(picture.words and picture.alt for picture in PICTURES)
    assert len({picture.key for picture in PICTURES}) == len(PICTURES)
