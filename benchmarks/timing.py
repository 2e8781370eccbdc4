"""Stop-watches: repeated runs side by side, the phases of the month, and a profile."""

from __future__ import annotations

import cProfile
import gc
import pstats
import statistics
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import mesa

from benchmarks.chain_alone import ChainAlone, MonthOfPolicy
from benchmarks.plain_mesa_twin import PlainMesaTwin
from sim.model import TradeWar, simulate
from sim.parameters import Settings
from sim.recorder import Recorder, controllers_of
from sim.scenario import Scenario
from sim.simulation import record

PHASES = (
    "chance",
    "observe",
    "negotiate",
    "decide",
    "license",
    "trade",
    "develop",
    "settle",
    "learn",
    "judge",
    "record",
)
FEW = ("gdp_gap", "output")
"""What a sweep might look at."""

PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Version:
    """One way of running the model: what is run, and how many worlds one call lives through."""

    what: str
    worlds: int
    run: Callable[[], object]

    @property
    def rules(self) -> str:
        """What is run, however much of it is recorded."""
        return self.what.split(",")[0]


@dataclass(frozen=True)
class Spread:
    """The middle of several measurements, and how far apart they were."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Median, least and greatest."""
        return cls(statistics.median(values), min(values), max(values))

    def text(self, digits: str = ".3g") -> str:
        """As it is printed: 12.3 (11.9 - 14.0)."""
        return f"{self.median:{digits}} ({self.low:{digits}} - {self.high:{digits}})"


@dataclass(frozen=True)
class Function:
    """One line of a profile; seconds in all calls together."""

    name: str
    calls: int
    own: float
    total: float


def seeds(worlds: int) -> list[int]:
    """Seeds of so many worlds."""
    return list(range(1, worlds + 1))


def live(model: TradeWar | PlainMesaTwin, months: int) -> None:
    """Run a model, then let go of it: Mesa 3.3 keeps every model ever made."""
    for _ in range(months):
        model.step()
    mesa.Agent._ids.pop(model, None)


def versions(
    base: Scenario, whole: Scenario, policy: Sequence[MonthOfPolicy], worlds: Sequence[int], months: int
) -> list[Version]:
    """The twin, the same rules as arrays, and the whole model with governments, economy and recorder."""
    ground = ChainAlone(base, seeds(1))
    twin = Version("plain Mesa twin", 1, lambda: live(PlainMesaTwin(ground, policy), months))
    alone = [Version("same rules as arrays", w, lambda w=w: live(ChainAlone(base, seeds(w)), months)) for w in worlds]
    every = [Version("whole model", w, lambda w=w: record(whole, seeds(w), months)) for w in worlds]
    largest = worlds[-1]
    few = Version("whole model, two series", largest, lambda: record(whole, seeds(largest), months, series=FEW))
    return [twin, *alone, *every, few]


def seconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    gc.collect()
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def side_by_side(compared: Sequence[Version], repeats: int) -> list[list[float]]:
    """Seconds per run of each version in each repeat: a round takes all versions in turn, so that noise is shared."""
    for version in compared[:1]:
        seconds(version.run)
    return [[seconds(version.run) / version.worlds for version in compared] for _ in range(repeats)]


def phases(
    scenario: Scenario,
    worlds: int,
    months: int,
    settings: Settings | None = None,
    series: Collection[str] | None = None,
) -> Mapping[str, float]:
    """Processor time of each phase of the month, s, all months together; all series are recorded, or those named."""
    model = TradeWar(scenario, seeds(worlds), settings)
    recorder = Recorder(model.world, months, controllers_of(scenario), series=series)
    spent = dict.fromkeys(PHASES, 0.0)

    def watched(name: str, act: Callable[..., None]) -> Callable[..., None]:
        def timed(*given: object) -> None:
            begun = time.process_time()
            act(*given)
            spent[name] += time.process_time() - begun

        return timed

    for name in PHASES[:-1]:
        setattr(model, name, watched(name, getattr(model, name)))
    keep = watched("record", recorder.record)
    for month in range(months):
        model.step()
        keep(model.world, month)
    model.release()
    return spent


def profile(scenario: Scenario, worlds: int, months: int, top: int) -> tuple[float, list[Function]]:
    """Seconds in all and the functions with the most time of their own, profiler's overhead included."""
    profiler = cProfile.Profile()
    profiler.runcall(simulate, scenario, seeds(worlds), months)
    stats = pstats.Stats(profiler).get_stats_profile()
    entries = pstats.Stats(profiler).stats.items()  # type: ignore[attr-defined]
    found = [Function(_name(*where), calls, own, total) for where, (_, calls, own, total, _) in entries]
    found.sort(key=lambda function: -function.own)
    return stats.total_tt, found[:top]


def _name(file: str, line: int, function: str) -> str:
    """A function as a reader finds it: sim/chain/ordering.py choose_suppliers."""
    if file == "~":
        return function.strip("<>")
    path = Path(file)
    if path.is_relative_to(PROJECT) and "site-packages" not in path.parts:
        return f"{path.relative_to(PROJECT).as_posix()} {function}"
    parts = path.parts[path.parts.index("site-packages") + 1 :] if "site-packages" in path.parts else path.parts[-1:]
    return f"{'/'.join(parts)} {function}"
