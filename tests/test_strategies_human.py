"""A player at the terminal, with the lines typed by a test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from briefings import briefing, offer, trade_war

from sim.console.playing import has_player, played
from sim.errors import InputError
from sim.parameters import Settings
from sim.scenario import load_scenario
from sim.states import Strategy
from sim.states.briefing import Threat
from sim.states.moves import DealMove, Move, RungMove, TariffMove, ThreatMove
from sim.states.player.asking import asking
from sim.states.player.orders import situation
from sim.states.strategy import make_strategy


class Typist:
    """Types prepared lines and keeps what was shown."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines: Iterator[str] = iter(lines)
        self.shown: list[str] = []

    def __call__(self, text: str) -> str:
        self.shown.append(text)
        return next(self.lines)


def human() -> Strategy:
    return make_strategy("human", Settings.defaults())


def moves_for(line: str) -> tuple[Move, ...]:
    truce = {"geneva": np.array([40.0])}
    with asking(Typist([line])):
        return human().decide(briefing(my_rung=1, rival_rung=2, deal_days=truce)).moves


def test_orders_become_moves() -> None:
    assert moves_for("") == moves_for("hold") == moves_for("Hold") == ()
    (climb,) = moves_for("3")
    assert isinstance(climb, RungMove) and climb.target == 3
    (rate,) = moves_for("tariff 0.2")
    assert isinstance(rate, TariffMove) and rate.rate == 0.2
    (threat,) = moves_for("threat 1.0")
    assert isinstance(threat, ThreatMove) and (threat.rate, threat.month) == (1.0, 13)
    (proposal,) = moves_for("offer london_truce")
    assert isinstance(proposal, DealMove) and (proposal.kind, proposal.deal) == ("propose", "london_truce")
    (more,) = moves_for("more geneva")
    assert isinstance(more, DealMove) and more.days == Settings.defaults().extension_days


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("?", "Orders: rung 3, tariff 0.2"),
        ("help", "Orders: rung 3, tariff 0.2"),
        ("tarif 0.2", "did you mean 'tariff'"),
        ("tariff", "'tariff' needs one word more, for example tariff 0.2"),
        ("tariff -1", "a tariff cannot be -1"),
        ("tariff nan", "a tariff cannot be nan"),
        ("tariff a", "could not convert"),
        ("7", "there is no rung 7; rungs go from 0 to 6"),
        ("offer london", "did you mean 'london_truce'"),
        ("more geneva", "unknown deal in force 'geneva'"),
    ],
)
def test_a_wrong_order_is_explained_and_asked_again(wrong: str, said: str) -> None:
    typist = Typist([wrong, "2"])
    with asking(typist):
        (move,) = human().decide(briefing()).moves
    assert isinstance(move, RungMove) and move.target == 2
    assert said in typist.shown[1]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("facts", "trust_in_rival"),
        ("facts trust_in_rival", "trust_in_rival: 0.4"),
        ("facts rival_types", "rival_types: soft 0.25, normal 0.5, hard 0.25"),
        ("facts rival_threat", "rival_threat: rate 1, due"),
        ("facts months_to_vote", "months_to_vote: inf"),
        ("facts trust_in_rivals", "did you mean 'trust_in_rival'"),
    ],
)
def test_a_player_can_ask_for_any_fact(order: str, said: str) -> None:
    typist = Typist([order, ""])
    threat = Threat(np.array([1.0]), np.array([False]))
    with asking(typist):
        assert not human().decide(briefing(trust_in_rival=0.4, rival_threat=threat)).moves
    assert said in typist.shown[1]


def test_an_offer_is_answered_with_yes_or_no() -> None:
    for lines, accepted in ((["maybe", "y"], True), (["no"], False)):
        with asking(Typist(lines)):
            where, reason = human().answer(briefing(), offer())
        assert where.all() == accepted and reason


def test_the_player_is_told_what_matters() -> None:
    threat = Threat(np.array([1.0]), np.array([False]))
    seen = briefing(my_rung=2, rival_rung=4, rival_tariff_on_me=0.84, rival_threat=threat, pain=0.31)
    told = situation(seen)
    for part in ("rung 2 of 6", "on 4", "theirs 84 %", "threatens 100 %", "pain 0.31, limit 0.50"):
        assert part in told


def test_a_player_needs_a_terminal_and_one_world() -> None:
    with pytest.raises(InputError, match="nobody to ask"):
        human().decide(briefing())
    with asking(Typist([""])), pytest.raises(InputError, match="one world, not in 2"):
        human().decide(briefing(2))

    def gone(text: str) -> str:
        raise EOFError

    with asking(gone), pytest.raises(InputError, match=r"the player has left .* nothing is kept"):
        human().decide(briefing())


def test_a_month_played_by_hand_ends_up_in_the_record() -> None:
    model = trade_war(USA="human", CHN="reciprocal")
    typist = Typist(["2", "", ""])
    with asking(typist):
        for _ in range(3):
            model.step()
    assert model.world.relations.rung[model.craft.codes.index("USA"), 0] == 2
    assert "News: USA rung on CHN, 0 to 2: decided by a player" in typist.shown[1]
    assert "mirrored the rival's step up" in typist.shown[2]


def test_the_command_line_asks_only_where_somebody_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    wrapped = load_scenario("base", {"states.USA.strategy": "two_levels(human)"})
    assert has_player(wrapped) and not has_player(load_scenario("base"))
    monkeypatch.setattr("builtins.input", lambda prompt: "1")
    with played(wrapped) as report:
        report(1, 2)
        (move,) = human().decide(briefing()).moves
    assert isinstance(move, RungMove) and move.target == 1
