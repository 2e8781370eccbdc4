"""Who gains from a cap on trade: whoever gets its rent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.economy.trade import Baseline, Cap, solve
from sim.figures.gallery import save
from sim.figures.labels import Name, name_ends
from sim.figures.panels import caption, page_titles
from sim.figures.style import ACCENT, DARK, GREY, INK, SMALL, baseline, house_style, number_axis, text_size
from sim.measures import HOME, RIVAL
from sim.tables import load_tables
from sim.types import PER_CENT, Array

RECEIVERS = {"exporter": ACCENT, "importer": INK, "treasury": GREY}
"""Who may get the rent, and the colour of its line."""

WORDS = {"exporter": "Chinese exporters", "importer": "US importers", "treasury": "US Treasury"}

SIZE = (11.0, 5.4)
QUANTITIES = np.linspace(0.3, 1.0, 29)
"""Caps that are drawn, as parts of the usual quantity."""

SHOWN = 0.9
"""The cap whose effects the title tells."""

ROOM = 0.06
"""Free space above and below the lines, as a part of their span."""


def draw_cap_rents(file: Path) -> Path:
    """Draw the welfare of both sides against a US cap on Chinese goods by who gets its rent; return the file."""
    effects = welfare_by_receiver(QUANTITIES)
    drawn = PER_CENT * np.concatenate(list(effects.values()))
    room = ROOM * (drawn.max() - drawn.min())
    limits = float(drawn.min() - room), float(drawn.max() + room)
    with house_style():
        figure = Figure(figsize=SIZE)
        measure = (
            "Welfare, per cent of the baseline, under a US cap on imports from China (volume, per cent of 2023); "
            "lines: who gets the rent"
        )
        top = page_titles(figure, _finding(), measure)
        for place, (row, words) in enumerate(((0, "United States"), (1, "China"))):
            ax = figure.add_subplot(1, 2, place + 1)
            figure.subplots_adjust(left=0.055, right=0.86, top=top - 0.07, bottom=0.19, wspace=0.6)
            ax.set_ylim(*limits)
            _side(ax, {receiver: values[row] for receiver, values in effects.items()})
            caption(ax, words)
        note = (
            "Source: Chokepoint, trade equilibrium of 19 states in 2023, without tariffs; long run, trade elasticity "
            "4; what the Treasury gets cuts the income tax.\nAfter Anderson and Neary (1992): who holds the licences "
            "decides. A model, not a forecast."
        )
        figure.text(0.012, 0.012, note, fontsize=text_size(SMALL), color=DARK, va="bottom", linespacing=1.3)
        return save(figure, file)


def welfare_by_receiver(quantities: Array) -> dict[str, Array]:
    """Welfare of the US and China (side, cap), as changes, under caps of the flow from China to the US."""
    tables = load_tables()
    names = tuple(row.state for row in tables.states)
    usual = Baseline.from_flows(tables.trade, tables.gdp(), names)
    sides = [usual.row(RIVAL), usual.row(HOME)]
    free = np.zeros((len(names), len(names)))
    return {
        receiver: solve(usual, free, caps=[Cap(HOME, RIVAL, quantities, receiver)]).welfare_exact[sides]
        for receiver in RECEIVERS
    }


def _side(ax: Axes, effects: dict[str, Array]) -> None:
    for receiver, color in RECEIVERS.items():
        ax.plot(PER_CENT * QUANTITIES, PER_CENT * effects[receiver], color=color, linewidth=2.0)
    baseline(ax, 0.0)
    ax.set_xlim(PER_CENT * QUANTITIES[-1], PER_CENT * QUANTITIES[0])
    ax.set_xlabel("cap, % of the usual volume")
    number_axis(ax.yaxis)
    names = [
        Name(PER_CENT * float(effects[receiver][0]), WORDS[receiver], color, bold=receiver == "exporter")
        for receiver, color in RECEIVERS.items()
    ]
    name_ends(ax, names)


def _finding() -> str:
    """Say which sides gain from the mild cap, by who gets its rent."""
    effects = welfare_by_receiver(np.array([SHOWN]))
    home = {receiver: PER_CENT * float(values[0, 0]) for receiver, values in effects.items()}
    rival = {receiver: PER_CENT * float(values[1, 0]) for receiver, values in effects.items()}
    if home["importer"] > 0 > home["exporter"] and rival["exporter"] > 0 > rival["importer"]:
        return (
            f"The sign follows the rent: a cap of {PER_CENT * SHOWN:.0f} % costs the US {-home['exporter']:.2f} % if "
            f"Chinese exporters get it and brings {home['importer']:.2f} % if US importers do"
        )
    return "Who gets the rent decides how much a cap costs"
