"""The ladder reads back what it expands to."""

from __future__ import annotations

import numpy as np
import pytest
from briefings import trade_war

from sim.policy.controls import BAN, LICENCE, OPEN
from sim.policy.ladder import Ladders, approved_share

MODEL = trade_war()
LADDERS = MODEL.craft.ladders
CODES = MODEL.craft.codes
USA, CHN, EUU = (CODES.index(code) for code in ("USA", "CHN", "EUU"))


@pytest.mark.parametrize("state", [USA, CHN, EUU])
def test_every_rung_reads_back_as_itself(state: int) -> None:
    rungs = np.arange(LADDERS.top + 1, dtype=float)
    tariff, access = LADDERS.expand(state, rungs)
    assert (LADDERS.rung_of(np.array([state]), tariff[None], access[None])[0] == rungs).all()


@pytest.mark.parametrize(
    ("state", "tariff", "access", "rung"),
    [
        (USA, 0.0, 1.0, 0),
        (USA, 0.20, 1.0, 1),  # between two rungs: the lower one has been reached
        (USA, 0.55, 1.0, 3),
        (USA, 0.10, 0.5, 4),  # the higher of the two readings
        (CHN, 0.10, 1.0, 1),  # rungs 1 and 2 share a tariff; access tells them apart
        (CHN, 0.10, 0.75, 2),
        (CHN, 0.10, 0.29, 4),
        (CHN, 1.25, 0.0, 6),
        (EUU, 0.03, 1.0, 1),
    ],
)
def test_measures_read_as_a_rung(state: int, tariff: float, access: float, rung: int) -> None:
    found = LADDERS.rung_of(np.array([state]), np.array([[tariff]]), np.array([[access]]))
    assert found[0, 0] == rung


def test_floating_point_dust_does_not_cost_a_rung() -> None:
    assert LADDERS.rung_of(np.array([USA]), np.array([[0.1 + 0.2 - 1e-12]]), np.array([[1.0]]))[0, 0] == 2


def test_allies_face_the_rival_of_their_leader() -> None:
    assert LADDERS.against[USA] == CHN
    assert LADDERS.against[CHN] == USA
    assert LADDERS.against[EUU] == CHN
    assert LADDERS.leader[EUU] == USA
    assert LADDERS.against[CODES.index("ROW")] == -1


def test_only_the_powers_hold_something_back() -> None:
    assert [CODES[state] for state, hold in enumerate(LADDERS.holds) if hold is not None] == ["USA", "CHN"]


def test_access_follows_the_terms() -> None:
    hold = LADDERS.holds[CHN]
    assert hold is not None
    terms = trade_war(worlds=2).world.controls.law
    assert np.all(hold.access(terms) == 1)
    everywhere = np.ones(2, dtype=bool)
    terms.write(hold.chosen, everywhere, status=BAN, controlled_share=1.0)
    assert np.allclose(hold.access(terms), 0)
    half = np.array([0.5, 0.5])
    terms.write(
        hold.chosen,
        everywhere,
        status=LICENCE,
        approval_rate=hold.approval(half)[None],
        controlled_share=hold.share_of_route[hold.chosen][:, None],
    )
    assert np.allclose(hold.access(terms), 0.5)


def test_a_green_channel_lets_its_share_through_unless_nobody_is_approved() -> None:
    terms = trade_war(worlds=1).world.controls.law
    rows, here = np.array([0, 1]), np.ones(1, dtype=bool)
    chosen = np.isin(np.arange(len(terms.status)), rows)
    terms.write(chosen, here, status=LICENCE, approval_rate=0.5, green_channel=0.2)
    assert np.allclose(approved_share(terms, rows), 0.6)
    terms.write(chosen, here, approval_rate=0.0)
    assert np.allclose(approved_share(terms, rows), 0.0)
    terms.write(chosen, here, status=OPEN)
    assert np.allclose(approved_share(terms, rows), 1.0)


def test_ladders_are_built_from_the_tables() -> None:
    built = Ladders.build(MODEL.craft.tables, MODEL.world.routes)
    assert built.added_tariff[USA].tolist() == [0, 0.10, 0.30, 0.54, 1.04, 1.45, 2.45]
    assert built.access[CHN].tolist() == [1, 0.9, 0.75, 0.5, 0.3, 0.1, 0]
