"""A worker process: `python -m sim.work.worker` reads items from its input and writes what a task makes of them.

It ends as soon as its input does, so that none is left behind when the process that started it is gone.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, BinaryIO

from sim.work.framing import ClosedError, receive, send

STANDARD_OUTPUT, STANDARD_ERROR = 1, 2


def main() -> None:
    """Work until the input ends."""
    orders: SimpleQueue[bytes] = SimpleQueue()
    answers = _private_output()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders), daemon=True).start()
    task: Callable[[Any], Any] | None = None
    while True:
        task, answer = _done(orders.get(), task)
        try:
            send(answers, answer)
        except ClosedError:
            return


def _listen(pipe: BinaryIO, orders: SimpleQueue[bytes]) -> None:
    """Take orders as they come; without anybody to give them there is nothing left to do, whatever is under way."""
    try:
        while True:
            orders.put(receive(pipe))
    except ClosedError:
        os._exit(0)


def _done(order: bytes, task: Callable[[Any], Any] | None) -> tuple[Callable[[Any], Any] | None, bytes]:
    """Follow an order (a new task or None, an item): the task to go on with, and the answer (went well, what)."""
    try:
        fresh, item = pickle.loads(order)
        task = task if fresh is None else pickle.loads(fresh)
        assert task is not None, "the first order names a task"
        return task, pickle.dumps((True, task(item)))
    except Exception as problem:
        return task, _told(problem)


def _told(problem: Exception) -> bytes:
    """An error as an answer; one that cannot travel is told in words."""
    problem.add_note(f"in a worker process:\n{traceback.format_exc()}")
    try:
        answer = pickle.dumps((False, problem))
        pickle.loads(answer)
    except Exception:
        answer = pickle.dumps((False, RuntimeError(f"{type(problem).__name__}: {problem}")))
    return answer


def _private_output() -> BinaryIO:
    """Keep the way back to oneself: what anything prints goes to the error stream, not among the answers."""
    answers = os.fdopen(os.dup(STANDARD_OUTPUT), "wb")
    os.dup2(STANDARD_ERROR, STANDARD_OUTPUT)
    sys.stdout = sys.stderr
    return answers


if __name__ == "__main__":
    main()
