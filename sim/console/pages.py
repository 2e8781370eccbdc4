"""Pages of text whose tables a command writes anew, between two marks; what stands around them is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError, shown

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"


def check_page(page: Path) -> None:
    """Make sure, before a long run, that a page can take tables. Raises InputError where it has no marks."""
    _around(page)


def write_between(page: Path, parts: Sequence[str]) -> None:
    """Put parts between the marks of a page; a page that is not there yet is begun. Raises InputError without marks."""
    head, rest = _around(page)
    page.write_text("\n\n".join([head + BEGIN, *parts, END]) + rest, encoding="utf-8")


def _around(page: Path) -> tuple[str, str]:
    text = page.read_text(encoding="utf-8") if page.is_file() else f"{BEGIN}\n{END}\n"
    if BEGIN not in text or END not in text:
        raise InputError(f"{shown(page)} has no lines '{BEGIN}' and '{END}' for the tables to stand between")
    return text.split(BEGIN, 1)[0], text.split(END, 1)[1]


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of a page."""
    ruled = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled)
