"""What every strategy must keep to, alone or round another one, in a conflict with a restless rival."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from briefings import court_ruling, offer

import sim.model
from sim.model import TradeWar
from sim.policy.authority import law_books
from sim.policy.log import EventLog
from sim.policy.tariffs import AUTHORITIES
from sim.scenario import load_scenario
from sim.states import NOTHING, Briefing, Moves, Offer, Strategy
from sim.states.details import Details
from sim.states.enactment import enact
from sim.states.moves import DealMove, ProgrammeMove
from sim.states.strategy import find_strategies, is_wrapper
from sim.types import MONTHS_A_YEAR, Array, Mask
from sim.world import World

MONTHS = 18
SEEDS = [11, 12, 13]
NOT_HERE = ("script", "human")
"""The record decides for the one, and a player for the other; both have tests of their own."""

SEATS = {"ally": "JPN", "partner": "MYS"}
"""Where a strategy for allies or partners is tried; all others lead the United States."""

ROUND = ("reciprocal", "hawk", "lookahead")
"""What wrappers are put round."""

SLACK = 1e-9
BEYOND = 1.25
"""A programme is held against the budget at the prices of its first month; later ones may differ by so much."""

RULED = """\
title: A restless rival
about: For a test.
sources: [cfr_2026_02]
extends: base
months: 24
chance: all
more_events:
""" + court_ruling("2025-09-20")


def every_text() -> list[str]:
    """All strategies by name, and each wrapper round some others and round another wrapper."""
    found = [name for name in find_strategies() if name not in NOT_HERE]
    wrappers = [name for name in found if is_wrapper(find_strategies()[name])]
    inner = [f"{outer}({name})" for outer in wrappers for name in ROUND]
    nested = [f"{one}({other}(reciprocal))" for one, other in pairwise(wrappers)]
    return [*found, *inner, *nested]


class Agitator(Strategy):
    """Climb, come down, offer and break deals, all by luck."""

    name = "agitator"
    source = "chokepoint_assumption"
    tags = ("test",)

    def decide(self, seen: Briefing) -> Moves:
        step = np.rint(5 * seen.luck("step") - 2)
        moves = seen.rung(seen.my_rung + step, "restless", where=seen.luck("when") < 0.5)
        if seen.month % 3 == 1:
            moves += seen.propose("london_truce", "tired", where=seen.luck("offer") < 0.7)
        for name, left in seen.deal_days.items():
            broken = ~np.isnan(left) & (seen.luck("break") < 0.1)
            if broken.any():
                moves += Moves((DealMove(kind="breach", deal=name, partner=seen.rival, because="bored", where=broken),))
        return moves

    def answer(self, seen: Briefing, offer: Offer) -> tuple[Mask, str]:
        return seen.luck("answer") < 0.5, "by luck"


class Watch:
    """Looks over the shoulder of one state for a whole run."""

    def __init__(self, model: TradeWar, row: int) -> None:
        self.model, self.row = model, row
        self.moved = self.decided = 0
        self._strategy = model.states[row].strategy
        self._decide, self._answer = self._strategy.decide, self._strategy.answer
        self._strategy.decide = self.decide  # type: ignore[method-assign]
        self._strategy.answer = self.answer  # type: ignore[method-assign]

    def decide(self, seen: Briefing) -> Moves:
        shown = dict(arrays_of(seen))
        assert not [name for name, array in shown.items() if array.flags.writeable]
        before = {name: array.copy() for name, array in shown.items()}
        moves = self._decide(seen)
        for name, array in before.items():
            assert np.array_equal(array, shown[name], equal_nan=True), f"changed {name}"
        self.check_form(moves, seen)
        self.decided += 1
        self.moved += bool(moves)
        return moves

    def check_form(self, moves: Moves, seen: Briefing) -> None:
        assert isinstance(moves, Moves) and not moves.scripted
        for move in moves.moves:
            assert move.because.strip() and 1 <= move.day <= 31
            assert move.where is None or (move.where.shape == (seen.worlds,) and move.where.dtype == bool)
            towards = (*getattr(move, "partners", ()), getattr(move, "partner", ""))
            assert isinstance(move, ProgrammeMove) or seen.state not in towards
        for name, note in moves.memory.items():
            assert np.shape(note)[-1:] == (seen.worlds,), name

    def answer(self, seen: Briefing, made: Offer) -> tuple[Mask, str]:
        accepted, reason = self._answer(seen, made)
        check_answer(accepted, reason, seen.worlds)
        return accepted, reason

    def enact(self, decided: Sequence[Moves], world: World, craft: Any, log: EventLog, *more: Any) -> None:
        """Carry out the moves of this state alone in a copy of the world first: nobody else's laws may change."""
        if decided[self.row]:
            alone = [moves if row == self.row else NOTHING for row, moves in enumerate(decided)]
            twin, still = world.tile(1), world.tile(1)
            enact(alone, twin, craft, EventLog(world.worlds), *more)
            enact([NOTHING] * len(decided), still, craft, EventLog(world.worlds), *more)
            assert_only_its_own_law(self.row, still, twin)
        enact(decided, world, craft, log, *more)


