"""What must stay true of the data: balances, provenance, and that no sentence of the articles is in it."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from sim.documents import read_document
from sim.parameters import DATA, load_parameters, load_sources
from sim.tables import Tables, load_tables
from sim.validation.patterns.rows import load_patterns
from sim.validation.patterns.study import DETECTORS
from sim.validation.readings import READINGS
from sim.validation.rows import load_checks, load_trade_targets

ROOT = DATA.parent.parent
ARTICLES = ROOT.parent / "shared" / "articles"
MAGNETS = ("ndfeb_magnets", "smco_magnets")
AI_CHIPS = ("curtailed_ai_chips", "advanced_ai_chips")
FILE_SOURCES = {"trade_2023_musd.csv": "baci_2023"}
"""Sources of tables whose rows have no source column of their own."""
OVERLAP = 8
"""As many words in a row as may not be shared with an article."""


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables of the model."""
    return load_tables()


@pytest.fixture(scope="module")
def flows(tables: Tables) -> dict[tuple[str, str, str], float]:
    """Units a year by good, exporter and importer."""
    return {(row.good, row.exporter, row.importer): row.flow for row in tables.seed_flows}


@pytest.fixture(scope="module")
def output(tables: Tables) -> dict[str, float]:
    """World output of each upstream good in units a year, counted back from what final industries use."""
    total: dict[str, float] = defaultdict(float)
    for use in tables.input_use:
        total[use.input] += use.amount
    for good in reversed(tables.goods):
        for recipe in (recipe for recipe in tables.recipes if recipe.output == good.good):
            total[recipe.input] += (recipe.amount or 0) * total[good.good]
    return dict(total)


