"""What must stay true of the supply chain: balance, conservation, limits, and the size of its baseline."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from small_chain import SmallChain, random_capacities, small_chain

from sim.policy.controls import BAN, LICENCE, OPEN
from sim.tables import load_tables

TOLERANCE = 1e-9


def relative_change(before: np.ndarray, after: np.ndarray) -> float:
    # a stock or a share that starts at zero is measured against the largest of its kind, or against one
    largest = np.abs(before).max(initial=0)
    scale = np.maximum(np.abs(before), 1e-3 * largest if largest > 0 else 1.0)
    moved = np.abs(after - before) > 1e-12
    return float((np.abs(after - before) / scale * moved).max(initial=0.0))


def test_nothing_moves_for_ten_years_when_nothing_happens() -> None:
    model = small_chain(seeds=(1, 2, 3), firms_per_cell=3)
    before = {name: np.array(value) for name, value in vars(model.chain).items()}
    for _ in range(120):
        model.step()
        for name, value in vars(model.chain).items():
            if name == "scratch":
                continue
            assert relative_change(before[name], value) < TOLERANCE, name


@st.composite
def policies(draw: st.DrawFn) -> list[tuple[int, float, float, float, float, int]]:
    """Measures at random months: month, status, approval rate, green channel, tariff factor, and a seed for routes."""
    return draw(
        st.lists(
            st.tuples(
                st.integers(0, 17),
                st.sampled_from([OPEN, LICENCE, BAN]),
                st.floats(0, 1),
                st.floats(0, 1),
                st.floats(0.5, 4),
                st.integers(0, 10_000),
            ),
            min_size=1,
            max_size=6,
        )
    )


def apply(model: SmallChain, policy: tuple[int, float, float, float, float, int]) -> None:
    _, status, approval, green, factor, seed = policy
    random = np.random.default_rng(seed)
    routes = random.random(len(model.network.routes)) < 0.4
    everywhere = np.ones(model.luck.worlds, dtype=bool)
    terms = {"status": status, "approval_rate": approval, "green_channel": green}
    terms |= {"lag_months": random.uniform(0, 4), "term_months": random.uniform(1, 8)}
    model.controls.set(routes, everywhere, controlled_share=random.uniform(0.3, 1), **terms)
    model.controls.enforce(model.controls.law.copy(), day=int(random.integers(1, 29)))
    pair = random.integers(0, len(model.tariffs), 2)
    model.tariffs[pair[0], pair[1]] = factor
    random_capacities(model, random)
    model.roundabout = (approval, green, random.uniform(0, 2)) if seed % 2 else None


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(plan=policies(), seed=st.integers(0, 1000))
def test_tonnes_are_conserved_and_limits_kept_under_any_policy(plan: list, seed: int) -> None:
    model = small_chain(seeds=(seed, seed + 1))
    for month in range(18):
        for policy in plan:
            if policy[0] == month:
                apply(model, policy)
        stocks, balance_before = model.stocks(), model.desk.balance
        finished_before = model.chain.finished_stock.copy()
        model.step()
        chain = model.chain
        scale = np.maximum(stocks, 1)
        assert (np.abs(model.stocks() - stocks - model.gained()) / scale).max() < TOLERANCE
        for name in ("finished_stock", "input_stock", "order", "backlog", "in_transit", "price", "share", "output"):
            assert getattr(chain, name).min() >= 0, name
        sold = np.zeros_like(finished_before)
        np.add.at(sold, model.network.links.seller, chain.shipped)
        assert chain.discarded.min() >= 0 and chain.seized.min() >= 0 and chain.recovered.min() >= 0
        together = throughputs(model)
        assert together.max() < TOLERANCE
        assert (sold + chain.sold <= (finished_before + chain.output) * (1 + TOLERANCE) + TOLERANCE).all()
        allowed = np.maximum(model.desk.allowance, 0)
        assert (model.crossed() <= allowed * (1 + TOLERANCE) + TOLERANCE).all()
        assert (model.desk.balance >= -TOLERANCE).all() and balance_before.shape == model.desk.balance.shape
        assert np.isfinite(chain.price).all() and np.isfinite(chain.spot_ratio).all()


def throughputs(model: SmallChain) -> np.ndarray:
    """How far the product lines of each plant are from one throughput: (row, world)."""
    joint = model.network.joint
    ratio = model.chain.output / model.network.firms.reference[:, None]
    return np.abs(ratio[joint.rows] - ratio[joint.lead])


def test_shares_of_orders_always_add_up_to_one() -> None:
    model = small_chain()
    apply(model, (0, BAN, 0, 0, 3.0, 5))
    for _ in range(12):
        model.step()
        assert np.allclose(model.network.by_slot.sum(model.chain.share), 1, rtol=1e-12)


def exports(model: SmallChain, good: str, exporter: str, importer: str | None = None) -> float:
    tables, links = load_tables(), model.network.links
    chosen = (links.good == tables.good_index(good)) & (links.exporter == tables.state_index(exporter))
    chosen &= links.importer != links.exporter
    if importer is not None:
        chosen &= links.importer == tables.state_index(importer)
    return float(links.flow[chosen].sum())


def test_the_baseline_has_the_reported_size() -> None:
    """China's customs, 2024: 58,152 t of magnets, 4,846 t a month, 12.8 % of them to the United States."""
    model = small_chain(firms_per_cell=3)
    assert exports(model, "ndfeb_magnets", "CHN") == pytest.approx(4846, rel=0.04)
    share = exports(model, "ndfeb_magnets", "CHN", "USA") / exports(model, "ndfeb_magnets", "CHN")
    assert share == pytest.approx(0.128, abs=0.01)
    assert 300 <= len(model.network.firms) <= 400 and len(model.network.links) <= 2400


