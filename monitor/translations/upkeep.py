"""`script/catalogue`: what the code says, and whether every other language says it too."""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from monitor.translations import DEFAULT, HERE, LANGUAGES, po_file

ROOT = HERE.parent.parent
ERRORS = ["RuleError", "NotAllowed", "NotFound", "WrongState", "StaleVersion", "Incomplete", "NotACount", "NotADate"]
ERRORS += ["NotAPeriod", "LinkNotValid", "SheetRefused", "FileRefused", "CannotBuild", "TooManyLinks"]
"""Their sentence is their first argument."""
KEYWORDS = (
    DEFAULT_KEYWORDS
    | dict.fromkeys(("_l", "lazy_gettext", "Sentence", *ERRORS))
    | {"lazy_ngettext": (1, 2), "Job": (2,)}
)
_PLACE = re.compile(r"%%|%(?:\((\w+)\))?[a-z]|\{\w*\}")
_TAG = re.compile(r"</?[a-z][^>]*>")

Message = str | tuple[str, ...] | list[str]


def extract() -> Catalog:
    """Every text of the code that asks to be translated."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(locale=DEFAULT, charset="utf-8")
    for _name, _line, message, comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        if message and message != ("", ""):
            found.add(message, auto_comments=comments, context=context)
    return found


@dataclass(frozen=True)
class Faults:
    """What is not right in a catalogue. Each is told by its Spanish text."""

    missing: list[str] = field(default_factory=list)
    """In the code and not translated."""
    unused: list[str] = field(default_factory=list)
    """Translated and no longer in the code."""
    wrong: list[str] = field(default_factory=list)
    """The translation has other placeholders, tags or blanks at its ends, or is marked as a guess."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.unused or self.wrong)


def compare(code: Catalog, translated: Catalog) -> Faults:
    keys = {(message.context, _first(message.id)): message for message in translated if message.id}
    missing, wrong, seen = [], [], set()
    for message in code:
        if not message.id:
            continue
        key = message.context, _first(message.id)
        seen.add(key)
        found = keys.get(key)
        if found is None or found.pluralizable != message.pluralizable or not all(_texts(found.string)):
            missing.append(_first(message.id))
        elif found.fuzzy or not _fits(found.id, found.string):
            wrong.append(_first(message.id))
    return Faults(sorted(missing), sorted(text for context, text in keys if (context, text) not in seen), sorted(wrong))


def _first(message: Message) -> str:
    return message if isinstance(message, str) else message[0]


def _texts(message: Message | None) -> tuple[str, ...]:
    return (message or "",) if message is None or isinstance(message, str) else tuple(message)


def _fits(original: Message, translation: Message | None) -> bool:
    """One form of a plural may leave out its number: «un avance»."""
    originals, translations = _texts(original), _texts(translation)
    wanted = [_parts(text) for text in originals]
    if len(originals) == 1:
        return len(translations) == 1 and _parts(translations[0]) == wanted[0]
    places = set().union(*(set(part[0]) for part in wanted))
    return len(translations) == len(originals) and all(set(_parts(text)[0]) <= places for text in translations)


def _parts(text: str) -> tuple[list[str], list[str], bool, bool]:
    places = sorted(match.group() for match in _PLACE.finditer(text))
    return places, sorted(_TAG.findall(text)), text[:1].isspace(), text[-1:].isspace()


def read(path: Path, code: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=code, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=code)


def update(code: Catalog, old: Catalog, language: str) -> Catalog:
    """The texts of the code with the translations that are there: no guesses, and nothing that is no longer said."""
    fresh = Catalog(locale=language, charset="utf-8", project="HRAEM Monitor", fuzzy=False)
    known = {(message.context, _first(message.id)): message for message in old if message.id}
    for message in code:
        if not message.id:
            continue
        found = known.get((message.context, _first(message.id)))
        string = found.string if found and found.pluralizable == message.pluralizable else None
        fresh.add(message.id, string, context=message.context)
    return fresh


def write(catalogue: Catalog, path: Path) -> None:
    """Sorted and without lines of where a text stands, so that a change touches the lines it is about."""
    catalogue.header_comment = (
        "# The product's words in another language; the Spanish texts are the keys. See script/catalogue."
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, sort_output=True, omit_header=False)
    # Dates and versions of tools in the header would make every change collide with every other.
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator'))
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def faults() -> Iterator[tuple[str, Faults]]:
    """Of every language there is."""
    code = extract()
    for language in LANGUAGES:
        if language != DEFAULT:
            yield language, compare(code, read(po_file(language), language))


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/catalogue")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is not right")
    only_check = parser.parse_args().check
    if not only_check:
        code = extract()
        for language in LANGUAGES:
            if language != DEFAULT:
                path = po_file(language)
                old = read(path, language)
                unused = compare(code, old).unused
                write(update(code, old, language), path)
                sys.stdout.write("".join(f"{language}: no longer used, removed: {text}\n" for text in unused))
    failed = False
    for language, found in faults():
        for name in ("missing", "unused", "wrong"):
            sys.stdout.write("".join(f"{language}: {name}: {text}\n" for text in getattr(found, name)))
        failed = failed or bool(found)
        sys.stdout.write(f"{language}: {'not complete' if found else 'complete'}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
