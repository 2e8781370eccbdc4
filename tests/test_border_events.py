"""Dated measures at borders in the whole model: revocation, slow-walking, fees and rents, discouraged imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.economy.ledger import INSTRUMENTS
from sim.economy.rents import rent, rents
from sim.errors import InputError
from sim.model import TradeWar
from sim.scenario import load_scenario
from sim.types import Mask

HEAD = """\
title: A test
about: A test.
sources: [chokepoint_assumption]
extends: base
firms_per_cell: 1
states:
  USA: {strategy: script}
  CHN: {strategy: script}
events:
"""

LINE = "  - {{date: {date}, actor: {actor}, {rest}, because: a test, source: chokepoint_assumption}}\n"

LICENCES = (
    "2025-01-01",
    "CHN",
    "kind: control, goods: april_2025, partner: all, use: civil, approval_rate: 1.0, lag_days: 0",
)


@pytest.fixture
def live(tmp_path: Path) -> Callable[..., TradeWar]:
    """The model after some months under dated measures: (day, actor, what)."""

    def run(months: int, *events: tuple[str, str, str], seeds: tuple[int, ...] = (1,)) -> TradeWar:
        file = tmp_path / "events.yaml"
        file.write_text(HEAD + "".join(LINE.format(date=day, actor=actor, rest=rest) for day, actor, rest in events))
        model = TradeWar(load_scenario(str(file)), seeds)
        for _ in range(months):
            model.step()
        return model

    return run


def border(model: TradeWar, good: str, exporter: str, importer: str | None = None) -> Mask:
    codes = model.craft.codes
    buyers = None if importer is None else [codes.index(importer)]
    return model.world.routes.select([model.craft.tables.good_index(good)], codes.index(exporter), buyers, 0)


def crossed(model: TradeWar, rows: Mask) -> float:
    direct = model.world.network.by_route.sum(model.world.chain.shipped)[:-1] - model.world.rerouting.rerouted
    return float(direct[rows].sum())


def test_revoked_licences_are_void_and_noted(live: Callable[..., TradeWar]) -> None:
    stop = "kind: control, goods: april_2025, partner: all, use: civil, approval_rate: 0.0"
    kept = live(5, LICENCES, ("2025-05-01", "CHN", stop))
    void = live(5, LICENCES, ("2025-05-01", "CHN", f"{stop}, revoke: true"))
    rows = border(kept, "smco_magnets", "CHN")
    assert crossed(kept, rows) > 0 and crossed(void, rows) == 0
    noted = [row for row in void.log.rows(void.craft.calendar) if "licences revoked" in row]
    assert len(noted) == 1 and not any("licences revoked" in row for row in kept.log.rows(kept.craft.calendar))


def test_a_truce_on_paper_changes_little_while_the_desk_walks_slowly(live: Callable[..., TradeWar]) -> None:
    tight = ("2025-01-01", "CHN", "kind: control, goods: april_2025, partner: all, use: civil, approval_rate: 0.0")
    deal = (
        "2025-02-01",
        "CHN",
        "kind: deal, partner: USA, name: paper, days: 700, clauses: [{actor: CHN, kind: control, goods: april_2025, "
        "use: civil, approval_rate: 0.95, lag_days: 0, green_channel: 0.5}]",
    )
    slow = (
        "2025-02-01",
        "CHN",
        "kind: control, goods: april_2025, partner: all, use: civil, approval_rate: 0.1, lag_days: 90, slow_walk: true",
    )
    honest, paper = live(4, tight, deal), live(4, tight, deal, slow)
    rows = border(honest, "smco_magnets", "CHN", "USA")
    assert crossed(paper, rows) == 0 < crossed(honest, rows)
    terms = paper.world.controls
    assert (terms.in_force.approval_rate[rows] == 0.1).all() and (terms.in_force.lag_months[rows] > 4).all()


def test_slow_walking_needs_a_desk(live: Callable[..., TradeWar]) -> None:
    with pytest.raises(InputError, match="walk slowly"):
        live(1, ("2025-01-01", "CHN", "kind: control, goods: april_2025, partner: USA, status: ban, slow_walk: true"))


def test_a_fee_is_a_share_of_licensed_sales(live: Callable[..., TradeWar]) -> None:
    """Fifteen per cent of what curtailed chips bring that go to China under licence."""
    model = live(
        3,
        (
            "2025-01-01",
            "USA",
            "kind: control, goods: us_curtailed_ai_chips, partner: CHN, approval_rate: 1.0, lag_days: 0, fee: 0.15",
        ),
    )
    world, codes = model.world, model.craft.codes
    found = rents(world.network, world.chain, world.desk, world.controls, len(codes))
    rows = border(model, "curtailed_ai_chips", "USA", "CHN")
    links = rows[np.minimum(world.network.links.route, len(rows) - 1)] & (world.network.links.route < len(rows))
    value = (world.chain.shipped * world.chain.price[world.network.links.seller])[links].sum() / 1e6
    assert found.fees[codes.index("USA"), 0] == pytest.approx(0.15 * value) and value > 0
    assert found.fees.sum() == pytest.approx(found.receipts.sum())
    paid = world.ledger.paid[INSTRUMENTS.index("licence_fee")]
    assert paid[codes.index("USA"), 0] == pytest.approx(-found.fees[codes.index("USA"), 0])


@pytest.mark.parametrize(("rent_to", "state"), [("importer", None), ("exporter", "CHN"), ("treasury", "CHN")])
def test_the_rent_goes_to_whom_the_regime_says(live: Callable[..., TradeWar], rent_to: str, state: str | None) -> None:
    tight = (
        "2025-01-01",
        "CHN",
        "kind: control, goods: ndfeb_magnets, partner: all, use: civil, approval_rate: 0.5, lag_days: 0, "
        f"rent_to: {rent_to}",
    )
    model = live(4, tight)
    world, codes = model.world, model.craft.codes
    found = rents(world.network, world.chain, world.desk, world.controls, len(codes))
    assert found.by_route.sum() > 0
    assert found.firms.sum() + found.treasury.sum() == pytest.approx(found.by_route.sum())
    assert found.treasury.any() == (rent_to == "treasury")
    paid = found.treasury if rent_to == "treasury" else found.firms
    if state is not None:
        assert paid[codes.index(state), 0] == pytest.approx(found.by_route.sum())
    else:
        assert paid[codes.index("CHN"), 0] == 0


def test_there_is_no_rent_without_scarcity() -> None:
    none = rent(np.array([[5.0]]), np.array([[-0.1]]), np.array([[100.0]]))
    some = rent(np.array([[5.0]]), np.array([[0.5]]), np.array([[2e6]]))
    assert none.tolist() == [[0.0]] and some.tolist() == [[5.0]]


def test_discouraged_imports_fall_by_the_share_and_come_back(live: Callable[..., TradeWar]) -> None:
    tell = "kind: discouragement, goods: curtailed_ai_chips, partner: USA"
    usual = live(2, ("2025-02-01", "CHN", f"{tell}, share: 0.0"))
    rows = border(usual, "curtailed_ai_chips", "USA", "CHN")
    before = crossed(usual, rows)
    assert before > 0
    during = live(2, ("2025-02-01", "CHN", f"{tell}, share: 0.8"))
    after = live(24, ("2025-02-01", "CHN", f"{tell}, share: 0.8"), ("2025-05-01", "CHN", f"{tell}, share: 0.0"))
    assert crossed(during, rows) == pytest.approx(0.2 * before, rel=0.01)
    assert crossed(after, rows) > 0.8 * before
    assert not during.world.desk.applied.any()
