"""Read a CSV table into typed rows, checking each cell: a slip in a spreadsheet is named by file, line and column."""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sim.errors import InputError, nearest, unknown

QUALITIES = ("reported", "estimated", "assumed")


@dataclass(frozen=True)
class Between:
    """The values a number may take, both ends included."""

    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Named:
    """The cell names something that is listed elsewhere: a state, a good, a source."""

    kind: str


@dataclass(frozen=True)
class OneOf:
    """The cell holds one of a few words."""

    words: tuple[str, ...]


State = Annotated[str, Named("state")]
States = Annotated[tuple[str, ...], Named("state")]
"""One code of states.csv, or several with semicolons between."""
Good = Annotated[str, Named("good")]
Share = Annotated[float, Between(0, 1)]
Amount = Annotated[float, Between(0)]
Number = Annotated[float, Between()]
Quality = Annotated[str, OneOf(QUALITIES)]
Sources = Annotated[tuple[str, ...], Named("source")]
"""One key of sources.yaml, or several with semicolons between."""

Names = Mapping[str, Collection[str]]
"""What a cell may name, by kind: {"state": [...], "good": [...], "source": [...]}."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of any table; `line` is its number in the file."""

    line: int = 0

    def error(self, file: Path, column: str, message: str) -> InputError:
        """Make an input error that points to a cell of this line."""
        return Cell(file, self.line, column, "").error(message)


@dataclass(frozen=True, kw_only=True)
class Row(Line):
    """A line that gives figures: how sure they are and where they come from."""

    quality: Quality
    source: Sources
    note: str = ""


RowType = TypeVar("RowType", bound=Line)


@dataclass(frozen=True)
class Cell:
    """One cell being read, with all that an error about it needs."""

    file: Path
    line: int
    column: str
    text: str

    def error(self, message: str, suggestion: str | None = None) -> InputError:
        """Make an input error that points to this cell."""
        message = f"column '{self.column}': {message}"
        return InputError(message, file=self.file, line=self.line, key=self.column, suggestion=suggestion)

    def unknown(self, kind: str, name: str, choices: Collection[str]) -> InputError:
        """Make the error for a name in this cell that does not exist."""
        problem = unknown(kind, name, choices)
        return self.error(problem.message, problem.suggestion)

    def number(self, low: float = -math.inf, high: float = math.inf) -> float:
        """Read the number in this cell, which must lie between two limits."""
        try:
            number = float(self.text)
        except ValueError:
            raise self.error(f"expected a number, found '{self.text}'") from None
        if not math.isfinite(number):
            raise self.error(f"expected an ordinary number, found '{self.text}'")
        if not low <= number <= high:
            limits = f"{low:g} or more" if math.isinf(high) else f"{low:g} to {high:g}"
            raise self.error(f"expected {limits}, found {number:g}")
        return number


def read_rows(file: Path, kind: type[RowType], names: Names, unique: tuple[str, ...]) -> tuple[RowType, ...]:
    """Read a table whose columns are the fields of a row class, in file order.

    A column whose field has a default may be missing or empty. `unique` are the columns that together name a row.
    Raises InputError for missing, unknown and empty columns, bad cells and repeated rows.
    """
    columns = {column.name: column for column in fields(kind) if column.name != "line"}
    hints = get_type_hints(kind, include_extras=True)
    rows = []
    for line, texts in read_cells(file, columns):
        cells = {name: Cell(file, line, name, texts.get(name, "")) for name in columns}
        rows.append(
            kind(**{name: _value(cells[name], columns[name], hints[name], names) for name in columns}, line=line)
        )
    _refuse_repeats(file, rows, unique)
    return tuple(rows)


def read_cells(file: Path, columns: Mapping[str, Field[Any]] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and texts by column of each row of a CSV file; check its header when columns are given."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            header = [name.strip() for name in next(reader, [])]
            _check_header(file, header, columns)
            for texts in reader:
                if any(text.strip() for text in texts):
                    yield reader.line_num, _by_column(file, reader.line_num, header, texts)
    except FileNotFoundError:
        raise InputError("there is no such file", file=file) from None
    except UnicodeDecodeError:
        raise InputError("is not a text file in UTF-8", file=file) from None
    except csv.Error as problem:
        raise InputError(f"is not a CSV table: {problem}", file=file, line=reader.line_num) from None


def _check_header(file: Path, header: list[str], columns: Mapping[str, Field[Any]] | None) -> None:
    if not header:
        raise InputError("is empty; expected a header line", file=file)
    for name in header:
        if header.count(name) > 1:
            raise InputError(f"the column '{name}' is given twice", file=file, line=1, key=name)
        if columns is not None and name not in columns:
            raise InputError(f"unknown column '{name}'", file=file, line=1, key=name, suggestion=nearest(name, columns))
    for name, column in (columns or {}).items():
        if name not in header and column.default is MISSING:
            raise InputError(f"missing column '{name}'", file=file, line=1, key=name)


def _by_column(file: Path, line: int, header: list[str], texts: list[str]) -> dict[str, str]:
    if len(texts) != len(header):
        message = f"has {len(texts)} cells where the header has {len(header)}; put quotes around text with commas"
        raise InputError(message, file=file, line=line)
    return {name: text.strip() for name, text in zip(header, texts, strict=True)}


def _value(cell: Cell, column: Field[Any], hint: Any, names: Names) -> Any:
    """Read the value of a cell, of the type its field declares."""
    if not cell.text:
        if column.default is MISSING:
            raise cell.error("the cell is empty")
        return column.default
    return _read(cell, *_kind_and_rule(hint), names)


def _kind_and_rule(hint: Any) -> tuple[Any, Any]:
    """Split Annotated[float, Between(0)] | None, the type of a field, into float and Between(0)."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not type(None))
    if get_origin(hint) is Annotated:
        kind, rule = get_args(hint)
        return kind, rule
    return hint, None


def _read(cell: Cell, kind: Any, rule: Any, names: Names) -> Any:
    if kind is float:
        rule = rule or Between()
        return cell.number(rule.low, rule.high)
    if kind is int:
        return _whole(cell, rule or Between())
    if kind is bool:
        return _flag(cell)
    if isinstance(rule, Named):
        return _name(cell, kind, rule, names[rule.kind])
    if isinstance(rule, OneOf) and cell.text not in rule.words:
        raise cell.error(
            f"expected one of {', '.join(rule.words)}, found '{cell.text}'", nearest(cell.text, rule.words)
        )
    return cell.text


def _whole(cell: Cell, allowed: Between) -> int:
    number = cell.number(allowed.low, allowed.high)
    if number != int(number):
        raise cell.error(f"expected a whole number, found {cell.text}")
    return int(number)


def _flag(cell: Cell) -> bool:
    if cell.text not in ("0", "1"):
        raise cell.error(f"expected 0 (no) or 1 (yes), found '{cell.text}'")
    return cell.text == "1"


def _name(cell: Cell, kind: Any, rule: Named, choices: Collection[str]) -> str | tuple[str, ...]:
    several = get_origin(kind) is tuple
    found = tuple(part.strip() for part in cell.text.split(";")) if several else (cell.text,)
    for name in found:
        if name not in choices:
            raise cell.unknown(rule.kind, name, choices)
    return found if several else cell.text


def _refuse_repeats(file: Path, rows: list[RowType], unique: tuple[str, ...]) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        name = tuple(getattr(row, column) for column in unique)
        if name in first:
            message = f"repeats line {first[name]}: {', '.join(str(part) for part in name)} is already given"
            raise InputError(message, file=file, line=row.line, key=unique[0])
        first[name] = row.line