def claims() -> list[dict[str, str]]:
    """The rows of article_claims.csv."""
    with (DATA / "tables" / "article_claims.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_states_and_goods_are_those_of_the_design(tables: Tables) -> None:
    assert len(tables.states) == 19
    assert tables.state_codes[:2] == ("USA", "CHN")
    assert tables.good_names == (
        *("light_ore", "heavy_ore", "lithium_ore", "natural_graphite", "cobalt_nickel_ore", "gallium_germanium"),
        *("lace_oxide", "ndpr_oxide", "sm_oxide", "dytb_oxide", "y_oxide", "hoer_oxide"),
        *("lithium_salts", "anode_graphite", "cobalt_nickel_salts"),
        *("ndfeb_magnets", "smco_magnets", "electric_motors", "battery_cells", "design_software", "chips"),
        *("curtailed_ai_chips", "advanced_ai_chips", "jet_engines"),
        *("vehicles", "electronics", "machinery_wind", "defence", "aircraft", "ai_data_centres"),
    )


def test_shares_of_each_good_add_up_to_one(tables: Tables) -> None:
    for good in tables.goods_of("mine", "refine", "component"):
        shares = [row.share for row in tables.producers if row.good == good]
        assert sum(shares) == pytest.approx(1, abs=1e-9), good


def test_china_exports_the_magnets_that_customs_counted(flows: dict[tuple[str, str, str], float]) -> None:
    targets = load_parameters()
    abroad = {key: flow for key, flow in flows.items() if key[0] in MAGNETS and key[1] == "CHN" != key[2]}
    total = sum(abroad.values())
    to_the_us = sum(flow for key, flow in abroad.items() if key[2] == "USA")
    assert total == pytest.approx(targets["china_magnet_exports_2024"].value, rel=1e-3)
    assert 100 * to_the_us / total == pytest.approx(targets["us_share_of_magnet_exports"].value, rel=1e-2)


def test_seed_flows_agree_with_what_each_state_makes(
    tables: Tables, flows: dict[tuple[str, str, str], float], output: dict[str, float]
) -> None:
    for row in tables.producers:
        sold = sum(flow for (good, exporter, _), flow in flows.items() if (good, exporter) == (row.good, row.state))
        tolerance = 2e-4 * output[row.good]
        assert sold == pytest.approx(row.share * output[row.good], abs=tolerance), (row.good, row.state)


def test_seed_flows_agree_with_what_each_state_uses(
    tables: Tables, flows: dict[tuple[str, str, str], float], output: dict[str, float]
) -> None:
    need: dict[tuple[str, str], float] = defaultdict(float)
    for use in tables.input_use:
        need[use.input, use.state] += use.amount
    for maker in tables.producers:
        for recipe in (recipe for recipe in tables.recipes if recipe.output == maker.good):
            need[recipe.input, maker.state] += (recipe.amount or 0) * maker.share * output[maker.good]
    for (good, state), amount in need.items():
        bought = sum(flow for (name, _, importer), flow in flows.items() if (name, importer) == (good, state))
        assert bought == pytest.approx(amount, abs=2e-4 * output[good]), (good, state)


def test_every_pair_that_trades_has_a_seed_flow(tables: Tables) -> None:
    listed = {(row.good, row.exporter) for row in tables.seed_flows}
    assert listed == {(row.good, row.state) for row in tables.producers}


def test_ore_and_shares_of_china_lie_where_they_are_reported(tables: Tables, output: dict[str, float]) -> None:
    targets = load_parameters()
    china = {row.good: row.share for row in tables.producers if row.state == "CHN"}
    ore = {good: output[good] for good in ("light_ore", "heavy_ore")}
    mined = 100 * sum(china[good] * tonnes for good, tonnes in ore.items()) / sum(ore.values())
    assert targets["china_mining_share"].covers(mined)
    assert targets["china_heavy_separation_share"].covers(100 * china["dytb_oxide"])
    assert targets["china_magnet_share"].covers(100 * china["ndfeb_magnets"])
    assert 300_000 < sum(ore.values()) < 400_000


def test_every_industry_uses_what_its_recipe_calls_critical(tables: Tables) -> None:
    used = {(use.industry, use.state, use.input) for use in tables.input_use if use.amount > 0}
    for industry in tables.industries:
        for recipe in (recipe for recipe in tables.recipes if recipe.output == industry.good and recipe.critical):
            classes = AI_CHIPS if recipe.input in AI_CHIPS else (recipe.input,)
            assert any((industry.good, industry.state, name) in used for name in classes)


def test_exposed_industries_stay_a_plausible_part_of_gdp(tables: Tables) -> None:
    exposed: dict[str, float] = defaultdict(float)
    for row in tables.industries:
        exposed[row.state] += row.value_added_share
    assert max(exposed.values()) < 0.10
    assert 0.01 < exposed["USA"] < 0.04


def test_tables_say_what_their_assumptions_rest_on(tables: Tables) -> None:
    ours = (tables.goods, tables.recipes, tables.producers, tables.industries, tables.input_use, tables.seed_flows)
    options = (tables.designs, tables.scrap, tables.chemistries, tables.chemistry_inputs)
    building = (tables.baskets, tables.prospects, tables.reserves, tables.jurisdictions)
    for row in (row for rows in (*ours, *options, *building) for row in rows if row.quality == "assumed"):
        assert row.note, row


def test_targets_are_never_read_by_the_model() -> None:
    targets = [name for name, parameter in load_parameters().items() if parameter.role == "target"]
    code = "\n".join(file.read_text(encoding="utf-8") for file in sorted(DATA.parent.rglob("*.py")))
    assert targets
    assert not [name for name in targets if re.search(rf"settings\.{name}\b", code)]


def test_every_parameter_says_what_it_is() -> None:
    for parameter in load_parameters().values():
        assert parameter.unit and parameter.source and parameter.description.endswith("."), parameter.name
        assert parameter.low <= parameter.value <= parameter.high
        assert parameter.claim or parameter.basis, parameter.name


def test_every_source_is_used(tables: Tables) -> None:
    used = set(FILE_SOURCES.values()) | {row["article"] for row in claims()}
    held_against = (*load_checks(tuple(READINGS)), *load_trade_targets(), *load_patterns(tuple(DETECTORS)))
    used |= {key for row in held_against for key in row.source}
    listed = [value for value in vars(tables).values() if isinstance(value, tuple)]
    rows: Iterable[Iterable[object]] = (
        *(*listed, tables.payoff_weights.values(), *tables.ladders.values()),
        *(tables.control_lists.values(), load_parameters().values()),
    )
    used |= {key for group in rows for row in group for key in getattr(row, "source", ())}
    unused = set(load_sources()) - used
    elsewhere = "\n".join(_texts(ROOT / "scenarios", "*.yaml")) + "\n".join(_texts(DATA, "*.yaml", "sources.yaml"))
    elsewhere += "\n".join(_texts(DATA.parent / "states", "*.py"))
    assert not [key for key in sorted(unused) if not re.search(rf"\b{key}\b", elsewhere)]


def test_article_claims_are_known_and_used() -> None:
    sources, parameters = load_sources(), load_parameters()
    names = {"parameter": set(parameters), "list": set(load_tables().control_lists)}
    names["table"] = {file.stem for file in (DATA / "tables").glob("*.csv")}
    names["deal"] = set(read_document(DATA / "deals.yaml").data)
    names["scenario"] = {file.stem for file in (ROOT / "scenarios").glob("*.yaml")}
    rows = claims()
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["article"] in sources, row["id"]
        for kind, name in (use.strip().split(":") for use in row["used_by"].split(";")):
            assert name in names[kind], (row["id"], kind, name)


def test_numbers_of_claims_lie_in_their_range() -> None:
    for row in (row for row in claims() if row["value"]):
        assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row["id"]
        assert row["unit"], row["id"]


def test_no_machine_path_or_tool_is_named() -> None:
    private = re.compile(r"(?<![\w.])/(work|tmp|home)/")
    for text in [*_texts(DATA, "*.csv"), *_texts(DATA, "*.yaml"), *_texts(ROOT / "docs", "*.md")]:
        assert not private.search(text)


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles are not part of the project")
def test_no_sentence_of_the_articles_is_copied() -> None:
    # titles of sources are quoted on purpose, so sources.yaml is left out
    theirs = {run for text in _texts(ARTICLES, "*.txt") for run in _runs(text)}
    ours = [*_texts(DATA, "*.csv"), *_texts(DATA, "*.yaml", "sources.yaml"), *_texts(ROOT / "docs", "*.md")]
    assert not sorted({run for text in ours for run in _runs(text) if run in theirs})


def _runs(text: str) -> Iterator[str]:
    """Every run of eight words of a text."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return (" ".join(words[start : start + OVERLAP]) for start in range(len(words) - OVERLAP + 1))


def _texts(folder: Path, pattern: str, *without: str) -> list[str]:
    """The texts of all files of a folder that match, without some."""
    return [file.read_text(encoding="utf-8") for file in sorted(folder.rglob(pattern)) if file.name not in without]
