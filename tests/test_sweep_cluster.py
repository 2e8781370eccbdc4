"""What must stay true of a sweep on a Dask cluster: the same numbers, whoever of the workers is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from small_sweeps import LISTED, everything, parts, small_plan, two_runs_a_part

from sim.errors import InputError
from sim.sweep.beginning import Wish
from sim.sweep.runner import live
from sim.sweep.writing import write_plan
from sim.work import cluster, in_this_process

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parent.parent
PATHS = os.pathsep.join([str(ROOT), str(ROOT / "tests"), *filter(None, sys.path)])
QUIET = {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical", "PYTHONPATH": PATHS}


def started(*command: str) -> subprocess.Popen[bytes]:
    """A program of Dask's, as somebody would start it in a shell, but without a word."""
    whole = [sys.executable, "-P", "-m", f"distributed.cli.dask_{command[0]}", *command[1:], "--no-dashboard"]
    return subprocess.Popen(whole, env=os.environ | QUIET, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def until(true: Callable[[], object], patience: float = 60) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.02)


@contextmanager
def new_scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    file = folder / "scheduler.json"
    process = started("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
    try:
        until(lambda: file.is_file() and file.read_text().endswith("}"))
        yield str(json.loads(file.read_text())["address"]), process
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with new_scheduler(tmp_path_factory.mktemp("dask")) as (address, _):
        yield address


@contextmanager
def new_workers(scheduler: str, count: int, folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    asked = (scheduler, "--no-nanny", "--local-directory", str(folder))
    workers = [started("worker", *asked, "--nthreads", str(1 + number)) for number in range(count)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def test_a_scheduler_without_workers_is_said_so(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.work.dask_cluster.PATIENCE", 1)
    expected = f"has no workers; 'dask worker {scheduler} --nthreads 1' starts one"
    with pytest.raises(InputError, match=expected), cluster(scheduler):
        pass


def test_two_workers_one_of_threads_and_one_that_is_killed_midway_make_no_difference(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_runs_a_part(monkeypatch)
    plan = small_plan(**LISTED)
    with in_this_process() as crew:
        live(plan, tmp_path / "here", crew)
    with new_workers(scheduler, 2, tmp_path) as workers, cluster(scheduler) as crew:

        def kill_one(done: int, runs: int) -> None:
            if done == 4:
                workers[0].send_signal(signal.SIGKILL)

        written: list[str] = []
        monkeypatch.setattr(
            "sim.sweep.plan.write_plan", lambda plan, base: written.append("") or write_plan(plan, base)
        )
        live(plan, tmp_path / "there", crew, progress=kill_one)
        assert len(written) == 2, "for the folder and for all workers, not for every part"
        assert workers[0].wait() == -signal.SIGKILL and workers[1].poll() is None
    assert everything(tmp_path / "there") == everything(tmp_path / "here")
    with cluster("local", 2) as crew:
        live(plan, tmp_path / "local", crew)
    assert everything(tmp_path / "local") == everything(tmp_path / "here")


def test_a_scheduler_that_is_lost_stops_the_sweep_which_can_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.work.dask_cluster.PATIENCE", 3)
    two_runs_a_part(monkeypatch)
    plan, folder = small_plan(**LISTED), tmp_path / "small"
    with new_scheduler(tmp_path) as (address, process), new_workers(address, 1, tmp_path):

        def stop(done: int, runs: int) -> None:
            if done == 4:
                process.kill()

        expected = rf"the scheduler at {address} is gone; \d+ of 12 runs are kept, '--resume' lives the others"
        with pytest.raises(InputError, match=expected), cluster(address) as crew:
            live(plan, folder, crew, progress=stop)
    assert 2 <= len(parts(folder)) < 6
    with in_this_process() as crew:
        assert live(plan, folder, crew, Wish(resume=True)).complete


def test_a_worker_with_another_program_is_refused(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("beginning", "runner"):
        monkeypatch.setattr(f"sim.sweep.{module}.program", lambda: "another")
    expected = "runs another version of the program"
    with new_workers(scheduler, 1, tmp_path), cluster(scheduler) as crew, pytest.raises(InputError, match=expected):
        live(small_plan(**LISTED), tmp_path / "small", crew)
