"""Workers that are processes of this machine: begun anew, one thread of arithmetic each, replaced when one is lost."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, Generic, cast

from sim.work.framing import ClosedError, receive, send
from sim.work.workers import MOST_DEATHS, UNDER_WAY, GivenUpError, Item, Result, Workers

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
"""Libraries of linear algebra would start a thread for each processor in each worker, which makes all of them slow."""

PATIENCE = 5
"""Seconds that a worker which has closed its pipes is given to end by itself."""

NAP = 1
"""Seconds after which whoever waits for an answer looks up: on Windows nothing else lets an interrupt through."""

MANY = 2**16
"""More threads than anybody starts."""

OUT_OF_MEMORY = "SIGKILL"
"""The signal by which a system without memory ends a process."""


@contextmanager
def processes(count: int) -> Iterator[Workers]:
    """Work in so many processes, which are started when they are first needed and end with this block."""
    crew = Processes(count)
    try:
        yield crew
    finally:
        crew.close()


class Processes:
    """So many worker processes; an item over which one is lost is done again by a new one."""

    def __init__(self, count: int) -> None:
        self._posts = [_Post() for _ in range(count)]

    @property
    def count(self) -> int:
        """How many processes there are, or will be when they are needed."""
        return len(self._posts)

    def live(self, task: Callable[[Item], Result], items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
        """Yield each item with its result, as they are finished."""
        job = _Job(pickle.dumps(task), items, UNDER_WAY * self.count)
        threads = [threading.Thread(target=post.serve, args=(job,), daemon=True) for post in self._posts]
        for thread in threads:
            thread.start()
        try:
            yield from job.answers(len(threads))
        finally:
            job.end()
            for post, thread in zip(self._posts, threads, strict=True):
                if thread.is_alive():
                    post.dismiss()
                thread.join()

    def close(self) -> None:
        """End all workers."""
        for post in self._posts:
            post.close()


class _Job(Generic[Item]):
    """A task and its items, handed out to threads; collects what they find."""

    def __init__(self, task: bytes, items: Iterable[Item], at_once: int) -> None:
        self.task = task
        self.ended = False
        self._items = iter(items)
        self._turn = threading.Lock()
        self._room = threading.Semaphore(at_once)
        self._answers: SimpleQueue[Any] = SimpleQueue()

    def __iter__(self) -> Iterator[Item]:
        """Hand out items, each once, until none is left or the job is ended; waits while too many are under way."""
        while self._room.acquire() and not self.ended:
            with self._turn:
                found = list(islice(self._items, 1))
            if not found:
                return
            yield found[0]

    def tell(self, answer: object) -> None:
        """Report an item with its result, an error, or None: this thread has nothing left to do."""
        self._answers.put(answer)

    def answers(self, threads: int) -> Iterator[Any]:
        """Yield items with their results until so many threads have nothing left to do; raises what they report."""
        while threads:
            try:
                found = self._answers.get(timeout=NAP)
            except Empty:
                continue
            if found is None:
                threads -= 1
            elif isinstance(found, BaseException):
                raise found
            else:
                yield found
                self._room.release()

    def end(self) -> None:
        """Hand nothing out any more, and wake whoever waits for it."""
        self.ended = True
        self._room.release(MANY)


class _Post:
    """The place of one worker: whoever holds it is replaced when lost."""

    def __init__(self) -> None:
        self._worker: _Worker | None = None

    def serve(self, job: _Job[Any]) -> None:
        """Do items of a job until none is left."""
        try:
            for item in job:
                job.tell((item, self._done(job, item)))
        except BaseException as problem:
            job.tell(problem)
        finally:
            job.tell(None)

    def dismiss(self) -> None:
        """End the worker, whatever it does."""
        if self._worker is not None:
            self._worker.kill()

    def close(self) -> None:
        """End the worker, which does nothing, for good."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None

    def _done(self, job: _Job[Any], item: object) -> object:
        how = "the work was ended"
        for _ in range(MOST_DEATHS):
            worker = self._ready()
            if job.ended:
                break
            try:
                return worker.done(job.task, item)
            except ClosedError:
                how = worker.end()
        raise GivenUpError(item, how)

    def _ready(self) -> _Worker:
        """A worker that is there; whoever was lost while idle is replaced."""
        if self._worker is None or self._worker.gone:
            self.close()
            self._worker = _Worker()
        return self._worker


class _Worker:
    """A process that runs sim.work.worker."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            (sys.executable, "-P", "-m", "sim.work.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_environment(),
            # an interrupt from the keyboard is for the parent alone, which ends its workers in its own way
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._task = b""
        self._idle = True

    @property
    def gone(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def done(self, task: bytes, item: object) -> object:
        """Have an item done; raises what the task raises, and ClosedError if the process is lost."""
        orders, answers = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        self._idle = False
        send(orders, pickle.dumps((None if task == self._task else task, item)))
        self._task = task
        well, found = pickle.loads(receive(answers))
        self._idle = True
        if not well:
            raise found
        return found

    def kill(self) -> None:
        """End the process at once; it has nothing that could be lost."""
        self._process.kill()
        self._process.wait()

    def end(self) -> str:
        """Make sure that the process has ended, let go of it, and say how it came to its end."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0 if self._idle else PATIENCE)
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what could not be sent is not wanted any more
                cast(BinaryIO, pipe).close()
        return _told(self._process.returncode)


def _told(code: int) -> str:
    """Say of an exit code how workers were lost."""
    if code < 0:
        known = {one.value: one.name for one in signal.Signals}
        name = known.get(-code, f"signal {-code}")  # those for real-time use have no name
        why = "; most likely memory ran out: try fewer workers or a smaller batch" if name == OUT_OF_MEMORY else ""
        return f"{MOST_DEATHS} workers were killed over it ({name}){why}"
    return f"{MOST_DEATHS} workers ended over it with exit code {code}"


def _environment() -> dict[str, str]:
    """The variables of a worker: it finds what this process finds, and does arithmetic in one thread."""
    known = [place or os.getcwd() for place in sys.path]
    return os.environ | dict.fromkeys(ONE_THREAD, "1") | {"PYTHONPATH": os.pathsep.join(known)}
