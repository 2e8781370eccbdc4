"""The tables of the page of sweeps, from what each part has measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.forms import NUMPY
from benchmarks.pages import Sheet

GIGA = 1e9
AIM_SECONDS, AIM_RUNS = 25, 10_000
"""What is asked of a whole sweep: so many runs of sixty months in so many seconds."""

Figures = Mapping[str, Any]


def sheets_of(part: str, figures: Figures) -> list[Sheet]:
    """Tables of one part."""
    return TABLES[part](figures)


def spread(found: Figures, digits: str = ".3g") -> str:
    """A median with the least and the greatest: 12.3 (11.9 - 14.0)."""
    return f"{found['median']:{digits}} ({found['low']:{digits}} - {found['high']:{digits}})"


def _batches(figures: Figures, title: str, shown: str) -> list[Sheet]:
    rows = [
        (
            f"{row[shown]:,}",
            row["form"],
            spread(row["time"]),
            f"{1000 / row['time']['median']:.3g}",
            _for_each_month(row),
        )
        for row in figures["rows"]
    ]
    columns = (WHAT_VARIES[shown], "the chain's month", "ms a run", "runs a second and core", "µs a firm-month")
    return [Sheet(title, columns, rows)]


def _beside(figures: Figures, title: str) -> str:
    return f"{title}, {figures['rows'][0]['worlds']} worlds at once, one process"


def _for_each_month(row: Figures) -> str:
    return f"{1000 * row['time']['median'] / row['months'] / row['firms']:.3g}"


WHAT_VARIES = {"worlds": "worlds at once", "months": "months", "firms": "firms"}


def _phases(figures: Figures) -> list[Sheet]:
    rows = figures["rows"]
    total = [sum(row["spent"].values()) for row in rows]
    lines = [(name, *map(_share, [row["spent"][name] for row in rows], total)) for name in rows[0]["spent"]]
    lines.append(("all", *(f"{whole:.3g} ms" for whole in total)))
    columns = ("phase", *(f"{row['worlds']} worlds, {row['form']}" for row in rows))
    return [Sheet("Milliseconds a run by phase of the month, quickest round", columns, lines)]


def _share(part: float, whole: float) -> str:
    return f"{part:.3g} ms ({part / whole:.0%})"


def _bandwidth(figures: Figures) -> list[Sheet]:
    copies = [(_size(row["bytes"]), f"{row['rate'] / GIGA:.1f}") for row in figures["copy"]]
    copies.append(("largest, two processes at once, together", f"{figures['copy_together'] / GIGA:.1f}"))
    worlds, firms = figures["worlds"], figures["firms"]
    rate, cached = figures["copy"][-1]["rate"], max(row["rate"] for row in figures["copy"])
    touched, least = figures["bytes"] * worlds, figures["least_bytes"] * worlds

    def line(name: str, seconds: float, moved: float) -> tuple[str, ...]:
        at = f"{moved / seconds / GIGA:.1f}" if moved else ""
        return name, f"{1000 * seconds:.3g}", f"{1e6 * seconds / worlds / firms:.3g}", at

    months = [
        line(f"measured, {form['form']}, {words}", form[how]["median"], _if_known(form, touched))
        for form in figures["months"]
        for how, words in (("alone", "one process"), ("together", "each of two at once"))
    ]
    months += [
        line("what NumPy touches, at the copy rate of memory", touched / rate, touched),
        line("the same at the copy rate of the fastest cache", touched / cached, touched),
        line("its state read and written once, at the copy rate of memory", least / rate, least),
    ]
    columns = (f"a month of {worlds} worlds, processor time", "ms", "µs a firm-month", "GB/s")
    return [
        Sheet("Copying arrays", ("size of the array", "GB/s read and written, processor time"), copies),
        Sheet("A month, and what memory would allow", columns, months),
    ]


def _if_known(form: Figures, touched: float) -> float:
    """What loops touch was not counted."""
    return touched if form["form"] == NUMPY else 0.0


def _size(number: int) -> str:
    return f"{number // 2**20} MiB" if number >= 2**20 else f"{number // 2**10} KiB"


def _workers(figures: Figures) -> list[Sheet]:
    rows = [
        (
            row["who"],
            spread(row["rate"]),
            spread(row["processor"]),
            f"{row['parent_memory']:.0f}",
            f"{row['worker_memory']:.0f}" if row["worker_memory"] else "",
        )
        for row in figures["rows"]
    ]
    title = f"{figures['runs']:,} runs of 60 months, from the command to its end"
    columns = ("who", "runs a second, by the clock", "ms of processors a run", "peak memory of the parent, MiB")
    return [Sheet(title, (*columns, "of the largest worker, MiB"), rows)]


def _against(figures: Figures) -> list[Sheet]:
    rows = [
        (f"`mesa.batch_run`, plain Mesa twin, {figures['twin_runs']} runs", spread(figures["twin"]), "1"),
        (
            f"`run.py sweep`, whole model, {figures['sweep_runs']:,} runs",
            spread(figures["sweep"]),
            spread(figures["ratio"], ".0f"),
        ),
    ]
    title = f"Runs of {figures['months']} months a second, two processes each, in turn"
    return [Sheet(title, ("what", "runs a second, by the clock", "times batch_run"), rows)]


def _ten_thousand(figures: Figures) -> list[Sheet]:
    clock = figures["seconds"]
    met = "met" if clock["median"] <= AIM_SECONDS else "missed"
    row = (
        f"{figures['runs']:,}",
        spread(clock),
        f"{figures['runs'] / clock['median']:.0f}",
        f"{figures['disk']:.1f}",
        f"{AIM_SECONDS} s: {met}" if figures["runs"] == AIM_RUNS else "",
    )
    return [Sheet("A whole sweep", ("runs", "seconds", "runs a second", "MB on disk", "aim"), [row])]


def _kills(figures: Figures) -> list[Sheet]:
    rows = [
        (
            str(number),
            f"{death['after']:.1f}",
            death["who"],
            f"{death['parts_before']} to {death['parts']}",
            str(death["left"]),
        )
        for number, death in enumerate(figures["deaths"], start=1)
    ]
    columns = ("kill", "seconds after the start", "who", "parts on disk", "processes left after 5 s")
    return [Sheet(f"{len(rows)} kills of a sweep of {figures['runs']:,} runs", columns, rows)]


def _hundred_thousand(figures: Figures) -> list[Sheet]:
    read = figures["read"]
    rows = [
        (f"living {figures['runs']:,} runs: parent", f"{figures['clock']:.0f}", f"{figures['parent_memory']:.0f}"),
        ("living them: largest worker", "", f"{figures['worker_memory']:.0f}"),
        ("reading them part by part", f"{read['parts']['seconds']:.1f}", f"{read['parts']['memory']:.0f}"),
        ("reading them as one table", f"{read['table']['seconds']:.1f}", f"{read['table']['memory']:.0f}"),
    ]
    return [Sheet("Peak memory of a large sweep", ("what", "seconds", "peak memory, MiB"), rows)]


def _million(figures: Figures) -> list[Sheet]:
    row = (f"{figures['points']:,}", f"{figures['seconds']:.1f}", f"{figures['memory']:.0f}")
    return [Sheet("A design read from end to end", ("points", "seconds", "peak memory, MiB"), [row])]


TABLES: Mapping[str, Callable[[Figures], list[Sheet]]] = {
    "worlds": lambda figures: _batches(figures, "A run of 60 months by worlds at once, one process", "worlds"),
    "months": lambda figures: _batches(figures, _beside(figures, "A run by its months"), "months"),
    "firms": lambda figures: _batches(figures, _beside(figures, "A run of 60 months by firms"), "firms"),
    "phases": _phases,
    "bandwidth": _bandwidth,
    "workers": _workers,
    "against": _against,
    "ten_thousand": _ten_thousand,
    "kills": _kills,
    "hundred_thousand": _hundred_thousand,
    "million": _million,
}
