"""What a scenario changes: outcomes of the first one, and how each other differs from it run by run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.folders import replacing, write_manifest, write_table
from sim.labelled import Labelled, quantiles
from sim.outcomes import outcomes
from sim.types import Array

if TYPE_CHECKING:
    import pandas as pd

VALUE, DIFFERENCE = "value", "difference"
TITLE_ROOM = 30
"""A scenario with a title of more characters goes by its short name."""


@dataclass(frozen=True)
class Contrast:
    """An outcome of a scenario: its value in each run (the first scenario), or its difference from the first's.

    `values` (run,) pairs runs of the same seed, so that luck cancels.
    """

    outcome: str
    state: str
    unit: str
    label: str
    scenario: str
    measure: str
    values: Array
    good: str = ""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios that start together and share their luck; the first is what the others are measured against."""

    names: tuple[str, ...]
    scenarios: tuple[Labelled, ...]

    @property
    def first(self) -> Labelled:
        """The scenario that the others are measured against."""
        return self.scenarios[0]

    def scenario(self, name: str) -> Labelled:
        """Find the results of a scenario by the name it has here."""
        return self.scenarios[self.names.index(name)]

    def called(self, name: str) -> str:
        """Call a scenario by its title where that is short and no other's, else by its name."""
        titles = [one.origin.title for one in self.scenarios]
        title = self.scenario(name).origin.title
        return title if title and len(title) <= TITLE_ROOM and titles.count(title) == 1 else name

    @property
    def since(self) -> int:
        """The month that two-year outcomes are counted from in all scenarios: the first measure of any."""
        return min((one.outbreak for one in self.scenarios if one.broke_out), default=0)

    def contrasts(self) -> list[Contrast]:
        """Every outcome: values of the first scenario, then differences of the others from it."""
        sets = [
            {(one.name, one.state, one.good): one for one in outcomes(results, self.since)}
            for results in self.scenarios
        ]
        found = []
        for key, base in sets[0].items():
            about = (base.name, base.state, base.unit, base.label)
            found.append(Contrast(*about, self.names[0], VALUE, base.values, base.good))
            for name, others in zip(self.names[1:], sets[1:], strict=True):
                if key in others:
                    change = others[key].values - base.values
                    found.append(Contrast(*about, name, DIFFERENCE, change, base.good))
        return found

    def lines(self, measure: Callable[[Labelled], Array]) -> list[tuple[str, Array]]:
        """How a measure (month, run) of each other scenario differs from the first's: (name, (month, run))."""
        (_, base), *others = self.levels(measure)
        return [(name, values - base) for name, values in others]

    def levels(self, measure: Callable[[Labelled], Array]) -> list[tuple[str, Array]]:
        """A measure of every scenario, the first one first, over the months that all have: (name, (month, run))."""
        found = [(name, measure(one)) for name, one in zip(self.names, self.scenarios, strict=True)]
        months = min(len(values) for _, values in found)
        return [(name, values[:months]) for name, values in found]

    def table(self) -> pd.DataFrame:
        """Outcomes with median, 10 % and 90 % points over runs: one row for each outcome, state, good, scenario."""
        import pandas as pd

        columns = ["outcome", "state", "good", "scenario", "measure", "p10", "median", "p90", "runs", "unit", "label"]
        rows = []
        for one in self.contrasts():
            low, median, high = (float(point) for point in quantiles(one.values))
            about = (one.outcome, one.state, one.good, one.scenario, one.measure)
            rows.append((*about, low, median, high, len(one.values), one.unit, one.label))
        return pd.DataFrame(rows, columns=columns)

    def save(self, folder: Path | str, draw: Callable[[Comparison, Path], Any] | None = None) -> Path:
        """Write comparison.csv, the scenarios and a figure to a folder: all of it or nothing."""
        with replacing(folder) as fresh:
            write_table(self.table(), fresh / "comparison.csv")
            for name, results in zip(self.names, self.scenarios, strict=True):
                (fresh / f"{name}.yaml").write_text(results.origin.scenario_yaml, encoding="utf-8")
            if draw is not None:
                draw(self, fresh)
            write_manifest(fresh, self._manifest())
        return Path(folder)

    def _manifest(self) -> dict[str, Any]:
        origins = [asdict(results.origin) for results in self.scenarios]
        return {
            "comparison": list(self.names),
            "seeds": list(self.first.seeds),
            "counted_from": self.first.months[0] if not self.since else self._month(self.since),
            "scenarios": [{key: one[key] for key in one if key != "scenario_yaml"} for one in origins],
        }

    def _month(self, index: int) -> str:
        return self.first.months[index] if index < len(self.first.months) else self.first.months[-1]


def compare(scenarios: Sequence[Labelled]) -> Comparison:
    """Set two or more scenarios side by side; the first is the yardstick.

    Raises InputError when they do not start in the same month or do not share their seeds.
    """
    if len(scenarios) < 2:
        raise InputError("a comparison needs two scenarios or more")
    first = scenarios[0]
    for other in scenarios[1:]:
        if other.seeds != first.seeds:
            raise InputError(
                f"'{first.scenario}' and '{other.scenario}' were run with different seeds: luck would differ"
            )
        if other.months[:1] != first.months[:1]:
            start = f"{first.months[0]} and {other.months[0]}"
            raise InputError(f"'{first.scenario}' and '{other.scenario}' do not start in the same month: {start}")
    return Comparison(_distinct([one.scenario for one in scenarios]), tuple(scenarios))


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Tell equal names apart by a number."""
    return tuple(
        name if names[:row].count(name) == 0 else f"{name}_{names[:row].count(name) + 1}"
        for row, name in enumerate(names)
    )
