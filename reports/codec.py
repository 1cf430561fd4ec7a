"""Frozen dataclasses to JSON and back, led by their type hints: a new field needs no second place to be written."""

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.domain import update_content
from monitor.domain.update_content import UpdateContent

T = TypeVar("T")

NOT_FROZEN = {"frozen": False}
"""Metadata of a field that says something of the reading, not of the data: it is not written."""


def to_plain(value: object) -> Any:
    """The value as dicts, lists, strings, numbers and None."""
    if isinstance(value, UpdateContent):
        return update_content.as_json(value)  # it keeps its own frozen form and its own schema
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value) if _is_frozen(field)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def from_plain(kind: type[T], plain: Any) -> T:
    """Rebuild a value of the given type. Raises KeyError, TypeError or ValueError where the data does not fit."""
    result: T = _read(kind, plain)
    return result


def _read(kind: Any, plain: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        inner = next(option for option in get_args(kind) if option is not type(None))
        return None if plain is None else _read(inner, plain)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in plain)
    if kind is UpdateContent:
        return update_content.from_json(plain)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        given = [field for field in fields(kind) if _is_frozen(field) and not _came_later(field, plain)]
        return kind(**{field.name: _read(hints[field.name], plain[field.name]) for field in given})
    return _read_simple(kind, plain)


def _is_frozen(field: Field[Any]) -> bool:
    return bool(field.metadata.get("frozen", True))


def _came_later(field: Field[Any], plain: Any) -> bool:
    """Whether the data was frozen before the field was thought of: then its default says so."""
    return field.name not in plain and field.default is not MISSING


def _read_simple(kind: type[Any], plain: Any) -> Any:
    if issubclass(kind, date):
        return kind.fromisoformat(plain)
    if issubclass(kind, Enum):
        return kind(plain)
    if not isinstance(plain, kind):
        raise TypeError(f"expected {kind.__name__}, got {plain!r}")
    return plain
