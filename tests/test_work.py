"""What must stay true of workers: every item once, errors as they are, the lost replaced, nobody left behind."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import worker_tasks

from sim.errors import InputError
from sim.work import GivenUpError, Workers, cluster, processes, workers_for
from sim.work.workers import UNDER_WAY

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = """
import sys
sys.path[:0] = {paths!r}
from functools import partial
import worker_tasks
from sim.work import processes
with processes(2) as crew:
    try:
        list(crew.live(partial(worker_tasks.wait_as, {folder!r}), [60.0, 60.0]))
    except KeyboardInterrupt:
        sys.exit(7)
"""


@pytest.fixture(scope="module")
def pair() -> Iterator[Workers]:
    with processes(2) as crew:
        yield crew


def until(true: Callable[[], bool], patience: float = 20) -> bool:
    end = time.monotonic() + patience
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def is_there(process: int) -> bool:
    """Whether a process lives; one that only waits for its parent to take note does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("count", [1, 2])
def test_every_item_is_done_once(count: int) -> None:
    with workers_for(count) as crew:
        assert crew.count == count
        assert sorted(crew.live(math.sqrt, range(20))) == [(item, math.sqrt(item)) for item in range(20)]
        assert list(crew.live(math.sqrt, [])) == []


def test_items_are_taken_as_they_are_needed(pair: Workers) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    lived = pair.live(math.sqrt, items())
    for _ in range(10):
        next(lived)
    time.sleep(0.2)
    assert 10 <= taken <= 10 + UNDER_WAY * pair.count
    lived.close()


def test_what_a_task_raises_is_raised_here_and_says_where(pair: Workers) -> None:
    with pytest.raises(ValueError, match="math domain error") as raised:
        list(pair.live(math.sqrt, [1, -1, 4]))
    assert "in a worker process" in raised.value.__notes__[0]
    assert sorted(pair.live(abs, [-1, -2])) == [(-2, 2), (-1, 1)], "workers go on after an error"


def test_a_mistake_of_the_user_keeps_its_parts(pair: Workers) -> None:
    with pytest.raises(InputError) as raised:
        list(pair.live(worker_tasks.refuse, [1]))
    assert str(raised.value) == "here.yaml:3: refused; did you mean 'this'?"


def test_an_error_that_cannot_travel_is_told_in_words(pair: Workers) -> None:
    with pytest.raises(RuntimeError, match="OfItsOwnError: stays here"):
        list(pair.live(worker_tasks.raise_what_cannot_travel, [1]))


def test_what_the_items_raise_is_raised_here(pair: Workers) -> None:
    with pytest.raises(ZeroDivisionError):
        list(pair.live(math.sqrt, (1 / item for item in (2, 1, 0))))


def test_what_a_task_prints_does_not_get_among_the_answers(pair: Workers) -> None:
    assert sorted(pair.live(worker_tasks.chatter, [1, 2, 3])) == [(1, 1), (2, 2), (3, 3)]


def test_arithmetic_has_one_thread_in_each_worker(pair: Workers) -> None:
    before = dict(os.environ)
    assert list(pair.live(worker_tasks.threads, [1])) == [(1, ("1", "1", "1"))]
    assert os.environ == before, "only in workers"


def test_an_item_whose_worker_is_killed_is_done_again(pair: Workers, tmp_path: Path) -> None:
    lived = list(pair.live(partial(worker_tasks.die_once, tmp_path.as_posix()), range(4)))
    assert sorted(lived) == [(item, item * item) for item in range(4)]
    assert len(list(tmp_path.iterdir())) == 4


def test_an_item_that_kills_every_worker_is_given_up(pair: Workers) -> None:
    with pytest.raises(GivenUpError, match=r"3 is given up: 3 workers were killed .* memory ran out") as raised:
        list(pair.live(worker_tasks.die_of, [1, 2, 3]))
    assert raised.value.item == 3
    assert sorted(pair.live(abs, [-1])) == [(-1, 1)], "the next job finds workers"


def test_whoever_stops_early_waits_for_nobody(pair: Workers) -> None:
    begun = time.monotonic()
    for item, _ in pair.live(time.sleep, [0.0, 60.0, 60.0]):
        assert item == 0
        break
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_whoever_started_it(number: signal.Signals, tmp_path: Path) -> None:
    text = PROGRAM.format(paths=[str(ROOT), str(ROOT / "tests")], folder=tmp_path.as_posix())
    parent = subprocess.Popen([sys.executable, "-c", text])
    assert until(lambda: len(list(tmp_path.iterdir())) == 2)
    workers = [int(file.name) for file in tmp_path.iterdir()]
    parent.send_signal(number)
    assert parent.wait(20) == (-signal.SIGKILL if number == signal.SIGKILL else 7)
    assert until(lambda: not any(map(is_there, workers)))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("nonsense", "'nonsense' is no address of a scheduler, such as tcp://"),
        ("tcp://here:port", "is no address of a scheduler"),
        ("tcp://127.0.0.1:9", "no Dask scheduler answers at tcp://127.0.0.1:9; 'dask scheduler' starts one"),
    ],
)
def test_a_scheduler_that_is_not_there_is_said_so(address: str, expected: str) -> None:
    with pytest.raises(InputError, match=expected), cluster(address):
        pass


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'chokepoint-sim\[cluster\]'"), workers_for(1, "local"):
        pass


def test_workers_need_nothing_of_the_model() -> None:
    probe = (
        "import sys, sim.work; print([name for name in ('numpy', 'sim.model', 'distributed') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
