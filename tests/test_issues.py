"""Issues, packages and red lines; what both sides can agree on; and talks within a run."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from briefings import trade_war

from sim.bargain_study import Bargain, bargain, talks_in
from sim.bargaining.alternating import NOBODY
from sim.console.bargain_report import issue_rows, linkage_rows
from sim.console.commands.bargain import bargain as bargain_command
from sim.errors import InputError
from sim.figures.bargain import draw_bargain
from sim.model import TradeWar
from sim.parameters import DATA
from sim.policy.deals import IN_FORCE
from sim.provenance import version
from sim.scenario import load_scenario
from sim.scenario.negotiation import ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE, Negotiation
from sim.simulation import live_to
from sim.states.deals.issue_texts import load_issues
from sim.states.deals.issues import BARGAIN, Agenda
from sim.states.deals.on_table import on_table
from sim.states.deals.valuing import Values, acceptable, added_up, agree, beside_model, first_to_offer

MOST = 12
FIRST = np.array([0])
SCENARIO = """
title: Talks
about: A test.
sources: [reuters_2025_06]
extends: liberation_day_2025
months: 14
states:
  USA: {strategy: script, until: 2025-04, then: dealmaker}
  CHN: {strategy: script, until: 2025-04, then: dealmaker}
parameters: {bargaining_months: 2}
negotiation: {protocol: PROTOCOL, linkage: forbidden}
"""


@pytest.fixture(scope="module")
def agenda() -> Agenda:
    model = trade_war()
    return Agenda.build(model.world.tables, model.world.routes, model.world.settings)


@pytest.fixture(scope="module")
def may() -> Bargain:
    """What could be agreed on in May 2025, looked at half a year ahead."""
    scenario = load_scenario("liberation_day_2025", {"parameters.bargaining_months": 6})
    return bargain(scenario, "2025-05", "nash")


def number(agenda: Agenda, name: str) -> int:
    return [issue.name for issue in agenda.issues].index(name)


def test_every_issue_is_a_concession_of_one_side(agenda: Agenda) -> None:
    assert 1 < len(agenda.issues) <= MOST
    for issue in agenda.issues:
        assert issue.giver in agenda.parties
        assert all(clause.actor == issue.giver for clause in issue.clauses)
        assert issue.clauses or issue.beside != (0.0, 0.0), issue.name
        giver = agenda.parties.index(issue.giver)
        assert issue.beside[giver] <= 0


def test_all_packages_are_there_once(agenda: Agenda) -> None:
    packages = agenda.subsets([0, 3, 5])
    assert packages.shape == (2**3, len(agenda.issues))
    assert len(np.unique(packages, axis=0)) == len(packages)
    assert not packages[0].any()
    whole = agenda.everything(days=90)
    assert len(whole.clauses) == sum(len(issue.clauses) for issue in agenda.issues)
    chosen = agenda.clauses_of(packages[-1][:, None])
    assert chosen.sum() == sum(len(agenda.issues[issue].clauses) for issue in (0, 3, 5))


def test_red_lines_follow_linkage(agenda: Agenda) -> None:
    arms, chips = number(agenda, "cn_military_licences"), number(agenda, "us_advanced_chips")
    packages = np.zeros((4, len(agenda.issues)), dtype=bool)
    packages[1, arms] = packages[2, chips] = packages[3, [arms, chips]] = True
    assert agenda.within_red_lines(packages, ALLOWED).tolist() == [True, False, True, True]
    assert agenda.within_red_lines(packages, FORBIDDEN).tolist() == [True, False, False, False]
    assert agenda.within_red_lines(packages, ISSUE_BY_ISSUE).tolist() == [True, False, False, False]


def test_a_package_needs_gains_on_both_sides_and_those_at_home(agenda: Agenda) -> None:
    packages = agenda.subsets([0, 1])
    gains = np.array([[0.0, 0.1, 0.1, 0.1], [0.0, 0.1, -0.1, 0.1]])[:, :, None]
    at_home = np.array([[0.0, 0.0, 0.0, -0.5], [0.0, 0.0, 0.0, 0.0]])[:, :, None]
    found = acceptable(agenda, Values(packages, gains, at_home), FORBIDDEN, 0.05)
    assert found[:, 0].tolist() == [False, True, False, False]


def test_sums_of_issues_count_the_deal_itself_once(agenda: Agenda) -> None:
    alone = np.arange(len(agenda.issues))[:, None] + 10.0
    packages = agenda.subsets([1, 2])
    total = added_up(agenda, packages, np.array([4.0]), alone)
    assert total[:, 0].tolist() == [4.0, 11.0, 12.0, 11 + 12 - 4.0]


def test_what_the_model_cannot_see_is_weighed_as_security(agenda: Agenda) -> None:
    model = trade_war()
    worth = beside_model(agenda, model.craft, 1)[:, :, 0]
    chips = number(agenda, "us_advanced_chips")
    assert worth[0, chips] < 0 < worth[1, chips]
    assert not worth[:, number(agenda, "us_opioid_tariff")].any()


def test_nothing_is_on_the_table_that_would_change_nothing(agenda: Agenda) -> None:
    rest = on_table(agenda, trade_war(worlds=2).world)
    assert rest.shape == (len(agenda.issues), 2)
    # at rest nothing is closed that could be opened, but for what is forbidden since before
    assert [agenda.issues[row].name for row in np.flatnonzero(rest[:, 0])] == ["us_advanced_chips"]
    war = trade_war("liberation_day_2025")
    live_to(war, "2025-06")
    names = {agenda.issues[row].name for row in np.flatnonzero(on_table(agenda, war.world)[:, 0])}
    assert {"us_reciprocal_tariff", "cn_tariff", "cn_farm_tariff", "cn_civil_licences", "us_design_software"} <= names
    assert "cn_october_list" not in names


def test_licences_pass_in_packages_and_never_alone(may: Bargain) -> None:
    """The model's own valuations: each licence costs its giver, two against each other serve both."""
    licences = may.without_tariffs()
    assert not (may.allowed(ISSUE_BY_ISSUE) & licences).any()
    everything, apart = may.allowed(ALLOWED), may.allowed(FORBIDDEN)
    assert everything.sum() > apart.sum() > may.allowed(ISSUE_BY_ISSUE).sum()
    assert not (apart & ~everything).any()
    london = may.row_of(load_issues().packages["london"].issues)
    assert apart[london]
    assert may.why_not(london, FORBIDDEN) == ""
    assert may.why_not(london, ISSUE_BY_ISSUE) == "more than one issue"


