"""Every number has a unit, a range and a source, and settings give each by its name."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest
from tiny import replace, write_data

from sim.errors import InputError
from sim.parameters import Settings, explain, load_parameters, load_sources, used_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


def test_reads_values_ranges_and_sources(folder: Path) -> None:
    parameters = load_parameters(folder)
    assert parameters["spot_scarcity"].value == 1.46
    assert parameters["home_bias"].source == ("own", "survey_2025")
    assert parameters["spot_scarcity"].covers(1.8) and not parameters["spot_scarcity"].covers(1.9)
    assert load_sources(folder)["own"].date == "2026"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("value: 1.46", "value: 2.5", "spot_scarcity: value 2.5 lies outside its range, 1.3 to 1.8"),
        ("value: 1.46", "value: high", ":4: spot_scarcity.value: expected a number, found the text 'high'"),
        ("value: 1.46", "value: .nan", ":4: spot_scarcity.value: expected an ordinary number, found nan"),
        ("value: 1.46", "value: true", ":4: spot_scarcity.value: expected a number, found true"),
        ("value: 1.46", "valu: 1.46", ":4: unknown key 'spot_scarcity.valu'; did you mean 'value'?"),
        ("  unit: log points\n", "", "missing key 'spot_scarcity.unit'"),
        ("unit: log points", "unit: ''", ":3: spot_scarcity.unit: expected some text, found an empty text"),
        ("role: uncertainty", "role: leaver", "did you mean 'lever'?"),
        ("source: survey_2025", "source: survey_2024", ":9: unknown source 'survey_2024'; did you mean 'survey_2025'?"),
        ("source: survey_2025", "source: []", ":9: spot_scarcity.source: names no source"),
        ("  basis: trade shares of 2023\n", "", "home_bias: is assumed but does not say in 'basis' what it rests on"),
        ("home_bias:", "spot_scarcity:", "duplicate key 'spot_scarcity', first given in line 1"),
        ("home_bias:", "home bias:", ":10: 'home bias' cannot name a parameter"),
        ("home_bias:", "fingerprint:", ":10: 'fingerprint' cannot name a parameter"),
    ],
)
def test_refuses(folder: Path, old: str, new: str, complaint: str) -> None:
    replace(folder / "parameters" / "chain.yaml", old, new)
    with pytest.raises(InputError) as caught:
        load_parameters(folder)
    assert complaint in str(caught.value)
    assert "chain.yaml:" in str(caught.value)


def test_refuses_a_name_given_in_two_files(folder: Path) -> None:
    (folder / "parameters" / "more.yaml").write_text((folder / "parameters" / "chain.yaml").read_text())
    with pytest.raises(InputError, match=r"more\.yaml:1: .*'spot_scarcity' is already given"):
        load_parameters(folder)


def test_refuses_a_parameter_that_is_no_group(folder: Path) -> None:
    (folder / "parameters" / "more.yaml").write_text("tariff: 3\n")
    with pytest.raises(InputError, match=r"more\.yaml:1: tariff: expected a group of 'key: value' lines, found 3"):
        load_parameters(folder)


class TestSettings:
    def test_reads_by_name(self, folder: Path) -> None:
        settings = Settings.defaults(folder)
        assert settings.spot_scarcity == 1.46
        assert settings.home_bias == 5.0 and isinstance(settings.home_bias, float)

    def test_an_unknown_name_says_the_nearest(self, folder: Path) -> None:
        with pytest.raises(InputError, match="unknown parameter 'spot_scarcty'; did you mean 'spot_scarcity'"):
            _ = Settings.defaults(folder).spot_scarcty
        with pytest.raises(InputError, match="did you mean 'home_bias'"):
            Settings.defaults(folder).with_values({"home_bia": 3.0})

    def test_the_model_cannot_read_its_targets(self, folder: Path) -> None:
        with pytest.raises(InputError, match="unknown parameter 'exports_in_may'"):
            _ = Settings.defaults(folder).exports_in_may

    def test_values_by_world(self, folder: Path) -> None:
        settings = Settings.defaults(folder).with_values({"spot_scarcity": np.array([1.3, 1.8]), "home_bias": 7})
        assert np.array_equal(settings.spot_scarcity, [1.3, 1.8])
        assert settings.home_bias == 7.0
        assert np.array_equal(settings.pick(np.array([0, 0, 1, 1])).spot_scarcity, [1.3, 1.3, 1.8, 1.8])
        assert settings.pick(np.array([0, 0, 1, 1])).home_bias == 7.0

    @pytest.mark.parametrize("value", ["1.5", True, float("nan"), np.ones((2, 2)), [1.0, np.inf], "x"])
    def test_refuses_what_is_no_number(self, folder: Path, value: object) -> None:
        with pytest.raises(InputError, match="spot_scarcity: expected"):
            Settings.defaults(folder).with_values({"spot_scarcity": value})  # type: ignore[dict-item]

    def test_nothing_changes_settings(self, folder: Path) -> None:
        settings = Settings.defaults(folder)
        other = settings.with_values({"home_bias": np.array([3.0, 4.0])})
        assert settings.home_bias == 5.0
        with pytest.raises(AttributeError, match="frozen"):
            settings.home_bias = 3.0
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(other.home_bias)[0] = 9.0

    def test_copies_and_crosses_processes(self, folder: Path) -> None:
        settings = Settings.defaults(folder)
        assert copy.deepcopy(settings) == settings == pickle.loads(pickle.dumps(settings))
        assert not hasattr(settings, "_nothing")

    def test_the_fingerprint_follows_the_values(self, folder: Path) -> None:
        settings = Settings.defaults(folder)
        assert settings.fingerprint() == Settings.defaults(folder).fingerprint()
        assert settings.fingerprint() != settings.with_values({"home_bias": 5.001}).fingerprint()


def test_explain_gives_the_source_in_full(folder: Path) -> None:
    told = explain("home_bias", folder)
    assert [source.publisher for source in told.sources] == ["Us", "An office"]
    with pytest.raises(InputError, match="did you mean 'home_bias'"):
        explain("home_bais", folder)


def test_used_in_finds_the_files_that_read_a_parameter(tmp_path: Path) -> None:
    package = tmp_path / "sim"
    (package / "chain").mkdir(parents=True)
    (package / "chain" / "pricing.py").write_text("rate = settings.spot_scarcity * unfilled\n")
    (package / "other.py").write_text("x = settings.spot_scarcity_low  # not settings.spot_scarcity\n")
    assert used_in("spot_scarcity", package) == ("sim/chain/pricing.py",)


def test_no_parameter_stands_idle() -> None:
    """A number that nothing reads would look like a lever and move nothing."""
    for name, parameter in load_parameters().items():
        if parameter.role != "target":
            assert used_in(name), name
