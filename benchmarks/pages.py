"""Tables for the screen and for benchmarks/results.md, which holds one part for each benchmark."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.table import Table

RESULTS = Path(__file__).with_name("results.md")


@dataclass(frozen=True)
class Sheet:
    """One table, for the screen and for the page."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def on_screen(self) -> Table:
        """As rich prints it."""
        table = Table(title=self.title, title_justify="left")
        for number, column in enumerate(self.columns):
            table.add_column(column, justify="right" if number else "left", overflow="fold")
        for row in self.rows:
            table.add_row(*row)
        return table

    def as_markdown(self) -> str:
        """As it stands on a page."""
        lines = [self.columns, ("---",) + ("---:",) * (len(self.columns) - 1), *self.rows]
        return f"## {self.title}\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_part(title: str, introduction: str, sheets: Sequence[Sheet]) -> None:
    """Replace one part of the page, or add it at the end; other parts stay as they are."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    parts = [part for part in re.split(r"^(?=# )", text, flags=re.MULTILINE) if part.strip()]
    new = "\n".join([f"# {title}\n\n{introduction}\n", *(sheet.as_markdown() for sheet in sheets)])
    place = next((number for number, part in enumerate(parts) if part.startswith(f"# {title}\n")), len(parts))
    parts[place : place + 1] = [new]
    RESULTS.write_text("\n".join(part.rstrip("\n") + "\n" for part in parts), encoding="utf-8")


def machine() -> str:
    """Processor, cores, system and packages, in a line."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "mesa"))
    return (
        f"{processor()}, {os.cpu_count()} cores of which one is used, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}"
    )


def processor() -> str:
    """Name of the processor."""
    listing = Path("/proc/cpuinfo")
    lines = listing.read_text(encoding="utf-8").splitlines() if listing.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