def test_both_protocols_choose_what_may_be_signed(may: Bargain) -> None:
    for protocol in ("nash", "offers"):
        for linkage in (ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE):
            allowed = may.allowed(linkage)
            chosen = int(agree(may.values, allowed[:, None], protocol, FIRST, may.model.world.settings)[0])
            assert allowed[chosen]
    nobody = np.zeros_like(may.allowed(ALLOWED))[:, None]
    assert agree(may.values, nobody, "nash", FIRST, may.model.world.settings)[0] == NOBODY


def test_the_side_whose_offer_comes_first_is_drawn_by_lot() -> None:
    worlds = 64
    world = trade_war("liberation_day_2025", worlds).world
    drawn = [first_to_offer(world)]
    world.month = 1
    drawn.append(first_to_offer(world))
    assert all(0.3 < first.mean() < 0.7 for first in drawn)
    assert (drawn[0] != drawn[1]).any()
    # a world alone draws as it does among others
    alone = trade_war("liberation_day_2025", 1).world
    assert first_to_offer(alone)[0] == drawn[0][0]


def test_rounds_matter_little_to_offers_and_who_is_first_not_to_nash(may: Bargain) -> None:
    allowed = np.repeat(may.allowed(ALLOWED)[:, None], 2, axis=1)
    values = Values(may.values.packages, *(np.repeat(one, 2, axis=2) for one in (may.values.gains, may.values.at_home)))
    settings = may.model.world.settings
    by_offers = agree(values, allowed, "offers", np.array([0, 1]), settings)
    # the one drawn first gets no less for it, whether rounds are odd or even
    for rounds in (5, 6, 9):
        drawn = agree(values, allowed, "offers", np.array([0, 1]), settings.with_values({"rounds_of_talks": rounds}))
        gains = values.gains[:, drawn, [0, 1]]
        assert gains[0, 0] >= gains[0, 1] and gains[1, 1] >= gains[1, 0]
        assert np.allclose(gains, values.gains[:, by_offers, [0, 1]], atol=0.02)
    assert len(set(agree(values, allowed, "nash", np.array([0, 1]), settings).tolist())) == 1
    assert [may.chosen(ALLOWED, first) for first in (0, 1)] == [may.chosen(ALLOWED)] * 2  # Nash's, as `may` was asked
    other = replace(may, protocol="offers")
    assert [other.chosen(ALLOWED, first) for first in (0, 1)] == by_offers.tolist()


