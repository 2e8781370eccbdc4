"""Tables are typed and checked on load; a slip is named by file, line and column."""

from pathlib import Path

import numpy as np
import pytest
from tiny import replace, write_data

from sim.errors import InputError
from sim.tables import load_tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


def test_reads_rows_in_file_order(folder: Path) -> None:
    tables = load_tables(folder)
    assert tables.state_codes == ("USA", "CHN", "JPN")
    assert tables.good_names == ("ore", "oxide", "magnets", "vehicles")
    assert tables.states[2].rival is None and tables.states[2].source == ("own", "survey_2025")
    assert tables.states[1].domestic_first is True
    assert tables.goods[1].transit_months == 2
    assert tables.recipes[2].amount is None
    assert tables.ladders["USA"][1].added_tariff == 0.1
    assert tables.payoff_weights["USA"].pain_limit == 0.5
    assert tables.goods_of("mine", "final") == ("ore", "vehicles")


def test_arrays_follow_the_order_of_states(folder: Path) -> None:
    tables = load_tables(folder)
    # the file lists its states in another order
    assert np.array_equal(tables.trade, [[0, 5, 2], [9, 0, 6], [3, 4, 0]])
    assert np.array_equal(tables.gdp(), [100, 80, 20])
    assert np.allclose(tables.base_tariff(0.03), [[0, 0.208, 0.03], [0.03, 0, 0.03], [0.03, 0.03, 0]])


