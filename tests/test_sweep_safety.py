"""What must stay true whatever people, machines and other processes do: no run lost, mixed or overwritten unasked."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up import broken_off, lived, nobody_lives
from small_sweeps import LISTED, everything, parts, small_plan

import sim
from sim.console.commands import sweep as command
from sim.console.sweep_report import print_found
from sim.errors import InputError
from sim.folders import MANIFEST, bring_back, held, replacing
from sim.provenance import arithmetic, program, rounds_alike
from sim.sweep import make_plan, summing
from sim.sweep import sweep as public
from sim.sweep.beginning import Wish
from sim.sweep.layout import parts_of
from sim.sweep.living import Living
from sim.sweep.plan import Plan
from sim.sweep.results import SweepResults
from sim.sweep.runner import _with_hint
from sim.sweep.store import Store
from sim.work import MOST_WORKERS, in_this_process, local_processes, workers_for

RESUME, AGAIN = Wish(resume=True), Wish(again=True)
FEW = {**LISTED, "listed": LISTED["listed"][:2], "series": {}}


@pytest.fixture(autouse=True)
def _nobody_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody_lives(monkeypatch)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return small_plan(**LISTED)


@pytest.fixture(scope="module")
def other() -> Plan:
    return small_plan(**LISTED, seed=900)


def finished(plan: Plan, folder: Path) -> Path:
    lived(plan, folder)
    return folder


# Parts of another sweep -----------------------------------------------------------------------------------------------


def test_a_part_of_another_sweep_is_neither_read_nor_kept(plan: Plan, other: Plan, tmp_path: Path) -> None:
    mine, foreign = finished(plan, tmp_path / "mine"), finished(other, tmp_path / "foreign")
    before = everything(mine)
    for file in sorted((mine / "parts").iterdir())[:1]:
        file.unlink()
    stray = min((foreign / "parts").iterdir())
    shutil.copy(stray, mine / "parts")
    assert SweepResults.load(mine).complete, "by their number all are there"
    with pytest.raises(InputError, match="no part of the sweep that was read"):
        SweepResults.load(mine).table()
    assert lived(plan, mine, RESUME).table()["seed"].max() < 900
    assert everything(mine) == before


def test_a_part_under_the_number_of_another_is_found_out(plan: Plan, tmp_path: Path) -> None:
    folder = finished(plan, tmp_path / "mine")
    first, second, *_ = sorted((folder / "parts").iterdir())
    content = first.read_bytes()
    second.unlink()
    first.rename(first.with_name(first.name.replace("000000", "000001")))
    lived(plan, folder, RESUME)
    assert len(parts(folder)) == 6 and min((folder / "parts").iterdir()).read_bytes() == content


def test_a_worker_refuses_what_it_would_live_otherwise(plan: Plan) -> None:
    part = parts_of(plan, 2)[0]
    with pytest.raises(InputError, match="finds another strategy's file or other parameters"):
        Living(plan, "0" * 16, program(), 2)(part)
    with pytest.raises(InputError, match="runs another version of the program"):
        Living(plan, plan.fingerprint(), f"0.{arithmetic()}", 2)(part)
    with pytest.raises(InputError, match="rounds numbers in another way"):
        Living(plan, plan.fingerprint(), program().replace(arithmetic(), "0"), 2)(part)


def test_the_last_digits_of_a_machine_are_part_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert program().endswith(f".{arithmetic()}") and rounds_alike(program())
    exact = np.linalg.solve
    monkeypatch.setattr(np.linalg, "solve", lambda one, two: np.nextafter(exact(one, two), 2))
    assert arithmetic.__wrapped__() != arithmetic()


def test_results_whose_folder_was_replaced_say_so(plan: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    for read_before in (True, False):
        lived(plan, folder, AGAIN)
        results = SweepResults.load(folder)
        if read_before:
            results.table()
        lived(small_plan(**LISTED, outcomes=["payoff_sum.CHN"]), folder, AGAIN)
        with pytest.raises(InputError, match="read the results anew"):
            results.table()


def test_a_column_that_a_part_lacks_is_not_left_out(plan: Plan, tmp_path: Path) -> None:
    folder = finished(plan, tmp_path / "small")
    said = json.loads((folder / MANIFEST).read_text())
    said["outcomes"].append({"name": "payoff_sum.CHN", "unit": "", "label": ""})
    (folder / MANIFEST).write_text(json.dumps(said))
    with pytest.raises(InputError, match=r"lacks payoff_sum\.CHN"):
        SweepResults.load(folder).table()


def test_of_two_files_of_one_part_the_sound_one_stays(plan: Plan, tmp_path: Path) -> None:
    folder = finished(plan, tmp_path / "small")
    before = everything(folder)
    good = min((folder / "parts").iterdir())
    for letters in ("000000000000", "ffffffffffff"):
        (folder / "parts" / f"part-000000-{letters}.parquet").write_bytes(b"bad")
    assert Store.open(folder).tidy() == [] and everything(folder) == before
    Store.open(folder).keep(0, b"new")
    assert not good.exists() and len(parts(folder)) == 6


def test_a_part_that_is_lived_anew_counts_as_the_new_programs(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = broken_off(plan, tmp_path / "small")
    for module in ("beginning", "runner", "living"):
        monkeypatch.setattr(f"sim.sweep.{module}.program", lambda: f"another.{arithmetic()}")
    lived(plan, folder, Wish(accept_changes=True))
    min((folder / "parts").iterdir()).write_bytes(b"bad")
    results = lived(plan, folder)
    assert results.programs[0]["parts"] == "1" and len(results.table()) == 12
    assert Store.open(folder).tidy() == []


# Nothing is thrown away unasked ---------------------------------------------------------------------------------------


def test_a_finished_sweep_that_has_changed_is_kept_unless_asked(
    plan: Plan, other: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = finished(plan, tmp_path / "small")
    (folder / "note.txt").write_text("mine")
    before = everything(folder)
    with pytest.raises(InputError, match="the sweep changed since 6 of 6 parts were lived, so that the runs"):
        lived(other, folder)
    with monkeypatch.context() as patch:
        patch.setattr("sim.sweep.beginning.program", lambda: f"another.{arithmetic()}")
        with pytest.raises(InputError, match=r"the program changed since 12 of 12 runs .*--out names another folder"):
            lived(plan, folder)
    with monkeypatch.context() as patch:
        patch.setattr("sim.sweep.beginning.program", lambda: program().replace(arithmetic(), "0"))
        patch.setattr("sim.sweep.beginning.rounds_alike", lambda other: False)
        with pytest.raises(InputError, match="the kind of machine, which rounds in another way, changed"):
            lived(plan, folder, RESUME)
    assert everything(folder) == before
    assert lived(other, folder, AGAIN).table()["seed"].min() == 900


def test_sweeps_that_nobody_has_named_do_not_share_a_folder() -> None:
    asked: dict[str, Any] = {"base": "base", "outcomes": ["payoff_sum.USA"], "design": "grid"}
    one, two, same = (
        make_plan(**asked, levers={"approval_rate_tight": {"values": values}}) for values in ([0, 1], [0, 0.5], [0, 1])
    )
    assert one.name != two.name and one.name == same.name and one.name.startswith("base_sweep_")
    assert make_plan(**asked, levers={"approval_rate_tight": {"values": [0, 1]}}, name="mine").name == "mine"


def test_to_resume_and_to_begin_again_at_once_is_refused() -> None:
    with pytest.raises(InputError, match="'--again' throws away what was lived, '--resume' goes on"):
        Wish(resume=True, again=True)


def test_whoever_stops_what_was_begun_again_is_told_to_leave_that_out(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.sweep.runner.live", stop)
    for wish, expected in ((AGAIN, "--resume in place of --again goes on"), (Wish(), "with --resume goes on")):
        with pytest.raises(command.typer.Exit):
            command._lived(plan, tmp_path / "small", wish, None, 1, None)
        assert expected in capsys.readouterr().err


def test_results_of_something_else_are_kept_unless_asked(plan: Plan, tmp_path: Path) -> None:
    with replacing(tmp_path / "run") as folder:
        (folder / MANIFEST).write_text('{"format": 1}')
        (folder / "figure.png").write_bytes(b"mine")
    for wish in (Wish(), RESUME):
        with pytest.raises(InputError, match="results of something else than a sweep; name another folder"):
            lived(plan, tmp_path / "run", wish)
    assert (tmp_path / "run" / "figure.png").read_bytes() == b"mine"
    assert lived(plan, tmp_path / "run", AGAIN).complete


@pytest.mark.parametrize("text", ["5", "[]", "{", '{"sweep_format": 1}', "programs", "no text"])
def test_a_manifest_that_is_damaged_in_any_way_is_said_so(plan: Plan, tmp_path: Path, text: str) -> None:
    folder = broken_off(plan, tmp_path / "small")
    said = json.loads((folder / MANIFEST).read_text())
    damaged = {"programs": said | {"programs": [{}, said["programs"][0]]}, "no text": said | {"start": None}}
    (folder / MANIFEST).write_text(json.dumps(damaged[text]) if text in damaged else text)
    before = everything(folder)
    for attempt in (lambda: lived(plan, folder, RESUME), lambda: SweepResults.load(folder)):
        with pytest.raises(InputError, match=r"damaged|something else than a sweep"):
            attempt()
    assert everything(folder) == before


# Two processes --------------------------------------------------------------------------------------------------------


def test_nobody_begins_again_what_another_process_lives(plan: Plan, other: Plan, tmp_path: Path) -> None:
    folder, said = tmp_path / "small", []

    def intrude(done: int, runs: int) -> None:
        if done == 4:
            for one, wish in ((other, AGAIN), (plan, RESUME)):
                with pytest.raises(InputError) as refused:
                    lived(one, folder, wish)
                said.append(str(refused.value))

    from sim.sweep.runner import live

    with in_this_process() as crew:
        results = live(plan, folder, crew, progress=intrude)
    assert [text.partition(": ")[2] for text in said] == ["another process is at work here"] * 2
    assert results.table()["seed"].max() < 900 and len(parts(folder)) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["small"], "no lock stays behind"


HOLD = """
import sys
sys.path.insert(0, {root!r})
from sim.folders import held
with held({folder!r}):
    print("held", flush=True)
    input()