def test_the_report_has_a_line_for_each_issue_and_each_linkage(may: Bargain, tmp_path: Path) -> None:
    assert len(issue_rows(may)) == 1 + len(may.on_table)
    counts = [[int(cell) for cell in row[1:]] for row in linkage_rows(may)]
    assert [row[2] for row in counts] == [may.allowed(one).sum() for one in (ISSUE_BY_ISSUE, ALLOWED, FORBIDDEN)]
    may.save(tmp_path / "bargain", draw_bargain)
    assert {file.name for file in (tmp_path / "bargain").iterdir()} == {"packages.csv", "bargain.png", "manifest.json"}
    told = json.loads((tmp_path / "bargain" / "manifest.json").read_text())
    assert told["version"] == version() and "git" in told and told["parties"] == ["USA", "CHN"]
    table = may.table()
    assert len(table) == 2 ** len(may.on_table)
    assert table["signed_if_allowed"].sum() == may.allowed(ALLOWED).sum()


def test_wrong_choices_name_the_nearest() -> None:
    scenario = load_scenario("base")
    with pytest.raises(InputError, match="did you mean 'forbidden'"):
        talks_in(scenario, "forbiden", "nash")
    with pytest.raises(InputError, match="did you mean 'offers'"):
        talks_in(scenario, "forbidden", "offer")


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("June", "'June' is no month; write it as 2025-01"),
        ("2025-6", "'2025-6' is no month; write it as 2025-01"),
        ("2025-13", "'2025-13' is no month; write it as 2025-01"),
        ("2024-12", "runs from 2025-01 to 2027-12; did you mean '2025-01'"),
        ("2031-01", "runs from 2025-01 to 2027-12; did you mean '2027-12'"),
    ],
)
def test_a_month_that_is_none_names_the_nearest(month: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        live_to(trade_war("liberation_day_2025"), month)


def test_the_first_month_is_a_month_to_bargain_and_to_play_in() -> None:
    scenario = load_scenario("liberation_day_2025", {"parameters.bargaining_months": 2})
    assert bargain(scenario, "2025-01", "nash").month == "2025-01"
    model = trade_war("liberation_day_2025")
    live_to(model, "2025-01")
    assert model.world.month == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("issue: us_advanced_chips", "issue: us_advanced_chip", "did you mean 'us_advanced_chips'"),
        ("hold: advanced_chips_hold", "hold: advanced_chip_hold", "did you mean 'advanced_chips_hold'"),
        ("source: ft_eda_2025", "source: ft_eda_2026", "unknown source"),
        ("      - cn_tariff\n", "      - cn_tarif\n", "did you mean 'cn_tariff'"),
    ],
)
def test_mistakes_in_the_file_of_issues_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    for file in ("issues.yaml", "sources.yaml"):
        shutil.copy(DATA / file, tmp_path / file)
    text = (DATA / "issues.yaml").read_text()
    assert old in text
    (tmp_path / "issues.yaml").write_text(text.replace(old, new, 1))
    with pytest.raises(InputError, match=message) as problem:
        load_issues(tmp_path)
    assert problem.value.line is not None


