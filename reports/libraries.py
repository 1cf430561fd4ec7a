"""WeasyPrint loaded in half the time: without running compilers, and without what it needs for other fonts than ours.

Loading is a third of what a report costs in which one update changed.
"""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = {"fontTools.subset": (), "fontTools.varLib.instancer": ("instantiateVariableFont",)}
"""Modules that are loaded once something of them is used, and what is taken from them by name.

They cut fonts where HarfBuzz cannot, and set variable fonts.
"""


@contextmanager
def only_what_is_used() -> Iterator[None]:
    """Load libraries by the names they have on Linux, or not at all; and some modules only when they are used.

    WeasyPrint tries the names of other systems first. For each of them Python asks `ldconfig`, `gcc` and `ld`: some
    thirty programs each time.
    """
    find_library = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _nothing
    stand_ins = {name: _Later(name, taken) for name, taken in LATER.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        ctypes.util.find_library = find_library
        for name in stand_ins:
            del sys.modules[name]  # who asks for it by its name now gets the real one


class _Later(ModuleType):
    """Stands for a module until something of it is used."""

    def __init__(self, name: str, taken: tuple[str, ...]) -> None:
        super().__init__(name)
        for own in taken:
            setattr(self, own, _later(name, own))

    def __getattr__(self, own: str) -> Any:
        if own.startswith("__"):  # what the import itself asks for
            raise AttributeError(own)
        return getattr(import_module(self.__name__), own)


def _later(module: str, function: str) -> Any:
    def called(*arguments: Any, **named: Any) -> Any:
        return getattr(import_module(module), function)(*arguments, **named)

    return called


def _nothing(name: str) -> str | None:  # noqa: ARG001 - it stands in for find_library
    return None
