"""What a number is and where it comes from; what two scenarios set differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table

from sim.console.screen import out, table
from sim.errors import unknown


def print_explanation(name: str) -> None:
    """Print what a number is, how sure we are of it, where it comes from and where it is used."""
    from sim.outcomes import LABELS
    from sim.parameters import explain, load_parameters
    from sim.variables import VARIABLES

    parameters = load_parameters()
    readings = {one.name: f"{one.unit}; {one.reading}" for one in VARIABLES}
    if name in parameters:
        explanation = explain(name)
        one = explanation.parameter
        lines = [
            ("", one.description),
            ("value", f"{one.value:g} {one.unit}"),
            ("range", f"{one.low:g} to {one.high:g}"),
            ("role", one.role),
            ("quality", one.quality),
            ("claim", f"{one.claim}{f' ({one.where})' if one.where else ''}" if one.claim else ""),
            ("basis", one.basis),
            *[
                ("source", ", ".join(filter(None, (it.title, it.publisher, it.date, it.url))))
                for it in explanation.sources
            ],
            ("used in", ", ".join(explanation.used_in) or "checks against the record only"),
        ]
    elif name in readings or name in LABELS:
        lines = [("series", readings.get(name, "")), ("outcome", LABELS.get(name, ""))]
    else:
        raise unknown("parameter", name, [*parameters, *readings, *LABELS])
    _print_lines(name, lines)


def _print_lines(name: str, lines: Iterable[tuple[str, str]]) -> None:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for label, text in lines:
        if text:
            grid.add_row(label, escape(text))
    out.print(f"[bold]{escape(name)}[/bold]")
    out.print(grid)


def print_difference(names: tuple[str, str], rows: Sequence[tuple[str, object, object]]) -> None:
    """Print what two scenarios set differently."""
    if not rows:
        out.print(f"{escape(names[0])} and {escape(names[1])} set the same things.")
        return
    texts = [(key, *("" if value is None else str(value) for value in values)) for key, *values in rows]
    out.print(table("", ("key", *names), texts))