def talks(folder: Path, protocol: str, seeds: list[int]) -> TradeWar:
    """A run in which both sides bargain, lived through."""
    file = folder / "talks.yaml"
    file.write_text(SCENARIO.replace("PROTOCOL", protocol))
    model = TradeWar(load_scenario(file), seeds)
    for _ in range(model.plan.months):
        model.step()
    return model


@pytest.mark.parametrize("protocol", ["offers", "nash"])
def test_rivals_agree_on_a_package_in_a_run_alone_as_among_others(tmp_path: Path, protocol: str) -> None:
    together = talks(tmp_path, protocol, [1, 2])
    row = together.world.deals.number(BARGAIN)
    signed = [one for one in together.log.entries if one.instrument == f"deal {BARGAIN}" and one.after[0] == IN_FORCE]
    assert signed
    assert all("both gain by it" in one.reason for one in signed)
    included = together.world.deals.included[row]
    assert included.any(axis=0).all()
    alone = talks(tmp_path, protocol, [2])
    assert (alone.world.deals.included[row][:, 0] == included[:, 1]).all()
    assert (alone.world.deals.status[:, 0] == together.world.deals.status[:, 1]).all()
    assert (alone.world.relations.payoff[..., 0] == together.world.relations.payoff[..., 1]).all()


def test_nobody_bargains_unless_the_scenario_says_so() -> None:
    model = trade_war("liberation_day_2025")
    assert model.talks is None
    with pytest.raises(InputError):
        model.world.deals.number(BARGAIN)
    with pytest.raises(InputError, match="protocol"):
        load_scenario("liberation_day_2025", {"negotiation.protocol": "auction"})


def test_what_does_not_pass_at_home_is_not_signed(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(SCENARIO.replace("PROTOCOL", "nash"))
    model = TradeWar(load_scenario(file), [1, 2])
    usa = model.states[model.craft.codes.index("USA")]
    usa.strategy.ratify = lambda seen, offer: offer.where & np.array([False, True])  # type: ignore[method-assign]
    for _ in range(8):
        model.step()
    row = model.world.deals.number(BARGAIN)
    assert model.world.deals.status[row].tolist() == [0.0, IN_FORCE]
    assert model.world.deals.included[row][:, 0].all()
    failed = [one for one in model.log.entries if one.reason == "what was agreed did not pass at home"]
    assert failed and failed[0].where.tolist() == [True, False]


def test_at_rest_there_is_nothing_to_bargain_over(tmp_path: Path) -> None:
    found = bargain(load_scenario("base", {"parameters.bargaining_months": 2}), "2025-06", "offers")
    assert [found.chosen(linkage) for linkage in (ALLOWED, FORBIDDEN, ISSUE_BY_ISSUE)] == [NOBODY] * 3
    assert not found.known()
    found.save(tmp_path / "rest", draw_bargain)
    assert not (tmp_path / "rest" / "bargain.png").exists()


def test_what_is_not_asked_for_is_as_the_scenario_says() -> None:
    plain, tied = load_scenario("liberation_day_2025"), load_scenario("linkage_allowed")
    assert plain.negotiation is None and talks_in(plain) == Negotiation()
    assert tied.negotiation is not None and talks_in(tied) == tied.negotiation
    assert talks_in(tied, FORBIDDEN).model_dump() == tied.negotiation.model_dump() | {"linkage": FORBIDDEN}
    assert talks_in(plain, protocol="nash").protocol == "nash"


def test_the_command_prints_what_is_odd_about_a_scenario(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no month of"):
        bargain_command("liberation_day_2025", at="1999-01", set_=["months=3"], out=tmp_path / "odd")
    assert "does not happen" in capsys.readouterr().err
    assert not (tmp_path / "odd").exists()
