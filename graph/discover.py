"""Find what the public modules of a package declare: one thing each, by walking the folder."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import TypeVar

from chainatlas.graph.errors import DeclarationError, UsageError

Thing = TypeVar("Thing")


def module_names(package: ModuleType) -> list[str]:
    """Return the public modules of a package as kebab-case names, importing none of them.

    An underscore at the end of a module, which keeps its name apart from that of a folder, is left out.
    """
    return sorted(_modules(tuple(package.__path__)))


def module(package: ModuleType, name: str) -> ModuleType:
    """Import the module that has a kebab-case name."""
    return importlib.import_module(f"{package.__name__}.{_modules(tuple(package.__path__))[name]}")


@cache
def _modules(paths: tuple[str, ...]) -> dict[str, str]:
    found = (module.name for module in pkgutil.iter_modules(paths))
    return {name.rstrip("_").replace("_", "-"): name for name in found if not name.startswith("_")}


def declared(package: ModuleType, name: str, kind: type[Thing]) -> Thing:
    """Return what the module of this name declares, in the constant named like its kind.

    Raises UsageError where there is no such module, DeclarationError where it declares nothing.
    """
    known = module_names(package)
    word = kind.__name__.upper()
    if name not in known:
        raise UsageError(f"there is no {word.lower()} {name!r}; there are: {', '.join(known)}")
    found = module(package, name)
    thing = getattr(found, word, None)
    if not isinstance(thing, kind):
        raise DeclarationError(f"{found.__name__} declares no {word} of kind {kind.__name__}")
    if getattr(thing, "name", name) != name:
        raise DeclarationError(f"{found.__name__} declares the name {getattr(thing, 'name', '')!r}")
    return thing


def all_declared(package: ModuleType, kind: type[Thing]) -> list[Thing]:
    """Return what every public module of a package declares."""
    return [declared(package, name, kind) for name in module_names(package)]
