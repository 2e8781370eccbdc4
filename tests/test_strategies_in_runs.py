"""Strategies against each other in whole runs: what theory says of mirrors, hawks and doves."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.model import TradeWar
from sim.parameters import load_parameters
from sim.scenario import load_scenario
from sim.states import Strategy
from sim.states.options import FromParameter
from sim.states.strategy import find_strategies
from sim.types import Array

MONTHS = 30
FIRST_STRIKE = """
extends: base
months: 36
states:
  USA: {{strategy: script, until: 2025-01, then: "{usa}"}}
  CHN: {{strategy: "{chn}"}}
events:
  - {{date: 2025-01-10, actor: USA, kind: tariff, partner: CHN, rate: {rate}, authority: S301, because: a first strike,
     source: piie_bown}}
"""
"""The United States strikes first in January 2025; from then on both follow their strategies."""

ECHO = '''
import numpy as np

from sim.states import Strategy


class Echo(Strategy):
    """Go where the rival stood last month: a mirror of levels, without dead band or forgiveness."""

    name = "echo"

    def decide(self, seen):
        return seen.rung(seen.rival_rung, because="as the rival stood")
'''


def struck(tmp_path: Path, usa: str, chn: str, worlds: int = 1, rate: float = 0.3) -> TradeWar:
    file = tmp_path / "struck.yaml"
    file.write_text(FIRST_STRIKE.format(usa=usa, chn=chn, rate=rate))
    return TradeWar(load_scenario(file), list(range(1, worlds + 1)))


def live(model: TradeWar, months: int = MONTHS) -> tuple[Array, Array]:
    """Rungs (month, side, world) and payoffs (month, side, world) of the United States and China."""
    rows = [model.craft.codes.index(code) for code in ("USA", "CHN")]
    rungs, payoffs = [], []
    for _ in range(months):
        model.step()
        rungs.append(model.world.relations.rung[rows].copy())
        payoffs.append(model.world.relations.welfare[rows].copy())
    return np.array(rungs), np.array(payoffs)


@cache
def match(usa: str, chn: str) -> tuple[Array, Array]:
    changes = {"states.USA.strategy": usa, "states.CHN.strategy": chn}
    return live(TradeWar(load_scenario("base", changes), [1]))


def total(usa: str, chn: str) -> tuple[float, float]:
    """Payoffs of both sides over all months."""
    both = match(usa, chn)[1].sum(axis=0)[:, 0]
    return float(both[0]), float(both[1])


def test_mirrors_of_levels_cycle_for_ever_and_reciprocal_does_not(tmp_path: Path) -> None:
    (tmp_path / "echo.py").write_text(ECHO)
    rungs, _ = live(struck(tmp_path, "echo.py", "echo.py"))
    us, china = rungs[2:, 0, 0], rungs[2:, 1, 0]
    assert set(us) == {0.0, 2.0} and (np.abs(np.diff(us)) == 2).all()
    assert (us != china).all()
    rungs, _ = live(struck(tmp_path, "reciprocal", "reciprocal", worlds=8))
    assert (rungs[3:] == rungs[3]).all()
    assert rungs.max() <= 2


def test_one_forgiving_mirror_in_ten_lets_a_strike_pass(tmp_path: Path) -> None:
    """Worlds differ by luck alone: where the strike was forgiven only one side stands on a rung."""
    answered = live(struck(tmp_path, "reciprocal", "generous", worlds=24), 3)[0][-1, 1] > 0
    assert 0 < answered.sum() < 24


@pytest.mark.parametrize("peace", ["hold", "reciprocal", "generous", "two_tats", "grim", "graduated", "dove"])
def test_peaceful_strategies_keep_the_peace_among_themselves(peace: str) -> None:
    rungs, payoffs = match(peace, "reciprocal")
    assert not rungs.any()
    assert np.abs(payoffs).max() < 1e-6


def test_hawk_against_hawk_goes_to_the_top_and_hurts_both_most() -> None:
    rungs, _ = match("hawk", "hawk")
    assert (rungs[-1] == 6).all()
    war, peace = total("hawk", "hawk"), total("reciprocal", "reciprocal")
    yielding = total("hawk", "dove")
    for side in (0, 1):
        assert war[side] < yielding[side] < peace[side] + 1e-6
        assert war[side] < 5 * yielding[side]  # and by far


def test_a_dove_gives_way_to_a_hawk_and_is_better_off_than_in_a_fight() -> None:
    rungs, _ = match("hawk", "dove")
    assert (rungs[-1, :, 0] == [1, 0]).all()
    assert total("hawk", "dove")[1] > total("hawk", "hawk")[1]
    assert total("hawk", "dove")[1] > total("hawk", "reciprocal")[1]


def test_a_mirror_follows_a_hawk_up_and_grim_does_so_at_once() -> None:
    mirrored, punished = match("hawk", "reciprocal")[0][:, 1, 0], match("hawk", "grim")[0][:, 1, 0]
    assert mirrored[-1] >= 5 and (np.diff(mirrored) >= 0).all()
    assert punished[2] >= 5 and mirrored[2] < 3


def test_graduated_steps_lead_two_states_down_where_mirrors_stay(tmp_path: Path) -> None:
    stuck = live(struck(tmp_path, "reciprocal", "reciprocal", worlds=8))[0]
    led = live(struck(tmp_path, "graduated", "reciprocal", worlds=8))[0]
    assert stuck[-1].max() == 2
    assert not led[-1].any()


def test_two_who_win_stay_and_lose_shift_leave_a_war_that_mirrors_stay_in(tmp_path: Path) -> None:
    mirrors = live(struck(tmp_path, "reciprocal", "reciprocal", worlds=8, rate=0.54))[0]
    learners = live(struck(tmp_path, "win_stay_lose_shift", "win_stay_lose_shift", worlds=8, rate=0.54))[0]
    assert mirrors[-1, 0].min() == 3
    assert learners[-6:].mean() < 1.5


@pytest.mark.parametrize("days_before", [62, 0])
def test_a_deal_settles_the_account_of_mirrors(tmp_path: Path, days_before: float) -> None:
    """Neither the start nor the end of a truce is taken for a step, whether it is extended or runs out."""
    plan = struck(tmp_path, "dealmaker", "reciprocal", rate=1.45).plan
    settings = plan.settings().with_values({"talks_before_expiry_days": float(days_before)})
    model = TradeWar(plan, [1], settings)
    rungs, _ = live(model)
    told = list(model.log.rows(model.craft.calendar))
    signed = next(place for place, row in enumerate(told) if row[8] == "in force")
    assert not [row for row in told[signed:] if row[4] == "rung" or row[8] == "breached"]
    assert ("expired" in [row[8] for row in told]) == (days_before == 0)
    assert (rungs[8, :, 0] == (2 if days_before else 5)).all()  # what ran out gives the law back as it was


def test_a_slow_walk_is_seen_after_some_months_mended_and_taken_up_again(tmp_path: Path) -> None:
    model = struck(tmp_path, "dealmaker", "slow_walker", rate=1.45)
    live(model)
    told = [(row[1], row[3], row[4], row[8]) for row in model.log.rows(model.craft.calendar)]
    signed = next(row[0] for row in told if row[3] == "in force")
    walks = [row for row in told if row[1:3] == ("CHN", "slow walk")]
    complaints = [row for row in told if row[1] == "USA" and row[3] == "complained of"]
    assert [row[3] for row in walks[:3]] == ["0.25", "1", "0.25"]
    assert walks[0][0] == signed and complaints[0][0] > walks[0][0]
    months = np.diff([int(row[0][:4]) * 12 + int(row[0][5:]) for row in (walks[0], complaints[0], walks[1])])
    assert months[0] >= 2 and months[1] >= 1  # chance hides it at first, and a complaint takes a month to arrive


@pytest.mark.parametrize("strategy", ["lookahead", "best_response", "equilibrium", "quantal_response"])
def test_who_looks_ahead_does_no_worse_against_a_mirror_than_a_hawk(strategy: str) -> None:
    assert total(strategy, "reciprocal")[0] > total("hawk", "reciprocal")[0]


def test_a_world_lives_alike_alone_and_in_company_with_all_that_thinks(tmp_path: Path) -> None:
    pairs = (("volatile_leader(graduated)", "win_stay_lose_shift"), ("two_levels(lookahead)", "slow_walker"))
    for usa, chn in (*pairs, ("experience_weighted_attraction", "quantal_response"), ("equilibrium", "grim")):
        together, alone = struck(tmp_path, usa, chn, worlds=3), struck(tmp_path, usa, chn)
        alone = TradeWar(alone.plan, [3])
        for many, one in zip(live(together, 8), live(alone, 8), strict=True):
            assert (many[..., 2] == one[..., 0]).all(), (usa, chn)


def test_worlds_may_differ_in_every_parameter_of_a_strategy(tmp_path: Path) -> None:
    """World 2 of 3, each with numbers of its own, lives as it does alone; counts hold for all worlds of a batch."""
    known = load_parameters()
    mine = {name for kind in find_strategies().values() for name in parameters_of(kind)}
    uncertain = [name for name in mine if known[name].role == "uncertainty"]
    low, high = (np.array([getattr(known[name], end) for name in uncertain]) for end in ("low", "high"))
    drawn = dict(zip(uncertain, np.linspace(low, high, 5)[1:4].T, strict=True))
    drawn["threat_months"] = np.ones(3)
    pairs = (("volatile_leader(graduated)", "win_stay_lose_shift"), ("two_levels(lookahead)", "quantal_response"))
    for usa, chn in (*pairs, ("experience_weighted_attraction", "grim"), ("equilibrium", "best_response")):
        plan = struck(tmp_path, usa, chn).plan
        together = TradeWar(plan, [1, 2, 3], plan.settings().with_values(drawn))
        alone = TradeWar(plan, [3], plan.settings().with_values({name: row[2:] for name, row in drawn.items()}))
        for many, one in zip(live(together, 7), live(alone, 7), strict=True):
            assert (many[..., 2] == one[..., 0]).all(), (usa, chn)


def parameters_of(kind: type[Strategy]) -> list[str]:
    return [value.parameter for value in kind.defaults().values() if isinstance(value, FromParameter)]


def test_large_threats_bring_offers_until_too_many_were_empty() -> None:
    """A dealmaker offers under large threats, not under small ones, and less the more often they were empty."""

    def offers(size: float, kept: float) -> int:
        options = {"threat_size": size, "follow_through": kept, "threat_chance": 0.5}
        changes = {"states.USA.strategy": "volatile_leader(brinkman)", "states.CHN.strategy": "dealmaker"}
        plan = load_scenario("base", {**changes, **{f"states.USA.options.{name}": it for name, it in options.items()}})
        model = TradeWar(plan, list(range(8)))
        for _ in range(10):
            model.step()
        told = [entry for entry in model.log.entries if "taken seriously" in entry.reason]
        return int(sum(entry.where.sum() for entry in told))

    assert offers(2.0, 0.0) > 0
    assert offers(0.2, 0.0) == 0