def test_preferred_buyers_are_served_first() -> None:
    """With a plant at half capacity, military buyers are short by less than civil ones of the same maker."""
    model = small_chain()
    links, tables = model.network.links, load_tables()
    maker = (model.network.firms.good == tables.good_index("ndfeb_magnets")) & (
        model.network.firms.state == tables.state_index("JPN")
    )
    model.chain.capacity[maker] *= 0.5
    for _ in range(3):
        model.step()
    seller = maker[links.seller]
    seller &= links.flow > 0
    first, others = seller & links.first, seller & ~links.first
    assert first.any() and others.any()
    reliability = model.network.lanes.member.spread(model.chain.reliability)
    assert reliability[first].min() > reliability[others].max()


def test_a_lost_input_stops_the_line_once_the_stock_is_gone() -> None:
    """Without any Chinese magnets a US car plant runs on its stock, then on what others sell it."""
    model = small_chain(cover_weeks_median=9.5)
    tables, routes = load_tables(), model.network.routes
    cut = routes.select([tables.good_index("ndfeb_magnets")], tables.state_index("CHN"))
    model.controls.set(cut, np.array([True]), status=BAN, controlled_share=1.0)
    model.controls.enforce(model.controls.law.copy())
    model.controls.free_days[:] = 0
    cars = (model.network.firms.good == tables.good_index("vehicles")) & (
        model.network.firms.state == tables.state_index("USA")
    )
    made = []
    for _ in range(8):
        model.step()
        made.append(float((model.chain.output[cars] / model.network.firms.output[cars][:, None]).mean()))
    assert made[0] == pytest.approx(1, abs=1e-9)
    assert made[-1] < 0.5


def test_thrift_needs_months_of_dear_prices_and_stays_in_part() -> None:
    model = small_chain(seeds=(1,))
    tables, routes = load_tables(), model.network.routes
    cut = routes.select([tables.good_index("ndfeb_magnets")], tables.state_index("CHN"))
    model.controls.set(cut, np.array([True]), status=BAN, controlled_share=1.0)
    model.controls.enforce(model.controls.law.copy())
    saved = []
    for month in range(48):
        if month == 24:
            model.controls.set(cut, np.array([True]), status=OPEN)
            model.controls.enforce(model.controls.law.copy())
        model.step()
        saved.append(float(model.chain.saving.max()))
    assert max(saved[:5]) == 0
    assert 0.05 < max(saved) <= 0.4
    assert 0.4 * max(saved) < saved[-1] < max(saved)
