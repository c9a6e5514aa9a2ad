"""The list of data sets that can be loaded, for the commands that show it."""

from __future__ import annotations

from chainatlas.commands._written import write_records


def write_data_sets(form: str, lang: str) -> None:
    """Write each data set with what it is, what files it takes and how to load it."""
    from chainatlas.loaders._data_sets import data_sets

    rows = [
        {
            "name": loader.name,
            "what": getattr(loader, lang),
            "takes": loader.takes,
            "example": f"chainatlas load --from {loader.name} {loader.example}",
        }
        for loader in data_sets()
    ]
    write_records(("name", "what", "takes", "example"), rows, form, lang)
