"""What must stay true of a sweep's folder: parts whole or not at all, damage found, nothing mixed or overwritten."""

from __future__ import annotations

import errno
import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from made_up import broken_off, lived, nobody_lives
from small_sweeps import everything, parts, small_plan

from sim.errors import InputError
from sim.folders import MANIFEST, held
from sim.sweep import beginning, runner
from sim.sweep.beginning import Wish
from sim.sweep.layout import LARGEST_PART, Part, parts_of, usual_size
from sim.sweep.manifest import numbers_in, ranges_of
from sim.sweep.part_files import label_in
from sim.sweep.plan import Plan
from sim.sweep.results import SweepResults
from sim.sweep.runner import live
from sim.sweep.store import Store
from sim.work import in_this_process

RESUME, AGAIN = Wish(resume=True), Wish(again=True)


@pytest.fixture(autouse=True)
def _several_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_lives(monkeypatch)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan()


@pytest.fixture(scope="module")
def whole(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "small"
    with pytest.MonkeyPatch.context() as patch:
        nobody_lives(patch)
        lived(plan, folder)
    return folder


# Parts ----------------------------------------------------------------------------------------------------------------


def test_every_run_is_in_one_part_and_the_pieces_of_a_part_share_their_structure(plan: Plan) -> None:
    found = [run for part in parts_of(plan, 5) for run in part.runs.tolist()]
    assert sorted(found) == list(range(plan.runs))
    groups = {run: group.number for group in plan.groups() for run in group.runs}
    for part in parts_of(plan, 5):
        assert part.size <= 5
        assert all(len({groups[run] for run in piece}) == 1 for piece in part.pieces)


def test_small_groups_share_a_part(plan: Plan) -> None:
    assert len(plan.groups()) == 2
    (only,) = parts_of(plan, plan.runs)
    assert len(only.pieces) == 2


def test_a_small_sweep_is_cut_for_several_workers_and_a_large_one_into_parts_of_one_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert usual_size(4) == usual_size(64) == 16
    assert usual_size(200) == 50
    assert usual_size(10**6) == LARGEST_PART


def test_a_part_says_what_it_is_and_its_name_holds_its_checksum(plan: Plan, whole: Path) -> None:
    assert len(parts(whole)) == 6
    for number, name in enumerate(parts(whole)):
        schema = pq.read_schema(whole / "parts" / name)
        assert label_in(schema) == {"plan": plan.fingerprint(), "program": beginning.program(), "part": number}
    assert Store.open(whole).tidy() == []


def test_a_folder_has_all_that_tells_what_it_is(plan: Plan, whole: Path) -> None:
    assert {path.name for path in whole.iterdir()} == {
        "manifest.json", "sweep.yaml", "scenario.yaml", "parts", "summary.csv", "runs.csv", "quantiles.csv",
        "quantiles.parquet",
    }  # fmt: skip
    manifest = json.loads((whole / MANIFEST).read_text())
    assert manifest["finished"] and manifest["parts"] == 6 and manifest["runs"] == 12
    assert manifest["programs"][0]["program"] == beginning.program()


# Going on -------------------------------------------------------------------------------------------------------------


def test_what_was_broken_off_goes_on_with_what_is_missing(plan: Plan, whole: Path, tmp_path: Path) -> None:
    folder = broken_off(plan, tmp_path / "small")
    before = parts(folder)
    assert len(before) == 2 and SweepResults.load(folder).missing == 8
    told: list[tuple[int, int]] = []
    with in_this_process() as crew:
        live(plan, folder, crew, RESUME, progress=lambda done, runs: told.append((done, runs)))
    assert told == [(done, 12) for done in (4, 6, 8, 10, 12)]
    assert before.items() <= parts(folder).items()
    assert everything(folder) == everything(whole)


def test_a_damaged_a_half_written_and_a_missing_part_are_lived_again(plan: Plan, whole: Path, tmp_path: Path) -> None:
    folder = broken_off(plan, tmp_path / "small", 8)
    damaged, cut, gone, _ = sorted((folder / "parts").iterdir())
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    cut.write_bytes(cut.read_bytes()[:100])
    gone.unlink()
    (folder / "parts" / ".part-000005-0123456789ab.parquet.77.partial").write_bytes(b"half")
    (folder / ".summary.csv.77.partial").write_bytes(b"half")
    lived(plan, folder, RESUME)
    assert everything(folder) == everything(whole)


def test_resuming_what_is_finished_lives_nothing(plan: Plan, whole: Path) -> None:
    before = everything(whole), (whole / MANIFEST).stat().st_mtime_ns
    lived(plan, whole, RESUME)
    lived(plan, whole)
    assert (everything(whole), (whole / MANIFEST).stat().st_mtime_ns) == before


def test_a_finished_sweep_whose_part_is_damaged_is_mended(plan: Plan, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    lived(plan, folder)
    victim = min((folder / "parts").iterdir())
    victim.write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"damaged.*--resume"):
        SweepResults.load(folder).table()
    lived(plan, folder, RESUME)
    assert everything(folder) == everything(whole)


def test_resuming_where_nothing_is_begins(plan: Plan, tmp_path: Path) -> None:
    assert lived(plan, tmp_path / "new", RESUME).complete


# Refusing -------------------------------------------------------------------------------------------------------------


def test_what_was_broken_off_is_not_begun_again_unasked(plan: Plan, tmp_path: Path) -> None:
    folder = broken_off(plan, tmp_path / "small")
    before = everything(folder)
    with pytest.raises(InputError, match=r"4 of 12 runs were lived .* '--resume' lives the others, '--again' begins"):
        lived(plan, folder)
    assert everything(folder) == before
    assert lived(plan, folder, AGAIN).complete


def test_another_program_is_refused_unless_accepted_and_then_noted(
    plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = broken_off(plan, tmp_path / "small")
    for module in ("beginning", "runner", "living"):
        monkeypatch.setattr(f"sim.sweep.{module}.program", lambda: "another")
    with pytest.raises(InputError, match=r"the program changed since 4 of 12 runs were lived; .*--accept-changes"):
        lived(plan, folder, RESUME)
    results = lived(plan, folder, Wish(resume=True, accept_changes=True))
    first = SweepResults.load(whole).programs[0]["program"]
    assert [entry["program"] for entry in results.programs] == [first, "another"]
    assert results.programs[0]["parts"] == "0-1" and results.programs[0]["until"] == ["the program"]
    assert results.table().equals(SweepResults.load(whole).table())


def test_another_scenario_is_refused_unless_accepted_and_the_old_one_is_kept(plan: Plan, tmp_path: Path) -> None:
    folder = broken_off(plan, tmp_path / "small")
    other = small_plan(set={"parameters.retail_pass_through": 0.5})
    with pytest.raises(InputError, match="the scenario changed since 2 of 6 parts were lived"):
        lived(other, folder, RESUME)
    lived(other, folder, Wish(accept_changes=True))
    assert (folder / "scenario.before-1.yaml").read_text() == plan.base.resolved_yaml()
    assert (folder / "scenario.yaml").read_text() == other.base.resolved_yaml()


@pytest.mark.parametrize(
    "changes",
    [{"runs_per_point": 1}, {"seed": 2}, {"outcomes": ["payoff_sum.CHN"]}, {"uncertainties": {"spot_scarcity": None}}],
    ids=lambda changes: next(iter(changes)),
)
def test_runs_that_would_not_line_up_are_never_mixed(plan: Plan, tmp_path: Path, changes: dict[str, object]) -> None:
    folder = tmp_path / "small"
    Store.create(folder, beginning.manifest_of(plan), {})
    with pytest.raises(InputError, match="so that the runs are others; '--again' throws"):
        lived(small_plan(**changes), folder, Wish(resume=True, accept_changes=True))


def test_a_folder_with_other_things_is_left_alone(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other things"):
        lived(plan, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_two_processes_do_not_fill_one_folder(plan: Plan, tmp_path: Path) -> None:
    folder = broken_off(plan, tmp_path / "small")
    with held(folder), pytest.raises(InputError, match="another process is at work here"):
        lived(plan, folder, RESUME)


def test_a_damaged_manifest_is_said_so(plan: Plan, tmp_path: Path) -> None:
    folder = broken_off(plan, tmp_path / "small")
    (folder / MANIFEST).write_text("{")
    for attempt in (lambda: lived(plan, folder, RESUME), lambda: SweepResults.load(folder)):
        with pytest.raises(InputError, match="damaged"):
            attempt()


def test_results_of_something_else_are_no_sweep(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"format": 1}')
    with pytest.raises(InputError, match="something else than a sweep"):
        SweepResults.load(tmp_path)
    with pytest.raises(InputError, match="there is no sweep here"):
        SweepResults.load(tmp_path / "nowhere")


# When the system refuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_full_or_broken_disk_stops_with_one_line_and_loses_nothing(
    plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: int
) -> None:
    folder = tmp_path / "small"
    with monkeypatch.context() as patch:
        patch.setattr("sim.folders.os.fsync", failing_after(6, problem))
        with pytest.raises(InputError) as raised:
            lived(plan, folder)
    assert "\n" not in str(raised.value) and "4 of 12 runs are kept, '--resume' lives the others" in str(raised.value)
    assert len(parts(folder)) == 2, "nothing half written stays behind"
    lived(plan, folder, RESUME)
    assert everything(folder) == everything(whole)


def failing_after(calls: int, problem: int) -> object:
    """Something that refuses to write from the call of a number on."""
    left = iter(range(calls))

    def refuse(_: int) -> None:
        if next(left, None) is None:
            raise OSError(problem, "refused")

    return refuse


def test_a_disk_that_is_full_at_the_very_end_costs_no_run(
    plan: Plan, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "small"
    with monkeypatch.context() as patch:
        patch.setattr("sim.sweep.runner._as_csv", lambda frame: (_ for _ in ()).throw(InputError("full")))
        with pytest.raises(InputError):
            lived(plan, folder)
    assert not SweepResults.load(folder).missing
    with pytest.raises(InputError, match="12 of 12 runs"):
        lived(plan, folder)
    lived(plan, folder, RESUME)
    assert everything(folder) == everything(whole)


def test_a_folder_that_vanishes_is_said_so(plan: Plan, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "small"
    with in_this_process() as crew, pytest.raises(InputError, match="the folder is gone"):
        live(plan, folder, crew, progress=lambda done, runs: shutil.rmtree(folder) if done == 4 else None)


def test_ranges_of_numbers_are_written_shortly_and_read_back() -> None:
    assert ranges_of([0, 1, 2, 5, 7, 8]) == "0-2,5,7-8"
    assert numbers_in("0-2,5,7-8") == [0, 1, 2, 5, 7, 8] and numbers_in("") == []


def test_whoever_waits_for_parts_holds_none_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("sim.folders.os.fsync", lambda file: None)
    many = small_plan(levers={}, design={"kind": "latin_hypercube", "points": 40_000}, runs_per_point=1, series={})

    class Generous:
        count = 1

        def live(self, task: object, items: list[Part]) -> Iterator[tuple[Part, bytes]]:
            for item in items:
                yield item, os.urandom(200_000)

    store = Store.create(tmp_path / "many", beginning.manifest_of(many), {})
    tracemalloc.start()
    try:
        runner._live_missing(many, store, Generous(), None, None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    found = parts(tmp_path / "many")
    kept = sum(map(len, found.values()))
    assert len(found) > 100 and kept == len(found) * 200_000 and peak < kept / 10