"""


def test_the_folder_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    text = HOLD.format(root=str(Path(__file__).parent.parent), folder=str(tmp_path / "small"))
    with subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match="another process is at work"), held(tmp_path / "small"):
            pass
        process.kill()
        process.wait()
    with held(tmp_path / "small"):
        pass
    assert not list(tmp_path.iterdir())


# Killed at every moment -----------------------------------------------------------------------------------------------


def killed(moment: int, act: Callable[[], object]) -> bool:
    """Do something in a process that kills itself before its n-th step on the disk; whether it came so far."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forks among threads, which here do nothing
        child = os.fork()
    if child == 0:
        signal.alarm(60)
        left = iter(range(moment - 1))
        for place, name in ((os, "fsync"), (Path, "replace"), (Path, "rename"), (Path, "unlink"), (shutil, "rmtree")):
            setattr(place, name, _fatal(getattr(place, name), left))
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _fatal(act: Callable[..., Any], left: Any) -> Callable[..., Any]:
    def step(*given: Any, **more: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return act(*given, **more)

    return step


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_killed_before_any_step_on_the_disk_and_resumed_it_comes_to_the_same(tmp_path: Path) -> None:
    few = small_plan(**FEW)
    wanted = everything(finished(few, tmp_path / "whole" / "small"))
    kept = set()
    for moment in count(1):
        folder = tmp_path / str(moment) / "small"
        if not killed(moment, lambda folder=folder: lived(few, folder)):  # type: ignore[misc]
            break
        kept.add(len(list(folder.glob("parts/part-*"))))
        lived(few, folder, RESUME)
        assert everything(folder) == wanted
        assert [path.name for path in folder.parent.iterdir()] == ["small"]
    assert moment > 20 and kept == {0, 1, 2}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_killed_while_it_takes_the_place_of_another_one_of_them_is_there(tmp_path: Path) -> None:
    few, old = small_plan(**FEW), small_plan(**FEW, seed=900)
    wanted = everything(finished(few, tmp_path / "whole" / "small"))
    before = finished(old, tmp_path / "old" / "small")
    set_aside, found = 0, set()
    for moment in count(1):
        folder = tmp_path / str(moment) / "small"
        shutil.copytree(before, folder)
        if not killed(moment, lambda folder=folder: lived(few, folder, AGAIN)):  # type: ignore[misc]
            break
        set_aside += not folder.exists()
        seed = int(SweepResults.load(folder)._said["seed"])
        found.add(seed)
        if seed == 900:
            assert everything(folder) == everything(before)
        lived(few, folder, AGAIN if seed == 900 else RESUME)
        assert everything(folder) == wanted
        assert [path.name for path in folder.parent.iterdir()] == ["small"]
        if set_aside and seed == 1:
            break
    assert set_aside == 1 and found == {1, 900}


def test_what_was_set_aside_comes_back_only_where_nothing_stands(tmp_path: Path) -> None:
    (tmp_path / ".o.old").mkdir()
    (tmp_path / ".o.old" / MANIFEST).write_text("{}")
    (tmp_path / ".o-0123abcd.partial").mkdir()
    (tmp_path / ".o-p-0123abcd.partial").mkdir()
    bring_back(tmp_path / "o")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".o-p-0123abcd.partial", "o"], "others write beside it"
    (tmp_path / ".o.old").mkdir()
    with held(tmp_path / "o"):
        assert (tmp_path / "o" / MANIFEST).is_file() and not (tmp_path / ".o.old").exists()