def check_answer(accepted: Mask, reason: str, worlds: int) -> None:
    assert np.shape(accepted) == (worlds,) and np.asarray(accepted).dtype == bool
    assert isinstance(reason, str) and reason.strip()


def arrays_of(shown: Any, name: str = "seen") -> Iterator[tuple[str, Array]]:
    """All arrays in a briefing, however deep; estimates too."""
    if isinstance(shown, np.ndarray):
        yield name, shown
    elif isinstance(shown, Mapping):
        for key, member in shown.items():
            yield from arrays_of(member, f"{name}[{key}]")
    elif is_dataclass(shown):
        late = [key for key, value in vars(Details).items() if isinstance(value, property)]
        own = [part.name for part in fields(shown) if part.name not in ("events", "_late", "_draw", "_foresee")]
        for key in (*own, *late) if isinstance(shown, Briefing) else own:
            yield from arrays_of(getattr(shown, key), f"{name}.{key}")


def assert_only_its_own_law(row: int, before: World, after: World) -> None:
    """Laws, controls, programmes and notes of all other states are what they were."""
    others = [state for state in range(len(before.tables.states)) if state != row]
    assert np.array_equal(before.tariffs.law[others], after.tariffs.law[others])
    abroad = before.routes.exporter != row
    assert (before.controls.law.status[abroad] == after.controls.law.status[abroad]).all()
    assert (before.controls.law.approval_rate[abroad] == after.controls.law.approval_rate[abroad]).all()
    assert {one.payer for one in after.programmes.entries} - {one.payer for one in before.programmes.entries} <= {row}
    for state in others:
        assert set(before.minds.notes[state]) == set(after.minds.notes[state])


def assert_within_the_law(row: int, world: World) -> None:
    """Tariffs stand under the state's own laws, none above its cap, none under one that was struck down."""
    laws = law_books(world.tables)[row].laws
    charged = world.tariffs.law[row]
    for authority in range(len(AUTHORITIES)):
        law = next((law for law in laws if law.row == authority), None)
        if law is None:
            assert not charged[:, authority].any(), f"{AUTHORITIES[authority]} is not its law"
        else:
            assert charged[:, authority].max() <= law.cap + SLACK, f"above the cap of {law.name}"
            assert not charged[:, authority, world.legal.struck[row, authority] > 0].any(), f"{law.name} was struck"


def assert_within_the_budget(row: int, world: World) -> None:
    budget = np.broadcast_to(world.settings.programme_budget_share, world.worlds) * world.tables.states[row].gdp_musd
    assert (world.ledger.total[row] * MONTHS_A_YEAR <= BEYOND * budget).all()


def seat_of(text: str) -> str:
    tags = find_strategies()[text.split("(")[0]].tags
    return next((code for tag, code in SEATS.items() if tag in tags), "USA")


@pytest.fixture
def model(tmp_path: Path) -> Callable[[str, list[int]], TradeWar]:
    """Make a model in which a strategy plays against a restless China."""
    file = tmp_path / "restless.yaml"
    file.write_text(RULED)

    def make(text: str, seeds: list[int]) -> TradeWar:
        made = TradeWar(load_scenario(file, {f"states.{seat_of(text)}.strategy": text}), seeds)
        rows = {code: row for row, code in enumerate(made.craft.codes)}
        for code in ("CHN", "USA"):
            if seat_of(text) != code:
                made.states[rows[code]].strategy = Agitator(made.world.settings)
        return made

    return make


@pytest.mark.parametrize("text", every_text())
def test_every_strategy_keeps_to_the_contract(
    text: str, model: Callable[[str, list[int]], TradeWar], monkeypatch: pytest.MonkeyPatch
) -> None:
    played = model(text, SEEDS)
    row = played.craft.codes.index(seat_of(text))
    watch = Watch(played, row)
    monkeypatch.setattr(sim.model, "enact", watch.enact)
    for _ in range(MONTHS):
        played.step()
        assert_within_the_law(row, played.world)
        assert_within_the_budget(row, played.world)
    assert watch.decided == MONTHS
    assert np.isfinite(played.world.economy.gdp_gap).all()
    played.observe()
    seen = played.briefings[row]
    for made in (offer(len(SEEDS)), offer(len(SEEDS), extension=True)):
        check_answer(*played.states[row].strategy.answer(seen, made), len(SEEDS))
    ahead = played.fork(2)
    ahead.step()
    assert ahead.world.month == played.world.month + 1


