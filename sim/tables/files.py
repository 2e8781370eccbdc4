"""Readers of the data files that are no plain list of rows: the trade matrix, the ladders, the control lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.checking import Entry, check
from sim.documents import read_document
from sim.errors import InputError
from sim.parameters import Quality, SourceKeys, Text
from sim.tables.cells import Cell, Names, read_cells, read_rows
from sim.tables.rows import LadderRow
from sim.types import Array


class ControlList(Entry):
    """A list of controlled goods: good -> the share of its tonnes that falls under the list."""

    title: Text
    source: SourceKeys
    goods: Annotated[dict[str, Annotated[float, Field(ge=0, le=1)]], Field(min_length=1)]
    quality: Quality = "reported"
    basis: str = ""
    note: str = ""


def read_column(file: Path, name: str) -> tuple[str, ...]:
    """Read one column of a table as it stands, for checking the names in other tables."""
    return tuple(texts.get(name, "") for _, texts in read_cells(file))


def read_texts(file: Path) -> list[dict[str, str]]:
    """Read a table as texts by column, unchecked, for names alone."""
    return [texts for _, texts in read_cells(file)]


def read_matrix(file: Path, states: Collection[str]) -> Array:
    """Read a square table whose rows and columns are states: (exporter, importer), both in the order of `states`."""
    order = {code: index for index, code in enumerate(states)}
    matrix = np.full((len(order), len(order)), np.nan)
    for line, texts in read_cells(file):
        exporter = texts.pop("exporter", "")
        if exporter not in order:
            raise Cell(file, line, "exporter", exporter).unknown("state", exporter, order)
        for importer, text in texts.items():
            if importer not in order:
                raise Cell(file, 1, importer, text).unknown("state", importer, order)
            matrix[order[exporter], order[importer]] = Cell(file, line, importer, text).number(low=0)
    _check_complete(file, matrix, tuple(order))
    matrix.setflags(write=False)
    return matrix


def _check_complete(file: Path, matrix: Array, codes: tuple[str, ...]) -> None:
    for exporter, importer in np.argwhere(np.isnan(matrix)):
        message = f"says nothing about exports of {codes[exporter]} to {codes[importer]}"
        raise InputError(message, file=file, key=codes[exporter])


def read_ladders(file: Path, names: Names) -> dict[str, tuple[LadderRow, ...]]:
    """Read the rungs by state; each ladder starts at 0 and leaves no rung out. Raises InputError."""
    ladders: dict[str, list[LadderRow]] = defaultdict(list)
    for row in read_rows(file, LadderRow, names, ("state", "rung")):
        if row.rung != len(ladders[row.state]):
            message = f"expected rung {len(ladders[row.state])} of {row.state}, found {row.rung}"
            raise row.error(file, "rung", message)
        ladders[row.state].append(row)
    return {state: tuple(rows) for state, rows in ladders.items()}


def read_control_lists(file: Path, names: Names) -> dict[str, ControlList]:
    """Read the control lists by name; each names goods and sources that exist. Raises InputError."""
    document = read_document(file)
    lists = {name: check(ControlList, document, (name,), data=entry) for name, entry in document.data.items()}
    for name, controls in lists.items():
        if name in names["good"]:
            raise document.error(f"the control list '{name}' has the name of a good", (name,))
        for kind, found in (("good", controls.goods), ("source", controls.source)):
            for word in found:
                if word not in names[kind]:
                    path = (name, "goods", word) if kind == "good" else (name, "source")
                    raise document.unknown(kind, word, names[kind], path)
    return lists
