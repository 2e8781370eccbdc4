"""What the programmes of a scenario came to, printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.console.numbers import number
from sim.console.screen import out, table
from sim.errors import shown
from sim.names import name_of

if TYPE_CHECKING:
    from sim.comparison.policies import PolicyTrials
    from sim.comparison.policy_effects import Effect

GOODS_OF_A_POLICY = 3
"""Goods of a policy that get a line; the file has all."""

POLICY_NOTE = """\
Against the same runs without programmes. Goods: made outside the state that makes most, in the year that
ends then. Price and cover: in the last of these years. Costs count from the first day, and so do the units
that they are set against."""


def print_policies(trials: PolicyTrials, folder: Path) -> None:
    """Print what each programme brought and cost: goods and money after some years, prices and cover at the end."""
    effects = trials.effects()
    years = sorted({one.years for one in effects})
    rows: list[tuple[str, ...]] = []
    for name in dict.fromkeys(one.policy.name for one in effects):
        rows += policy_rows([one for one in effects if one.policy.name == name], years)
    headings = ("", *(f"{count} years" for count in years), "price abroad, %", "cover, months")
    out.print(table(f"What each programme changes in {trials.scenario}, alone (medians)", headings, rows))
    out.print(POLICY_NOTE)
    out.print(f"Files: {escape(shown(folder))}", soft_wrap=True)


def policy_rows(own: Sequence[Effect], years: Sequence[int]) -> list[tuple[str, ...]]:
    """Lines for one policy: its name, the goods it moves most, its cost, and the cost of a unit gained."""
    by_key = {(one.measure, one.good, one.unit, one.years): one for one in own}
    rows: list[tuple[str, ...]] = [(own[0].policy.name, *[""] * (len(years) + 2))]
    for good, unit in _most_moved(own):
        made = [_text(by_key.get(("made outside", good, unit, count)), signed=True) for count in years]
        market = [
            _text(by_key.get((measure, good, words, years[-1])), signed=True)
            for measure, words in (("price abroad", "%"), ("cover abroad", "months"))
        ]
        rows.append((f"  {name_of(good)}, {unit}", *made, *market))
    for measure, unit in dict.fromkeys((one.measure, one.unit) for one in own if one.measure.startswith("cost")):
        amounts = [_text(by_key.get((measure, "", unit, count))) for count in years]
        rows.append((f"  {measure}, {unit}", *amounts, "", ""))
    return rows


def _most_moved(own: Sequence[Effect]) -> list[tuple[str, str]]:
    """The goods of a policy of which most more is made, with their unit, at most a few."""
    moved: dict[tuple[str, str], float] = {}
    for one in own:
        if one.measure == "made outside":
            moved[one.good, one.unit] = max(abs(one.median), moved.get((one.good, one.unit), 0.0))
    return sorted(moved, key=lambda key: -moved[key])[:GOODS_OF_A_POLICY]


def _text(effect: Effect | None, signed: bool = False) -> str:
    return "" if effect is None else number(effect.median, signed)
