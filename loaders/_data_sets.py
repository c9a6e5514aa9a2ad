"""The data sets that can be loaded: public modules of this package that declare one."""

from __future__ import annotations

from chainatlas import loaders
from chainatlas.graph.discover import all_declared
from chainatlas.graph.errors import UsageError
from chainatlas.loaders._loader import DataSet, Loader


def data_sets() -> list[DataSet]:
    """Return every data set, by name."""
    return [loader for loader in all_declared(loaders, Loader) if isinstance(loader, DataSet)]


def data_set(name: str) -> DataSet:
    """Return the data set of a name; raise UsageError where there is none."""
    known = {loader.name: loader for loader in data_sets()}
    if name not in known:
        raise UsageError(f"there is no data set {name!r}; there are: {', '.join(known)}")
    return known[name]
