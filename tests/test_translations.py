"""Everything the product says has its English, with the same names to fill in; and the compiled words are those."""

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from monitor import translations
from monitor.translations import ensure_compiled, tongue
from monitor.translations import upkeep as tool


@pytest.fixture(scope="module")
def code() -> Catalog:
    """Every text of the code, collected once."""
    return tool.extract()


@pytest.fixture(scope="module")
def found(code: Catalog) -> tool.Faults:
    return tool.compare(code, tool.read(translations.po_file("en"), "en"))


def test_no_translation_loses_or_invents_what_is_filled_in(found: tool.Faults) -> None:
    assert found.wrong == []


def test_every_text_has_its_english_and_no_english_is_left_over(found: tool.Faults) -> None:
    """Not a failure at once: a new text may come in before its English. In CI a skipped test fails the run."""
    if found.missing or found.unused:
        missing, unused = len(found.missing), len(found.unused)
        pytest.skip(f"{missing} texts wait for their English and {unused} are no longer said: see script/catalogue")


def test_a_text_is_found_also_inside_of_another_call(code: Catalog) -> None:
    """Whoever collects texts loses one that stands among the arguments of another: it must have a line of its own."""
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in code if message.id}

    for folder in ("forms", "monitor", "reports"):
        for path in (tool.ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _asks_for_words(node.func) and node.args:
                    text = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                    assert not text or text in found, f"{path}:{node.lineno}"


def _asks_for_words(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in ("_", "_l", "N_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "Sentence")


def test_what_is_missing_left_over_or_wrong_is_told() -> None:
    code, english = Catalog(), Catalog()
    for text in ("Guardar", "Faltan %(n)s", "Enviar"):
        code.add(text)
    code.add(("%(n)s avance", "%(n)s avances"))
    english.add("Guardar", "Save")
    english.add("Faltan %(n)s", "%(m)s missing")
    english.add("Ayer", "Yesterday")
    english.add(("%(n)s avance", "%(n)s avances"), ("One update", "%(n)s updates"))

    assert tool.compare(code, english) == tool.Faults(missing=["Enviar"], unused=["Ayer"], wrong=["Faltan %(n)s"])


def test_new_words_are_spoken_at_once_and_nothing_else_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translations, "HERE", tmp_path)
    words = Catalog(locale="en", charset="utf-8")
    words.add("Guardar", "Save")
    tool.write(words, translations.po_file("en"))
    compiled = translations.po_file("en").with_suffix(".mo")

    ensure_compiled()
    first = compiled.read_bytes()
    ensure_compiled()
    assert compiled.read_bytes() == first
    assert [path.name for path in compiled.parent.iterdir() if path.name.startswith(".")] == []

    words["Guardar"].string = "Keep"
    tool.write(words, translations.po_file("en"))
    ensure_compiled()
    assert b"Keep" in compiled.read_bytes()
    assert b"Save" not in compiled.read_bytes()

    translations.po_file("en").unlink()
    with pytest.raises(translations.CatalogueMissing):
        ensure_compiled()


def test_bringing_the_catalogue_up_to_date_guesses_nothing() -> None:
    code, old = Catalog(), Catalog()
    code.add("Guardar todo")
    old.add("Guardar", "Save")
    old.add("Guardar todo", "Save everything")

    fresh = tool.update(code, old, "en")

    assert {message.id: message.string for message in fresh if message.id} == {"Guardar todo": "Save everything"}
    assert not any(message.fuzzy for message in fresh if message.id)


def test_whoever_speaks_no_language_of_the_product_speaks_spanish() -> None:
    assert tongue("pt") is tongue("es")
    assert translations.known("pt") == "es"