# Names and what is asked for ------------------------------------------------------------------------------------------


def test_two_columns_never_have_one_name(plan: Plan) -> None:
    with pytest.raises(InputError, match="names an outcome or series that is kept as well"):
        make_plan(
            "base",
            levers={"lowest_us_china_trade": {"key": "parameters.approval_rate_tight", "low": 0, "high": 1}},
            outcomes=["lowest_us_china_trade"],
        )
    doubled = replace(plan, full_series=plan.outcomes[:1])
    with pytest.raises(AssertionError, match="two columns have one name"):
        Living(doubled, doubled.fingerprint(), program(), 2)(parts_of(plan, 2)[0])


def test_what_a_plan_cannot_heed_is_refused(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'runs', 'nonsense' would be ignored"):
        sim.sweep(plan, runs=10, nonsense=3, out=tmp_path / "small")
    assert not list(tmp_path.iterdir())


def test_changes_are_accepted_from_python_too(plan: Plan, tmp_path: Path) -> None:
    folder = finished(plan, tmp_path / "small")
    changed = small_plan(**LISTED, set={"parameters.retail_pass_through": 0.5})
    with pytest.raises(InputError, match="the scenario changed"):
        public(changed, out=folder, workers=1)
    assert len(public(changed, out=folder, workers=1, accept_changes=True).programs) == 2


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"seed": 2**63 - 1}, "seed: with 12 runs the seeds go beyond the last"),
        ({"design": {"kind": "latin_hypercube", "points": 20_000_000_000}}, "20,000,000,000 points make"),
        ({"design": {"kind": "sobol", "points": 2**40}}, "more than 10,000,000 are refused"),
        ({"design": {"kind": "morris", "trajectories": 10**12}}, "more than 10,000,000 are refused"),
        ({"runs_per_point": 10**13}, "make 60,000,000,000,000 runs"),
    ],
    ids=["seed", "hypercube", "sobol", "morris", "runs"],
)
def test_a_design_too_large_is_refused(asked: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        small_plan(**asked)


def test_a_dry_run_says_what_is_lived_already_or_why_it_would_be_refused(
    plan: Plan, other: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken_off(plan, tmp_path / "small")
    for one, wish in ((plan, RESUME), (plan, Wish()), (other, RESUME), (plan, AGAIN)):
        print_found(one, folder, wish)
    said = capsys.readouterr()
    assert "4 of 12 runs are lived already" in said.out and said.out.count("lived already") == 1
    assert said.err.count("it would be refused") == 2 and "the sweep changed" in said.err
    assert len(parts(folder)) == 2


# When something goes wrong at the end ---------------------------------------------------------------------------------


def test_what_cannot_be_thrown_away_is_one_line(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = finished(plan, tmp_path / "small")
    min((folder / "parts").iterdir()).write_bytes(b"bad")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(InputError, match="cannot write results here: permission denied"):
        Store.open(folder).tidy()


def test_a_table_that_is_gone_is_written_again(plan: Plan, tmp_path: Path) -> None:
    folder = finished(plan, tmp_path / "small")
    before, manifest = everything(folder), (folder / MANIFEST).read_bytes()
    (folder / "summary.csv").unlink()
    (folder / "quantiles.parquet").unlink()
    lived(plan, folder)
    assert everything(folder) == before and (folder / MANIFEST).read_bytes() == manifest


def test_what_could_not_be_noted_is_not_believed(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store.open(broken_off(plan, tmp_path / "small"))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.folders.os.fsync", refuse)
    with pytest.raises(InputError, match="no space left"):
        store.note(finished=True)
    assert not store.manifest["finished"]


def test_series_told_a_few_months_at_a_time_are_told_the_same(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = SweepResults.load(finished(plan, tmp_path / "small"))
    whole = results.quantiles()
    monkeypatch.setattr(summing, "MONTHS_AT_ONCE", 24)
    assert results.quantiles().equals(whole) and len(whole) > 3


def test_an_error_keeps_what_may_be_meant(plan: Plan, tmp_path: Path) -> None:
    store = Store.open(broken_off(plan, tmp_path / "small"))
    told = _with_hint(InputError("unknown option 'firmnes'", suggestion="firmness"), store, 4)
    assert str(told).endswith("'--resume' lives the others; did you mean 'firmness'?")


def test_workers_are_counted_and_their_ends_told() -> None:
    with pytest.raises(InputError, match="1,025 workers: expected 1,024 at most"):
        workers_for(MOST_WORKERS + 1)
    assert "(SIGKILL); most likely memory" in local_processes._told(-9)
    assert "(signal 45)" in local_processes._told(-45), "those for real-time use have no name"
