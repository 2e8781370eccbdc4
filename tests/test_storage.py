"""What must stay true of saved results: whole or not at all, the same when read back, damage noticed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic

from sim.errors import InputError
from sim.folders import check_writable, replacing
from sim.recording import Recording
from sim.results import Results


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return synthetic.results(seeds=(1, 2), months=30).save(tmp_path / "spring")


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def test_everything_comes_back(saved: Path) -> None:
    results = synthetic.results(seeds=(1, 2), months=30)
    again = Results.load(saved)
    pd.testing.assert_frame_equal(again.table(), results.table())
    assert again.events == results.events
    assert again.months == results.months and again.seeds == results.seeds
    assert again.origin == results.origin
    assert [one.label for one in again.variables] == [one.label for one in results.variables]


def test_a_table_too_long_for_a_sheet_is_kept_in_parquet_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.storage.SHEET_ROWS", 1000)
    folder = synthetic.results(seeds=(1, 2), months=30).save(tmp_path / "spring")
    assert not (folder / "series.csv").exists() and (folder / "bands.csv").exists()
    assert len(Results.load(folder).table()) == len(synthetic.results(seeds=(1, 2), months=30).table())


def test_parquet_and_csv_hold_the_same_rows(saved: Path) -> None:
    readable = pd.read_csv(saved / "series.csv", keep_default_na=False)
    compact = pd.read_parquet(saved / "series.parquet")
    assert list(readable.columns) == list(compact.columns)
    for column in readable.columns:
        assert (readable[column].to_numpy() == compact[column].to_numpy()).all(), column


def test_files_of_a_folder(saved: Path) -> None:
    names = {path.name for path in saved.iterdir()}
    assert names == {
        "scenario.yaml", "manifest.json", "series.parquet", "series.csv", "events.csv", "summary.csv",
        "magnet_exports.csv", "leverage.csv", "bands.csv",
    }  # fmt: skip
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["seeds"] == [1, 2] and manifest["wall_time"] == 1.5
    assert set(manifest["checksums_sha256"]) == names - {"manifest.json"}
    assert manifest["parameter_hash"] and manifest["packages"]["numpy"]


def test_one_run_has_no_bands(tmp_path: Path) -> None:
    folder = synthetic.results().save(tmp_path / "one")
    assert not (folder / "bands.csv").exists()
    assert Results.load(folder).runs == 1


def test_events_with_commas_and_quotes_survive(saved: Path) -> None:
    assert any('"medium and heavy"' in event.reason for event in Results.load(saved).events)
    header = (saved / "events.csv").read_text().splitlines()[0]
    assert header == "scenario,run,seed,month,date,actor,instrument,target,good,from,to,reason"


@pytest.mark.parametrize("name", ["series.parquet", "events.csv", "scenario.yaml"])
def test_a_damaged_file_is_named(saved: Path, name: str) -> None:
    content = bytearray((saved / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (saved / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"{name}.*damaged.*run the scenario again"):
        Results.load(saved)


@pytest.mark.parametrize("name", ["series.parquet", "events.csv", "scenario.yaml"])
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(InputError, match=rf"{name}.*missing"):
        Results.load(saved)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1}'])
def test_a_damaged_manifest_is_named(saved: Path, content: str) -> None:
    (saved / "manifest.json").write_text(content)
    with pytest.raises(InputError, match=r"manifest.json.*damaged"):
        Results.load(saved)


def test_another_layout_is_refused(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    (saved / "manifest.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(InputError, match="layout 99"):
        Results.load(saved)


def test_no_results_there_suggests_the_neighbour(saved: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'spring'"):
        Results.load(saved.parent / "sprng")


def test_saving_again_replaces(saved: Path) -> None:
    (saved / "left_over.txt").write_text("old")
    synthetic.results().save(saved)
    assert not (saved / "left_over.txt").exists()
    assert Results.load(saved).runs == 1
    assert hidden(saved.parent) == []


def test_a_failure_leaves_the_old_results_whole(saved: Path) -> None:
    def fail(results: Results, folder: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        synthetic.results().save(saved, fail)
    assert Results.load(saved).runs == 2
    assert hidden(saved.parent) == []


def test_a_first_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(results: Results, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="no space left"):
        synthetic.results().save(tmp_path / "new", fail)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(InputError, match="file, not a folder"):
            check_writable(folder)
        with pytest.raises(InputError, match="file, not a folder"):
            synthetic.results().save(folder)
    assert (tmp_path / "taken").read_text() == "mine"


def test_somebody_elses_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other things"):
        check_writable(tmp_path)
    with pytest.raises(InputError, match="holds other things"):
        synthetic.results().save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # the superuser may write anywhere, so the refusal is made here
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    monkeypatch.setattr("tempfile.mkdtemp", refuse)
    with pytest.raises(InputError, match="permission denied"):
        check_writable(tmp_path / "new")
    with pytest.raises(InputError, match="permission denied"), replacing(tmp_path / "new"):
        pass


def test_checking_leaves_no_trace(tmp_path: Path) -> None:
    check_writable(tmp_path / "deep" / "er")
    assert list(tmp_path.iterdir()) == []


def test_empty_results_can_be_kept(tmp_path: Path) -> None:
    empty = Results.from_recording(Recording([], [], synthetic.scenario(), [1]))
    assert len(empty.table()) == 0 and len(empty.summary()) == 0
    again = Results.load(empty.save(tmp_path / "empty"))
    assert len(again.table()) == 0 and again.months == ()


def test_numbers_keep_every_bit(tmp_path: Path) -> None:
    results = synthetic.results(seeds=(1, 2, 3))
    again = Results.load(results.save(tmp_path / "bits"))
    for one, other in zip(results.variables, again.variables, strict=True):
        np.testing.assert_array_equal(one.values, other.values)