@pytest.mark.parametrize("text", every_text())
def test_every_strategy_decides_the_same_alone_and_in_a_batch(
    text: str, model: Callable[[str, list[int]], TradeWar]
) -> None:
    batch, alone = model(text, SEEDS), model(text, SEEDS[1:2])
    for _ in range(MONTHS):
        batch.step()
        alone.step()
        one, many = alone.world, batch.world
        pairs = {
            "rungs": (one.relations.rung, many.relations.rung),
            "tariffs": (one.tariffs.law, many.tariffs.law),
            "controls": (one.controls.law.status, many.controls.law.status),
            "deals": (one.deals.status, many.deals.status),
            "types": (one.beliefs.types, many.beliefs.types),
        }
        for name, (single, several) in pairs.items():
            place = min(1, several.shape[-1] - 1)  # one column stands for all worlds while they are alike
            assert np.array_equal(single[..., 0], several[..., place], equal_nan=True), f"{name} in month {one.month}"
    row = batch.craft.codes.index(seat_of(text))
    mine, theirs = alone.world.minds.notes[row], batch.world.minds.notes[row]
    for name in mine:
        assert np.array_equal(mine[name][..., 0], theirs[name][..., 1], equal_nan=True), name


def test_a_strategy_that_writes_into_what_it_sees_is_caught(model: Callable[[str, list[int]], TradeWar]) -> None:
    played = model("hold", SEEDS)
    played.observe()
    usa = played.briefings[0]
    for name, array in arrays_of(usa):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
        assert name


def test_the_contract_sees_a_law_of_somebody_else_change(model: Callable[[str, list[int]], TradeWar]) -> None:
    played = model("hold", SEEDS)
    twin = played.world.tile(1)
    twin.tariffs.law[1, 0, 0] = 0.5
    with pytest.raises(AssertionError):
        assert_only_its_own_law(0, played.world, twin)
    assert_only_its_own_law(1, played.world, twin)
    struck = played.world.tile(1)
    struck.tariffs.law[0, 1, AUTHORITIES.index("S122")] = 0.3
    with pytest.raises(AssertionError, match="above the cap"):
        assert_within_the_law(0, struck)
    struck.tariffs.law[0] = 0
    struck.tariffs.law[0, 1, AUTHORITIES.index("national")] = 0.1
    with pytest.raises(AssertionError, match="not its law"):
        assert_within_the_law(0, struck)


def test_reserves_that_differ_by_world_are_each_worlds_own() -> None:
    """Two plans for the same good, of which each world has one: each fills its own, as if the other were not."""
    targets, levels = (1.0, 3.0), []

    def plan(months: float, where: Mask | None) -> ProgrammeMove:
        terms = {"target_months": months, "fill_share": 0.5, "release_below_months": 0.0}
        return ProgrammeMove(
            instrument="strategic_reserve", goods=("ndfeb_magnets",), terms=terms, because="a test", where=where
        )

    for places in ((0,), (1,), (0, 1)):
        played = TradeWar(load_scenario("base"), [SEEDS[place] for place in places])
        masks = [np.array([place == here for here in places]) for place in (0, 1)]
        moves = Moves(tuple(plan(months, where) for months, where in zip(targets, masks, strict=True) if where.any()))
        decided = [moves if code == "USA" else NOTHING for code in played.craft.codes]
        enact(decided, played.world, played.craft, played.log)
        for _ in range(8):
            played.step()
        levels.append(played.world.stockpiles.stock[played.craft.codes.index("USA")].sum(axis=0))
    assert 0 < levels[0][0] < levels[1][0]
    assert levels[2].tolist() == [levels[0][0], levels[1][0]]


@pytest.mark.parametrize(("good", "stored"), [("ndfeb_magnets", True), ("design_software", False), ("chips", False)])
def test_only_what_keeps_is_put_in_store(good: str, stored: bool) -> None:
    played = TradeWar(load_scenario("base"), SEEDS[:1])
    terms = {"target_months": 1.0, "fill_share": 0.5, "release_below_months": 0.0}
    reserve = ProgrammeMove(instrument="strategic_reserve", goods=(good,), terms=terms, because="a test")
    decided = [Moves((reserve,)) if code == "USA" else NOTHING for code in played.craft.codes]
    enact(decided, played.world, played.craft, played.log)
    for _ in range(2):
        played.step()
    assert bool(played.world.stockpiles.stock.any()) == stored
    assert any("it cannot be stored" in entry.reason for entry in played.log.entries) != stored