def test_indices_and_control_lists(folder: Path) -> None:
    tables = load_tables(folder)
    assert tables.state_index("JPN") == 2 and tables.good_index("magnets") == 2
    with pytest.raises(InputError, match="unknown state 'JPM'; did you mean 'JPN'"):
        tables.state_index("JPM")
    with pytest.raises(InputError, match="unknown good 'magnet'; did you mean 'magnets'"):
        tables.good_index("magnet")
    assert tables.controlled_shares(("april_list",)) == {"oxide": 1.0, "magnets": 0.8}
    assert tables.controlled_shares(("april_list", "magnets", "ore")) == {"oxide": 1.0, "magnets": 1.0, "ore": 1.0}
    with pytest.raises(InputError, match="unknown good 'april'"):
        tables.controlled_shares(("april",))


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("producers.csv", "ore,USA", "ore,USB", ":3: column 'state': unknown state 'USB'; did you mean 'USA'?"),
        ("producers.csv", "oxide,JPN", "oxid,JPN", ":5: column 'good': unknown good 'oxid'; did you mean 'oxide'?"),
        ("producers.csv", "share", "shares", ":1: unknown column 'shares'; did you mean 'share'?"),
        ("producers.csv", "good,state,share", "good,good,share", ":1: the column 'good' is given twice"),
        ("producers.csv", "0.7,", "much,", ":2: column 'share': expected a number, found 'much'"),
        ("producers.csv", "0.7,", "70%,", ":2: column 'share': expected a number, found '70%'"),
        ("producers.csv", "0.7,", "-0.7,", ":2: column 'share': expected 0 to 1, found -0.7"),
        ("producers.csv", "0.7,", "nan,", ":2: column 'share': expected an ordinary number"),
        ("producers.csv", "0.7,", ",", ":2: column 'share': the cell is empty"),
        ("producers.csv", "0.7,", "0.69,", ":3: column 'share': the shares of ore add up to 0.99, not to 1"),
        ("producers.csv", "ore,USA", "ore,CHN", ":3: repeats line 2: ore, CHN is already given"),
        ("producers.csv", "a note", "a note, with a comma", ":2: has 8 cells where the header has 7"),
        ("producers.csv", "survey_2025", "survey_2052", ":2: column 'source': unknown source 'survey_2052'; did you"),
        ("producers.csv", "reported", "heard", ":2: column 'quality': expected one of reported, estimated, assumed"),
        ("producers.csv", "magnets,CHN", "vehicles,CHN", ":6: column 'good': vehicles is a final good"),
        ("states.csv", "own;survey_2025", "own;nobody", "unknown source 'nobody'"),
        ("states.csv", "power,100,CHN,hold,0", "power,100,CHN,hold,no", "expected 0 (no) or 1 (yes), found 'no'"),
        (
            "states.csv",
            "ally",
            "aly",
            "expected one of power, ally, partner, passive, found 'aly'; did you mean 'ally'?",
        ),
        ("goods.csv", "USD/kg,1,100", "USD/kg,1.5,100", "column 'transit_months': expected a whole number, found 1.5"),
        ("recipes.csv", "oxide,ore,1.2", "oxide,ore,", "column 'amount': oxide is no final good: give the amount"),
        ("recipes.csv", "oxide,ore", "oxide,vehicles", "column 'input': vehicles is a final good"),
        ("industries.csv", "vehicles,USA", "magnets,USA", "column 'good': magnets is no final good"),
        ("input_use.csv", "vehicles,USA", "vehicles,CHN", "industries.csv has no vehicles in CHN"),
        ("input_use.csv", "USA,magnets", "USA,ore", "recipes.csv has no ore in vehicles"),
        ("trade_2023_musd.csv", "USA,5", "USA,-5", ":2: column 'CHN': expected 0 or more, found -5"),
        ("trade_2023_musd.csv", "USA,5", "USA,", ":2: column 'CHN': expected a number, found ''"),
        ("trade_2023_musd.csv", "JPN,4,3,0\n", "", "says nothing about exports of JPN to USA"),
        ("trade_2023_musd.csv", "JPN,4", "JPX,4", ":3: column 'exporter': unknown state 'JPX'; did you mean 'JPN'?"),
        (
            "trade_2023_musd.csv",
            "exporter,CHN",
            "exporter,CHX",
            ":1: column 'CHX': unknown state 'CHX'; did you mean 'CHN'?",
        ),
        ("ladders.csv", "USA,1", "USA,2", ":3: column 'rung': expected rung 1 of USA, found 2"),
        ("ladders.csv", "0.95", "1.95", ":3: column 'access': expected 0 to 1, found 1.95"),
    ],
)
def test_refuses(folder: Path, file: str, old: str, new: str, complaint: str) -> None:
    replace(folder / "tables" / file, old, new)
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert complaint in str(caught.value)
    assert f"{file}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_empty_and_binary_tables(folder: Path) -> None:
    file = folder / "tables" / "producers.csv"
    file.write_text("")
    with pytest.raises(InputError, match=r"producers\.csv: is empty; expected a header line"):
        load_tables(folder)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not a text file"):
        load_tables(folder)
    file.write_text("good,state,quality,source\n")
    with pytest.raises(InputError, match=r"producers\.csv:1: missing column 'share'"):
        load_tables(folder)
    file.unlink()
    with pytest.raises(InputError, match=r"producers\.csv: there is no such file"):
        load_tables(folder)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("oxide: 1.0", "oxides: 1.0", ":1: unknown good 'oxides'; did you mean 'oxide'?"),
        ("magnets: 0.8", "magnets: 1.8", "april_list.goods.magnets: expected 1 or less, found 1.8"),
        ("magnets: 0.8", "magnets: -0.8", "april_list.goods.magnets: expected 0 or more, found -0.8"),
        ("survey_2025", "survey_25", ":1: unknown source 'survey_25'; did you mean 'survey_2025'?"),
        ("april_list:", "oxide:", ":1: the control list 'oxide' has the name of a good"),
        ("title: April, ", "", "missing key 'april_list.title'"),
    ],
)
def test_refuses_control_lists(folder: Path, old: str, new: str, complaint: str) -> None:
    replace(folder / "control_lists.yaml", old, new)
    with pytest.raises(InputError) as caught:
        load_tables(folder)
    assert complaint in str(caught.value)
    assert "control_lists.yaml" in str(caught.value)


def test_the_tables_of_the_model_load() -> None:
    tables = load_tables()
    assert tables.state_codes[:2] == ("USA", "CHN")
    assert tables.trade.shape == (len(tables.states), len(tables.states))
    assert not tables.trade.flags.writeable
