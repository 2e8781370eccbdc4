"""What each programme of a scenario achieves by itself: the same world and luck without it, with it alone, with all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.comparison.policy_effects import HORIZONS, Effect, Policy, effects_of, months_in
from sim.errors import InputError
from sim.folders import replacing, write_manifest, write_table
from sim.labelled import Labelled, quantiles
from sim.names import name_of
from sim.scenario.programme_events import PROGRAMME_KINDS
from sim.simulation import simulate
from sim.tables import load_tables

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario
    from sim.scenario.events import AnyEvent

FOLLOWERS = {"end_programme": "instrument", "release": "strategic_reserve"}
"""Events that belong to a programme of the same state: which kind it is, or the field that names it."""

TECHNOLOGY = ("ndpr_oxide", "dytb_oxide", "ndfeb_magnets")
"""Goods that take the know-how which a technology ban withholds."""

POOLED = "pooled_reserve"
"""An agreement that does nothing without reserves: those of its goods and its parties are tried with it."""

NAMED_GOODS = 2
ALL = "all together"
CONTROL = "no programmes"
COLUMNS = ("policy", "date", "years", "good", "unit", "measure", "p10", "median", "p90")

Run = Callable[["Scenario", int, str], Labelled]
"""Lives through a scenario for some months; the text says what for."""


@dataclass(frozen=True, eq=False)
class PolicyTrials:
    """A scenario without its programmes, and with each of them alone and all together."""

    scenario: str
    control: Labelled
    trials: tuple[tuple[Policy, Labelled], ...]

    def effects(self) -> list[Effect]:
        """Every measure of every policy at every horizon that the runs reach."""
        return [one for policy, results in self.trials for one in effects_of(policy, results, self.control)]

    def table(self) -> pd.DataFrame:
        """Effects with median, 10 % and 90 % points over runs, one in a row."""
        import pandas as pd

        rows = []
        for one in self.effects():
            low, median, high = (float(point) for point in quantiles(one.values))
            rows.append(
                (one.policy.name, one.policy.date, one.years, one.good, one.unit, one.measure, low, median, high)
            )
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def save(self, folder: Path | str, draw: Callable[[PolicyTrials, Path], Any] | None = None) -> Path:
        """Write policies.csv, the scenario of the control run and a figure to a folder: all of it or nothing."""
        with replacing(folder) as fresh:
            write_table(self.table(), fresh / "policies.csv")
            (fresh / "control.yaml").write_text(self.control.origin.scenario_yaml, encoding="utf-8")
            if draw is not None:
                draw(self, fresh)
            write_manifest(fresh, self._manifest())
        return Path(folder)

    def _manifest(self) -> dict[str, Any]:
        policies = {policy.name: [event.date.isoformat() for event in policy.events] for policy, _ in self.trials}
        return {
            "policies_of": self.scenario,
            "policies": policies,
            "seeds": list(self.control.seeds),
            "months": len(self.control.months),
            "parameter_hash": self.control.origin.parameter_hash,
        }


def try_policies(scenario: Scenario, run: Run | None = None) -> PolicyTrials:
    """Run a scenario without its programmes, with each of them alone, and with all, each with the same luck.

    Runs last until ten years after the last programme has begun, or as long as the scenario if that is longer. Raises
    InputError when the scenario has no programmes.
    """
    run = run or _simulate
    policies = policies_of(scenario)
    months = max(scenario.months, *(scenario.month_of(one.date) + months_in(HORIZONS[-1]) for one in policies))
    control = run(_with_only(scenario, ()), months, CONTROL)
    trials = [(policy, run(_with_only(scenario, policy.events), months, policy.name)) for policy in policies]
    return PolicyTrials(scenario.name, control, tuple(trials))


def in_world(scenario: Scenario, world: Scenario) -> Scenario:
    """The programmes of a scenario in another world, by the same states and for as long."""
    programmes = tuple(event for event in scenario.events if is_programme(event))
    actors = {event.actor: scenario.states[event.actor] for event in programmes}
    kept = {name: getattr(scenario, name) for name in ("months", "runs", "seed")}
    events = tuple(event for event in world.events if not is_programme(event))
    return world.model_copy(update={**kept, "events": events + programmes, "states": world.states | actors})


def policies_of(scenario: Scenario) -> list[Policy]:
    """List the programmes of a scenario, each by itself and, where there are several, all together."""
    found: dict[str, list[AnyEvent]] = {}
    ordered = sorted((event for event in scenario.events if is_programme(event)), key=lambda event: event.date)
    for event in ordered:
        if event.kind not in FOLLOWERS:
            found.setdefault(policy_name(event), []).append(event)
    if not found:
        raise InputError(f"'{scenario.name}' has no programmes to try out, such as an event of kind price_floor")
    for event in ordered:
        for events in found.values():
            if _follows(event, events[0]):
                events.append(event)
    for events in found.values():
        events += [event for event in ordered if _pooled(event, events[0])]
    policies = [Policy(name, _goods(events), tuple(events)) for name, events in found.items()]
    if len(policies) > 1:
        every = dict.fromkeys(id(event) for one in policies for event in one.events)
        policies.append(Policy(ALL, _goods(ordered), tuple(event for event in ordered if id(event) in every)))
    return policies


def is_programme(event: AnyEvent) -> bool:
    """Whether an event is a programme of industrial policy, or the end of one."""
    return event.kind in PROGRAMME_KINDS


def policy_name(event: AnyEvent) -> str:
    """Name a programme by who does what, with whom or where, for which goods."""
    goods = [name_of(name) for name in _named(event)]
    more = f" and {len(goods) - NAMED_GOODS} more" if len(goods) > NAMED_GOODS else ""
    what = getattr(event, "form", event.kind).replace("_", " ")
    host = getattr(event, "host", event.actor)
    partners = getattr(event, "partner", ())
    where = f" with {_listed(partners)}" if partners else "" if host == event.actor else f" in {name_of(host)}"
    what = f"{what} for {event.field}" if event.kind == "research" else what
    named = f", {', '.join(goods[:NAMED_GOODS])}{more}" if goods else ""
    return f"{name_of(event.actor)}: {what}{where}{named}"


def _listed(partners: tuple[str, ...] | str) -> str:
    codes = (partners,) if isinstance(partners, str) else partners
    return name_of(codes[0]) if len(codes) == 1 else f"{len(codes)} partners"


def _follows(event: AnyEvent, programme: AnyEvent) -> bool:
    """Whether an event ends a programme or draws on it."""
    kind = FOLLOWERS.get(event.kind, "")
    kind = getattr(event, kind, kind)
    alike = event.actor == programme.actor and bool(set(_goods([event])) & set(_goods([programme])))
    return alike and kind == programme.kind


def _pooled(event: AnyEvent, agreement: AnyEvent) -> bool:
    """Whether an event is a reserve that an agreement to pool reserves shares."""
    if getattr(agreement, "form", "") != POOLED or event.kind != "strategic_reserve":
        return False
    parties = (agreement.actor, *getattr(agreement, "partner", ()))
    return event.actor in parties and bool(set(_goods([event])) & set(_goods([agreement])))


def _named(event: AnyEvent) -> tuple[str, ...]:
    found: tuple[str, ...] = getattr(event, "goods", ())
    return found


def _goods(events: Sequence[AnyEvent]) -> tuple[str, ...]:
    """The goods that programmes are meant for, control lists taken apart, in the order of the goods table."""
    tables = load_tables()
    meant = {good for event in events for good in tables.controlled_shares(_named(event))}
    if any(event.kind == "technology_ban" for event in events):
        meant |= set(TECHNOLOGY)
    return tuple(good for good in tables.good_names if good in meant)


def _with_only(scenario: Scenario, programmes: tuple[AnyEvent, ...]) -> Scenario:
    """The scenario with some of its programmes and with everything that is none."""
    chosen = {id(event) for event in programmes}
    events = tuple(event for event in scenario.events if id(event) in chosen or not is_programme(event))
    return scenario.model_copy(update={"events": events})


def _simulate(scenario: Scenario, months: int, title: str) -> Labelled:
    return simulate(scenario, months=months)
