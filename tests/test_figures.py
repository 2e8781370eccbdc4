"""What must stay true of figures: titles say what the data say, names never cover each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import synthetic
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes

from sim.errors import InputError
from sim.figures.gallery import PAGES, SINGLE, draw_all, left_out
from sim.figures.labels import spread
from sim.figures.licence_desk import licence_desk
from sim.figures.style import LOOK, balanced, house_style, page, source_line, text_width
from sim.figures.supply_flows import supply_flows, telling_month
from sim.figures.time_axis import where_marked
from sim.names import name_of, the
from sim.parameters import load_parameters
from sim.record import magnet_record
from sim.results import Results
from sim.supply import flows
from sim.words import amount, change, month_words, percent, times

ALWAYS = {*SINGLE, "overview"}
NAMES = ALWAYS | {
    "licence_desk",
    "industry_output",
    "market",
    "trade_partners",
    "public_finances",
    "price_gap",
    "cover_map",
    "supply_flows",
    "capacity_pipeline",
    "magnet_record",
    "first_stops",
    "technology",
    "jobs",
    "environment",
    "beliefs",
    "leverage",
}
DESK = {"licence_desk": licence_desk}
QUIET = ({"strength": 0.0}, {"months": 1})


def words_of(name: str, results: Results) -> str:
    with house_style():
        _, ax = page()
        assert (SINGLE | DESK)[name](ax, results) is ax
    return text_of(ax)


def text_of(ax: Axes) -> str:
    return " ".join(text.get_text() for text in ax.texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    "options",
    [{}, {"seeds": (1, 2, 3, 4)}, {"strength": 0.0}, {"months": 1}, {"months": 12}, {"months": 130}],
    ids=["one run", "many runs", "peace", "a month", "a year", "eleven years"],
)
def test_every_figure_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, object]) -> None:
    monkeypatch.setitem(LOOK, "savefig.dpi", 30)
    results = synthetic.results(**options)
    files = draw_all(results, tmp_path)
    drawn = {file.stem for file in files}
    assert ALWAYS <= drawn <= NAMES
    assert drawn | {line.split(" ")[0] for line in left_out(results)} == NAMES
    assert (drawn == ALWAYS) == (options in QUIET)
    assert all(file.stat().st_size > 2_000 for file in files)


def test_titles_say_what_the_data_say() -> None:
    results = synthetic.results()
    fall = 1 - (results.values("exports", "CHN", "", "ndfeb_magnets")[:, 0] / 4080).min()
    assert f"fall by {percent(fall)} by Jun 2025" in words_of("magnet_exports", results)
    assert "Both sides reach rung 5 in May 2025" in words_of("escalation", results)
    assert "The United States loses most" in words_of("growth_gap", results)
    spot = results.values("spot_price", "USA", "", "dytb_oxide")[:, 0]
    assert f"costs {times((spot / spot[0]).max())} its first price in Jun 2025" in words_of(
        "prices_home_abroad", results
    )
    assert "China grants 25 % of all that is asked" in words_of("licence_desk", results)


def test_titles_of_peace() -> None:
    results = synthetic.results(strength=0.0)
    assert "Nobody climbs" in words_of("escalation", results)
    assert "hold steady" in words_of("magnet_exports", results)
    assert "stay together" in words_of("prices_home_abroad", results)
    assert "No economy loses output" in words_of("growth_gap", results)
    assert any(line.startswith("market ") for line in left_out(results))
    assert "Nobody needs a licence" in words_of("licence_desk", results)
    assert any(line.startswith("licence_desk ") for line in left_out(results))
    assert any(line.startswith("industry_output ") for line in left_out(results))


def test_prices_that_end_apart_are_named_one_by_one() -> None:
    results = synthetic.results(strength=0.0)
    assert "all 3 abroad (bold: Dy-Tb)" in words_of("prices_home_abroad", results)
    dearer = {"ndpr_oxide": 1.015, "lace_oxide": 0.985}
    months = np.linspace(0, 1, len(results.months))[:, None, None]
    variables = []
    for series in results.variables:
        if series.name == "spot_price":
            ends = np.array([dearer.get(good, 1.0) for _, _, good in series.keys])[:, None]
            variables.append(replace(series, values=series.values * (1 + months * (ends - 1))))
        else:
            variables.append(series)
    text = words_of("prices_home_abroad", replace(results, variables=tuple(variables)))
    assert "all 3 in China" in text and "all 3 abroad" not in text
    assert all(f"{name} abroad" in text for name in ("Dy-Tb", "Nd-Pr", "La-Ce"))


def test_the_ladder_counts_months_in_which_either_side_is_in_conflict() -> None:
    results = synthetic.results()
    either = np.maximum(*(results.values("rung", state)[:, 0] for state in ("USA", "CHN"))) >= 3
    assert f"one or both on rung 3 or higher for {either.sum()} months" in words_of("escalation", results)


def page_text(name: str, results: Results) -> str:
    with house_style():
        figure = PAGES[name].draw(results)
    texts = [text.get_text() for text in figure.texts] + [text_of(ax) for ax in figure.axes]
    return " ".join(texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_the_market_tells_who_falls_furthest_and_what_is_left() -> None:
    results = synthetic.results()
    index = results.values("market_index", "USA")[:, 0]
    text = page_text("market", results)
    assert f"fall furthest in the United States, {100 - index.min():.1f} % below their path in Jun 2025" in text
    assert f"they end {100 - index[-1]:.1f} % below it" in text
    assert f"United States {index[-1]:.1f}" in text


def test_trade_tells_what_the_powers_buy_and_sell_less_and_who_gains() -> None:
    results = synthetic.results()
    month = results.outbreak + 12
    trade = {key: 12e-3 * (values := results.values("trade", *key)[:, 0])[month] - 12e-3 * values[0] for key in PAIRS}
    others = sum(trade[one, "USA"] for one in synthetic.STATES[2:])
    elsewhere = sum(trade["CHN", one] for one in synthetic.STATES[2:])
    text = page_text("trade_partners", results)
    assert f"In Apr 2026 the United States buys {-trade['CHN', 'USA']:.1f} bn USD a year less from China" in text
    assert f"and {others:.1f} more from others" in text
    assert f"and {elsewhere:.1f} more to others" in text
    assert others > 0 and elsewhere > 0


PAIRS = [(one, "USA") for one in synthetic.STATES[1:]] + [("CHN", one) for one in synthetic.STATES[2:]]


def test_bars_of_partners_are_their_changes_the_largest_first() -> None:
    results = synthetic.results()
    with house_style():
        bars = PAGES["trade_partners"].draw(results).axes[2]
    names = [label.get_text() for label in bars.get_yticklabels()]
    moved = {one: 12e-3 * np.diff(results.values("trade", one, "USA")[[0, 15], 0])[0] for one in synthetic.STATES[2:]}
    assert names == [name_of(one) for one in sorted(moved, key=lambda one: -moved[one])]
    widths = [bar.get_width() for bar in bars.patches[: len(names)]]
    np.testing.assert_allclose(widths, sorted(moved.values(), reverse=True))


def test_public_finances_tell_duties_and_programmes() -> None:
    results = synthetic.results()
    duties = 12e-3 * (results.values("tariff_revenue", "USA")[:, 0] - 6000)
    text = page_text("public_finances", results)
    assert f"Duties bring the United States {duties.max():.0f} bn more in Jun 2025" in text
    assert f"and {duties[-1]:.1f} bn more at the end" in text
    cost = 12 * results.values("cost_price_floor", "USA").max()
    assert f"programmes cost at most {amount(cost)} million" in text
    assert "Programmes less fees" in text and "price floor" in text
    assert "Budget:" not in text, "a balance that parts from duties by a thousandth shows nothing new"


def test_public_finances_show_the_balance_where_other_taxes_are_lost() -> None:
    results = synthetic.results()
    lost = [replace(one, values=0.7 * one.values) if one.name == "budget_balance" else one for one in results.variables]
    text = page_text("public_finances", replace(results, variables=tuple(lost)))
    balance = 0.7 * 12e-3 * results.values("budget_balance", "USA")[-1, 0]
    assert "Budget: duties, other taxes, programmes" in text and f"United States +{balance:.1f}" in text
    with house_style():
        figure = PAGES["public_finances"].draw(replace(results, variables=tuple(lost)))
        widest = PAGES["trade_partners"].draw(results).get_figwidth()
    assert len(figure.axes) == 3 and figure.get_figwidth() <= widest


def test_money_of_several_payers_is_told_apart() -> None:
    results = synthetic.results()
    paid = next(series for series in results.variables if series.name == "cost_price_floor")
    both = replace(paid, values=paid.values + paid.values[:, :1])
    kept = tuple(series for series in results.variables if series is not paid)
    text = page_text("public_finances", replace(results, variables=(*kept, both)))
    assert "price floor, Japan" in text


def test_changes_in_words() -> None:
    written = [change(number) for number in (0.04, -0.26, 3.0, 99.94, 99.96, -1234.5)]
    assert written == ["0", "\N{MINUS SIGN}0.3", "+3", "+99.9", "+100", "\N{MINUS SIGN}1,234"]


def test_the_licence_desk_counts_thousands_where_there_are_many() -> None:
    results = synthetic.results()
    assert "Applications at China's licence desk" in words_of("licence_desk", results)
    many = tuple(
        replace(series, values=1e3 * series.values) if series.name.startswith("licence") else series
        for series in results.variables
    )
    text = words_of("licence_desk", replace(results, variables=many))
    assert "Thousand applications" in text and "refused" in text and "lapsed" in text


def test_the_cover_map_names_the_worst_cell() -> None:
    results = synthetic.results()
    with house_style():
        cells = [cell.get_text() for cell in PAGES["cover_map"].draw(results).axes[0].texts]
    empty = cells.count("0")
    assert empty > 1
    text = page_text("cover_map", results)
    assert f"Stocks run out in {empty} cells of the table, among them vehicles in the United States" in text
    assert "(2.0 months at first) in Jun 2025" in text


def test_flows_add_up_to_what_is_recorded() -> None:
    results = synthetic.results()
    found = flows(results, "ndfeb_magnets", 5)
    exports = sum(amount for pair, amount in found.items() if pair[0] == "CHN" != pair[1])
    assert exports == pytest.approx(results.values("exports", "CHN", "", "ndfeb_magnets")[5, 0])
    assert found["JPN", "JPN"] == 900
    text = page_text("supply_flows", results)
    before, after = 4080 / 4980, exports / (exports + 900)
    assert f"{percent(before)} before" in text
    assert telling_month(results, "ndfeb_magnets") == 35 and "Dec 2027" in text
    assert f"{percent(after)} in Jun 2025" in text_of_flows(results, "2025-06")


@pytest.mark.parametrize(
    ("good", "after", "said"),
    [
        ("ndfeb_magnet", "", "unknown traded good 'ndfeb_magnet'; did you mean 'ndfeb_magnets'"),
        ("", "2036-06", "no month '2036-06' in this run; there are 2025-01 to 2027-12"),
        ("", "June", "no month 'June' in this run"),
    ],
)
def test_flows_of_what_is_not_there_are_refused(good: str, after: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        supply_flows(synthetic.results(), good, after)


def text_of_flows(results: Results, after: str) -> str:
    with house_style():
        figure = supply_flows(results, "ndfeb_magnets", after)
    return " ".join(text.get_text() for text in figure.texts).replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ")


def test_the_pipeline_tells_what_works_in_the_end_and_since_when() -> None:
    text = page_text("capacity_pipeline", synthetic.results(months=60))
    assert (
        "for NdFeB magnets outside China grows from 33 to 49.5 kt a year by Dec 2029; the first of it works in Feb 2028"
        in text
    )


def test_the_price_gap_has_a_panel_for_each_material_and_its_prices() -> None:
    results = synthetic.results()
    text = page_text("price_gap", results)
    assert all(f"{name} oxide, USD/kg" in text for name in ("La-Ce", "Nd-Pr", "Dy-Tb"))
    abroad = float(np.median(results.values("spot_price", "USA", "", "dytb_oxide")[-1]))
    assert f"abroad {amount(abroad)}" in text


def test_the_record_is_set_beside_the_model() -> None:
    results = synthetic.results()
    total = results.values("exports", "CHN", "", "ndfeb_magnets")[2:5, 0]
    error = float(np.sqrt(np.mean((total - [5323, 2628, 1238]) ** 2)))
    text = page_text("magnet_record", results)
    assert f"root-mean-square error March-May {error:,.0f} t, {percent(error / (58152 / 12))} of the 2024 mean" in text
    assert "1,238" in text and "585" in text
    assert "in Jul 2025" in text and "against 5,577" in text
    assert all(f"{tonnes:,.0f}" in text for record in magnet_record().values() for tonnes in record.values())


def test_the_record_agrees_with_the_targets() -> None:
    targets, record = load_parameters(), magnet_record()
    for month, name in (("2025-03", "march"), ("2025-04", "april"), ("2025-05", "may")):
        assert record[""][month] == targets[f"china_magnet_exports_{name}_2025"].value
    assert record["USA"]["2025-05"] == targets["us_magnet_imports_may_2025"].value


def test_without_the_controls_of_april_the_record_is_left_out() -> None:
    results = synthetic.results()
    other = replace(results, events=tuple(row for row in results.events if row.actor != "CHN"))
    assert any(line.startswith("magnet_record") for line in left_out(other))


def test_names_come_from_the_tables() -> None:
    assert (name_of("dytb_oxide"), name_of("ndfeb_magnets"), name_of("jet_engines")) == (
        "Dy-Tb oxide",
        "NdFeB magnets",
        "jet engines",
    )
    assert (the("GBR"), the("JPN"), name_of("a_new_good")) == ("the United Kingdom", "Japan", "a new good")


def test_measures_are_marked_in_the_lane_of_their_maker() -> None:
    text = words_of("escalation", synthetic.results())
    assert text.count("|") == 4
    assert all(lane in text for lane in ("US", "China", "Deals"))


def test_the_source_is_named() -> None:
    line = source_line([synthetic.results(seeds=(1, 2))])
    assert "scenario spring_2025" in line and "2 runs, seeds 1-2" in line


def from_sources(*publishers: str, strength: float = 1.0) -> Results:
    results = synthetic.results(strength=strength)
    return replace(results, origin=replace(results.origin, sources=publishers))


def test_publishers_are_named_without_licences_and_own_assumptions_last() -> None:
    line = source_line(
        [from_sources("Chokepoint", "CEPII (Gaulier), Etalab Open Licence 2.0", "World Bank (CC BY 4.0)")]
    )
    assert "measures after CEPII (Gaulier), World Bank and own assumptions. A model" in line
    assert "measures after A, B, C, others and own assumptions. " in source_line([from_sources(*"ABCD", "Chokepoint")])
    assert "data after A, B, C and others. " in source_line([from_sources(*"ABCD", strength=0.0)])


def test_a_comparison_names_the_sources_of_all_its_scenarios() -> None:
    line = source_line([from_sources(*"ABCD", strength=0.0), from_sources("Chokepoint", "E")])
    assert "measures after A, B, C, D, E and own assumptions. " in line


def test_marks_are_explained_only_where_there_are_some() -> None:
    assert where_marked(synthetic.results(), "Marks") == "Marks"
    assert where_marked(synthetic.results(strength=0.0), "Marks") == ""


def test_a_licence_desk_at_rest_has_a_scale_of_whole_numbers() -> None:
    with house_style():
        _, ax = page()
        licence_desk(ax, synthetic.results(strength=0.0))
    assert ax.get_ylim() == (0, 10)
    assert all(tick == round(tick) for tick in ax.get_yticks())


@given(st.lists(st.floats(0, 300), min_size=1, max_size=12), st.floats(5, 15))
def test_names_never_cover_each_other(heights: list[float], gap: float) -> None:
    top = 300.0
    places = spread(np.array(sorted(heights)), gap, top)
    assert len(places) == len(heights)
    assert all(high - low >= gap - 1e-6 for low, high in pairwise(places))
    assert places.min() >= -1e-6 and places.max() <= top + 1e-6


def test_names_stay_where_there_is_room() -> None:
    np.testing.assert_allclose(spread(np.array([10.0, 50.0, 200.0]), 12, 300), [10, 50, 200])


def test_lines_keep_all_words_and_are_about_equal() -> None:
    text = "China's magnet exports fall by 70 % by May 2025 and end 29 % below where they began"
    lines = balanced(text, 300, 12.5, bold=True)
    assert " ".join(lines).replace("\N{NO-BREAK SPACE}", " ") == text
    widths = [text_width(line, 12.5, bold=True) for line in lines]
    assert max(widths) <= 300 and min(widths) > 0.6 * max(widths)
    assert not any(line.startswith("%") for line in lines)
    assert balanced("unbreakable", 10, 12) == ["unbreakable"]


def test_numbers_in_words() -> None:
    assert (percent(0.77), percent(0.013), percent(0.0)) == ("77 %", "1.3 %", "0 %")
    assert (amount(1234.5), amount(12.0), amount(0.126), amount(0.0001)) == ("1,234", "12", "0.13", "0")
    assert (times(3.14), times(12.2), month_words("2025-05")) == ("3.1 times", "12 times", "May 2025")
