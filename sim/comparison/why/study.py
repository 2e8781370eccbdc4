"""Why two runs differ: inputs that differ, the first move that does, what followed, and whose doing it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.differences import Comparison
from sim.comparison.why.changes import MOST_EXACT, Change, gather, hybrid
from sim.comparison.why.parts import parts_between
from sim.comparison.why.shapley import Coalition, Sharing, exact, sampled
from sim.comparison.why.steps import Step, steps_between
from sim.errors import InputError, unknown
from sim.folders import write_table
from sim.labelled import Labelled, quantiles
from sim.measures import HOME, RIVAL
from sim.outcomes import LABELS, Outcome, outcomes
from sim.types import PER_CENT, TINY, Array

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

RUNS = 8
"""Runs where a scenario has but one: with one, luck would pass for a cause."""

ORDERS = 12
"""Orders of changes that are drawn where there are too many for all subsets."""

ASKED = ("growth_loss_two_years", "peak_consumer_prices", "trade_balance_change", "security_sum")
STATES = (RIVAL, HOME)
"""Outcomes, and whose, that are shared out unless others are asked for."""

SERIES = ("gdp_gap", "consumer_prices", "trade_balance", "payoff_security")
"""What has to be recorded for these outcomes."""

Run = Callable[["Scenario", tuple[str, ...] | None, str], Labelled]
"""Lives through a scenario and records some series, or all; the text says which run it is."""


@dataclass(frozen=True, eq=False)
class Why:
    """What makes the second of two scenarios come out otherwise than the first.

    changes: what was changed; asked: the outcomes shared out, with their values in the first scenario; sharing: arrays
    (change, outcome, run); steps: moves that differ, in order of days; firsts: of each change the first moves that
    differ once it is made by itself, None without any; orders: of changes that were drawn, 0 where all subsets were
    lived through.
    """

    comparison: Comparison
    changes: tuple[Change, ...]
    asked: tuple[Outcome, ...]
    sharing: Sharing
    steps: tuple[Step, ...]
    firsts: tuple[Step | None, ...]
    orders: int

    @property
    def names(self) -> tuple[str, str]:
        """The two scenarios."""
        return self.comparison.names[0], self.comparison.names[1]

    def share(self, change: int, outcome: int) -> float:
        """What a change counts for, mean over runs: the shares of all changes add up to the difference."""
        return float(self.sharing.share[change, outcome].mean())

    def total(self, outcome: int) -> float:
        """How much higher an outcome is in the second scenario, mean over runs."""
        return float(self.sharing.total[outcome].mean())

    def error(self, change: int, outcome: int) -> float:
        """Standard error of the mean share over the orders drawn; 0 where all subsets were lived through."""
        return float(self.sharing.error[change, outcome])

    def together(self, outcome: int) -> float:
        """The part of the difference that no change makes by itself, mean over runs."""
        return float(self.sharing.interaction[outcome].mean())

    def pair(self, outcome: int) -> tuple[int, int, float] | None:
        """The two changes that do most together beyond what each does by itself; None where there are none."""
        found = {pair: float(values[outcome].mean()) for pair, values in self.sharing.together.items()}
        if not found:
            return None
        one, other = max(found, key=lambda pair: abs(found[pair]))
        return one, other, found[one, other]

    def table(self) -> pd.DataFrame:
        """Shares, one row for each outcome, state and change; last what only comes of changes together."""
        import pandas as pd

        rows = [row for place in range(len(self.asked)) for row in self._rows(place)]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _rows(self, place: int) -> list[tuple[object, ...]]:
        one, sharing, total = self.asked[place], self.sharing, self.total(place)
        about = (one.name, one.state, one.good)
        rows: list[tuple[object, ...]] = []
        for number, change in enumerate(self.changes):
            low, _, high = (float(point) for point in quantiles(sharing.share[number, place]))
            own = (self.share(number, place), low, high, _part(self.share(number, place), total))
            alone, last = (float(values[number, place].mean()) for values in (sharing.alone, sharing.last))
            error = self.error(number, place)
            rows.append((*about, change.name, *own, alone, last, error, one.unit, " | ".join(change.said)))
        whole, both = sharing.total[place], self.together(place)
        low, _, high = (float(point) for point in quantiles(whole))
        blank = (float("nan"),) * 3
        rows.append((*about, ALL, total, low, high, _part(total, total), *blank, one.unit, ""))
        rows.append((*about, TOGETHER, both, *blank[:2], _part(both, total), *blank, one.unit, NOT_ALONE))
        return rows

    def write(self, folder: Path, page: str) -> None:
        """Write why.md and why.csv into a folder."""
        write_table(self.table(), folder / "why.csv")
        (folder / "why.md").write_text(page, encoding="utf-8")


ALL, TOGETHER = "all changes", "only together"
NOT_ALONE = "part of the difference that no change makes by itself; it is already in the shares"
COLUMNS = (
    *("outcome", "state", "good", "change", "share", "p10", "p90", "per_cent_of_total"),
    *("alone", "last", "standard_error", "unit", "parts"),
)


def explain(
    scenarios: Sequence[Scenario], comparison: Comparison, run: Run, asked: Sequence[str] = (), most: int = MOST_EXACT
) -> Why:
    """Explain why the second of two scenarios, compared already, comes out otherwise than the first.

    asked: outcomes as NAME or NAME:STATE; most: how many groups of changes at most. Up to five are shared out over all
    subsets, more over some orders. Raises InputError for unknown outcomes, and where nothing differs.
    """
    first, second = scenarios
    changes = gather(parts_between(first, second), most)
    if not changes:
        raise InputError(f"'{comparison.names[0]}' and '{comparison.names[1]}' set the same things: nothing to explain")
    ours, theirs = (_chosen(results, comparison.since, asked) for results in comparison.scenarios)
    ends = {frozenset[int](): ours, frozenset(range(len(changes))): theirs}
    keys = [(one.name, one.state, one.good) for one in ours if any(_key(one) == _key(other) for other in theirs)]

    steps = steps_between(comparison.scenarios[0], comparison.scenarios[1])
    firsts: dict[int, Step | None] = {0: _first(steps)}

    def worth(made: Coalition) -> Array:
        found = ends[made] if made in ends else _live(made)
        return np.stack([one.values for key in keys for one in found if _key(one) == key])

    def _live(made: Coalition) -> list[Outcome]:
        title = " + ".join(changes[number].name for number in sorted(made))
        lived = run(hybrid(first, second, [changes[number] for number in sorted(made)]), _series(asked), title)
        if len(made) == 1:
            firsts[min(made)] = _first(steps_between(comparison.scenarios[0], lived))
        return _chosen(lived, comparison.since, asked)

    orders = 0 if len(changes) <= MOST_EXACT else ORDERS
    seed = comparison.first.seeds[0]
    sharing = sampled(worth, len(changes), orders, seed) if orders else exact(worth, len(changes))
    kept = tuple(one for key in keys for one in ours if _key(one) == key)
    begun = tuple(firsts[number] for number in range(len(changes)))
    return Why(comparison, tuple(changes), kept, sharing, tuple(steps), begun, orders)


def _first(steps: Sequence[Step]) -> Step | None:
    return steps[0] if steps else None


def _key(one: Outcome) -> tuple[str, str, str]:
    return one.name, one.state, one.good


def _series(asked: Sequence[str]) -> tuple[str, ...] | None:
    """List what has to be recorded: little for the usual outcomes, everything for others."""
    usual = all(one.partition(":")[0] in ASKED for one in asked)
    return SERIES if usual else None


def _chosen(results: Labelled, since: int, asked: Sequence[str]) -> list[Outcome]:
    """Outcomes asked for that the runs are long enough to tell, of the states asked for."""
    wanted = wanted_outcomes(asked)
    every = [one for one in outcomes(results, since) if not one.good]
    found = [one for name, state in wanted for one in every if one.name == name and _fits(one.state, state)]
    told = [one for one in found if np.isfinite(one.values).all()]
    if not told:
        states = sorted({one.state for one in every if one.name in dict(wanted) and one.state})
        raise InputError(
            f"these runs have no such outcome: {', '.join(asked) or 'too short'}; states: {', '.join(states)}"
        )
    return told


def wanted_outcomes(asked: Sequence[str]) -> list[tuple[str, str]]:
    """Read NAME or NAME:STATE as name and state, the usual ones if none. Raises InputError with the nearest name."""
    wanted = [one.partition(":")[::2] for one in asked] or [(name, "") for name in ASKED]
    for name, _ in wanted:
        if name not in LABELS:
            raise unknown("outcome", name, LABELS)
    return wanted


def _fits(state: str, wanted: str) -> bool:
    return state == wanted if wanted else state in (*STATES, "")


def _part(share: float, total: float) -> float:
    return PER_CENT * share / total if abs(total) > TINY else float("nan")
