"""States played from outside: PettingZoo's own tests, and the same month as ever for whoever does not watch."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from sim import InputError, load_scenario, simulate
from sim.tournament.arena import taken_over
from sim.training import ManyWorlds, parallel_env
from sim.training.facts import NAMES, OFFERED, SEEN, ranges

pytest.importorskip("pettingzoo")

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "agents.md"
MONTHS = 16
FREE = 10
"""First month of the default scenario in which anybody decides."""

ACCEPT = 1


def orders(worlds: int, ladder: int = 1, answer: int = 0, offer: int = 0) -> np.ndarray:
    return np.repeat(np.array([[ladder], [answer], [offer]]), worlds, axis=1)


@pytest.fixture(scope="module")
def played() -> ManyWorlds:
    return ManyWorlds(months=MONTHS)


def test_pettingzoo_finds_nothing_wrong() -> None:
    from pettingzoo.test import parallel_api_test, parallel_seed_test

    parallel_api_test(parallel_env(months=MONTHS), num_cycles=MONTHS)
    parallel_seed_test(lambda: parallel_env(months=MONTHS), num_cycles=MONTHS)


def test_standing_still_is_the_strategy_hold() -> None:
    """To the last bit: nothing of the month is left out or done twice because somebody outside decides."""
    worlds = ManyWorlds(states=("USA",), months=MONTHS, others={"CHN": "reciprocal"})
    worlds.start([5, 6])
    payoffs = [worlds.step({})[1]["USA"] for _ in range(MONTHS - FREE)]
    held = taken_over(load_scenario("rare_earth_controls_2025"), None, {"USA": "hold", "CHN": "reciprocal"})
    usual = simulate(held, runs=2, months=MONTHS, seed=5, series=["payoff"]).values("payoff", "USA")
    assert worlds.over and (np.array(payoffs) == usual[FREE:]).all()


def test_a_world_lives_the_same_alone_and_beside_others(played: ManyWorlds) -> None:
    steps = np.random.default_rng(0).integers(0, [[3], [2], [5]], (MONTHS - FREE, 3, 3))

    def lived(seeds: list[int], columns: list[int]) -> list[np.ndarray]:
        found = [*played.start(seeds).values()]
        for order in steps:
            seen, payoff = played.step({code: order[:, columns] for code in played.states})
            found += [*seen.values(), *payoff.values()]
        return found

    together, alone = lived([1, 2, 3], [0, 1, 2]), lived([2], [1])
    for some, one in zip(together, alone, strict=True):
        assert (some[..., 1:2] == one).all()


def test_the_same_seeds_begin_the_same_life_again(played: ManyWorlds) -> None:
    """The record is lived once and copied; what was played before leaves no trace."""

    def lived(ladder: int) -> list[np.ndarray]:
        found = [played.start([4])["USA"]]
        return found + [played.step({"USA": orders(1, ladder)})[0]["USA"] for _ in range(3)]

    first, other, again = lived(2), lived(0), lived(2)
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert (first[-1] != other[-1]).any()


def test_orders_move_states_up_and_down_their_ladders(played: ManyWorlds) -> None:
    rung = NAMES.index("my_rung")
    before = played.start([1, 1])["USA"][rung]
    way = np.array([[0, 2], [0, 0], [0, 0]])
    after = [played.step({"USA": way})[0]["USA"][rung] for _ in range(3)][-1]
    assert after[0] < before[0] and after[1] > before[1]


def test_an_offer_reaches_the_other_side_which_can_accept_it(played: ManyWorlds) -> None:
    package = played.packages["USA"].index("korea_truce") + 1
    waits, in_force = NAMES.index("offer"), NAMES.index("deal_in_force")
    played.start([1, 1])
    played.step({})
    played.step({})  # the truces of the record run out
    seen, _ = played.step({"USA": orders(2, offer=package)})
    assert (seen["CHN"][waits] == 1).all() and (seen["USA"][waits] == 0).all() and (seen["CHN"][in_force] == 0).all()
    answers = orders(2)
    answers[1] = [ACCEPT, 0]
    seen, _ = played.step({"CHN": answers})
    assert (seen["CHN"][in_force] == [1, 0]).all() and (seen["USA"][in_force] == [1, 0]).all()
    assert (seen["CHN"][waits] == 0).all(), "an offer waits for one month"


def test_what_is_seen_stays_in_its_range_whoever_looks_and_however_bad_it_gets() -> None:
    low, high = (end[:, None] for end in ranges())
    worlds = ManyWorlds("base", states=("USA", "CHN", "EUU", "MNG"), months=8)
    seen, moved = worlds.start([1, 2]), 0.0
    for _ in range(8):
        assert all(((low <= one) & (one <= high)).all() for one in seen.values())
        later, _ = worlds.step({code: orders(2, ladder=2) for code in ("USA", "CHN", "EUU")})
        seen, moved = later, moved + np.abs(later["USA"] - seen["USA"]).sum()
    assert moved > 1


def test_a_state_follows_its_record_first() -> None:
    env = parallel_env(states=("USA",), months=FREE + 1)
    _, told = env.reset()
    assert told["USA"] == {"month": "2025-11", "free": True}
    _, _, ended, cut_off, _ = env.step({"USA": np.array([1, 0, 0])})
    assert cut_off["USA"] and not ended["USA"] and not env.agents
    worlds = ManyWorlds("base", states=("USA",), months=2)
    assert worlds.first_month == 0 and worlds.start([1])["USA"].shape == (len(NAMES), 1)


def test_what_cannot_be_played_is_said_in_words(played: ManyWorlds) -> None:
    for call, said in [
        (lambda: ManyWorlds(states=("UAS",)), "did you mean 'USA'"),
        (lambda: ManyWorlds(states=()), "at least one state"),
        (lambda: ManyWorlds(states=("USA",), others={"USA": "hawk"}), "played from outside"),
        (lambda: ManyWorlds(states=("USA",), others="hwak"), "did you mean 'hawk'"),
        (lambda: ManyWorlds(months=FREE), "the first free one is 11"),
        (lambda: ManyWorlds("base", months=1).step({}), "start(seeds)"),
    ]:
        with pytest.raises(InputError) as caught:
            call()
        assert said in str(caught.value)
    for seeds in ([], [1, -1]):
        with pytest.raises(InputError, match="list of seeds"):
            played.start(seeds)
    played.start([1])
    for wrong, said in [
        ({"EUU": orders(1)}, "state that is played"),
        ({"USA": orders(2)}, "shape"),
        ({"USA": orders(1, ladder=3)}, "ladder 0 to 2"),
        ({"USA": orders(1) * 1.0}, "whole numbers"),
    ]:
        with pytest.raises(InputError) as caught:
            played.step(wrong)
        assert said in str(caught.value)


def test_it_can_be_told_in_words() -> None:
    env = parallel_env("base", states=("CHN",), months=1, render_mode="ansi")
    env.reset()
    assert "You govern CHN" in env.render()


def test_the_page_names_every_number_and_shows_what_the_example_prints(capsys: pytest.CaptureFixture[str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for fact in (*SEEN, *OFFERED):
        assert f"| `{fact.name}` | {fact.about} | {fact.one} | {-1 if fact.signed else 0} |" in page
    assert f"`Box` of {len(NAMES)} numbers" in page
    runpy.run_path(str(ROOT / "docs" / "examples" / "train_an_agent.py"))
    assert f"```text\n{capsys.readouterr().out}```" in page
