"""An input error says what, where and what may have been meant, in one line."""

import pickle
from pathlib import Path

import pytest

from sim.errors import InputError, nearest, shown, unknown


def test_one_line_with_place_and_suggestion() -> None:
    error = InputError("unknown key 'states.CHN.stratgy'", file="a.yaml", line=7, suggestion="strategy")
    assert str(error) == "a.yaml:7: unknown key 'states.CHN.stratgy'; did you mean 'strategy'?"
    assert (error.message, error.file, error.line) == ("unknown key 'states.CHN.stratgy'", "a.yaml", 7)


def test_says_less_where_less_is_known() -> None:
    assert str(InputError("no")) == "no"
    assert str(InputError("no", file="a.csv")) == "a.csv: no"


def test_crosses_between_processes() -> None:
    error = InputError("no", file="a.csv", line=3, key="share", suggestion="yes")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    assert again.key == "share"


def test_moves_to_a_place_that_the_caller_knows() -> None:
    error = unknown("state", "CNH", ["USA", "CHN"]).at("a.yaml", 4, "states.CNH")
    assert str(error) == "a.yaml:4: unknown state 'CNH'; did you mean 'CHN'?"
    assert error.key == "states.CNH"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stratgy", "strategy"),
        ("Strategy", "strategy"),
        ("spot scarcity", "spot_scarcity"),
        ("spot-scarcity", "spot_scarcity"),
        ("zebra", None),
        (3, None),
        ("", None),
    ],
)
def test_nearest(typed: object, meant: str | None) -> None:
    assert nearest(typed, ["strategy", "spot_scarcity", "seed"]) == meant


def test_lists_the_choices_when_none_is_near_and_they_are_few() -> None:
    assert str(unknown("strategy", "zebra", ["hawk", "dove"])) == "unknown strategy 'zebra'; there are hawk, dove"
    assert str(unknown("source", "zebra", [f"source_{n}" for n in range(99)])) == "unknown source 'zebra'"
    assert str(unknown("deal", "zebra", [])) == "unknown deal 'zebra'"


def test_paths_are_shown_as_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "scenarios" / "base.yaml") == str(Path("scenarios") / "base.yaml")
    assert shown("scenarios/base.yaml") == "scenarios/base.yaml"
    assert shown(tmp_path.parent / "x.yaml") == str(tmp_path.parent / "x.yaml")
