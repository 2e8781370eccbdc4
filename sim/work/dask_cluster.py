"""Workers of a Dask cluster: one that is there already, or one made for the occasion on this machine."""

from __future__ import annotations

import pickle
import socket
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from sim.errors import InputError
from sim.work.workers import UNDER_WAY, GivenUpError, Item, Result, Workers

LOCAL = "local"
"""Instead of an address: a cluster of processes on this machine, which ends with the work."""

HERE = "127.0.0.1:0"
"""Where a cluster of our own shows how it is: on a free port, to this machine alone."""

PATIENCE = 8
"""Seconds to wait for a scheduler to answer, and for its first worker."""

TASKS = 4
"""Tasks that a worker remembers."""

EXTRA = "pip install 'chokepoint-sim[cluster]'"


@contextmanager
def cluster(address: str, count: int = 1) -> Iterator[Workers]:
    """Work on the workers of a Dask scheduler, found at its address such as tcp://scheduler:8786.

    address: LOCAL starts a scheduler and `count` workers here. Raises InputError where Dask is not installed, nobody
    answers at the address, or the scheduler has no workers.
    """
    distributed = _distributed()
    with _made(distributed, count) if address == LOCAL else _there(address) as place:
        client = _connected(distributed, place, address)
        try:
            yield Cluster(distributed, client, address)
        finally:
            # a scheduler that has gone cannot be told good-bye
            with suppress(OSError, TimeoutError):
                client.close(timeout=PATIENCE)


class Cluster:
    """The workers that a scheduler knows; Dask itself has a lost item done again elsewhere."""

    def __init__(self, distributed: Any, client: Any, address: str) -> None:
        self._distributed, self._client, self._address = distributed, client, address

    @property
    def count(self) -> int:
        """How many items are worked on at a time, as workers come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def live(self, task: Callable[[Item], Result], items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
        """Yield each item with its result, as they are finished."""
        packed = pickle.dumps(task)
        waiting: dict[Any, Item] = {}
        finished = self._distributed.as_completed((), loop=self._client.loop)
        source = iter(items)
        try:
            self._hand_out(packed, source, waiting, finished)
            for future in finished:
                item = waiting.pop(future)
                result = self._result(future, item)
                self._hand_out(packed, source, waiting, finished)
                yield item, result
        finally:
            with suppress(OSError, TimeoutError, CancelledError):
                self._client.cancel(list(waiting))

    def _hand_out(self, packed: bytes, source: Iterator[Item], waiting: dict[Any, Item], finished: Any) -> None:
        """Keep every worker busy."""
        for item in islice(source, max(0, UNDER_WAY * self.count - len(waiting))):
            future = self._client.submit(_done, packed, item, pure=False)
            waiting[future] = item
            finished.add(future)

    def _result(self, future: Any, item: object) -> Any:
        """What became of an item; raises what the task raised."""
        try:
            return future.result()
        except self._distributed.KilledWorker as problem:
            died = "workers died over it; most likely memory ran out: try a smaller batch or workers with more"
            raise GivenUpError(item, died) from problem
        except CancelledError:
            raise InputError(f"the scheduler at {self._address} is gone") from None
        except (ImportError, RuntimeError) as problem:
            if missing := _missing_package(problem):
                raise InputError(f"the cluster at {self._address} lacks {missing}; install the same there") from problem
            raise


def _done(packed: bytes, item: object) -> Any:
    """On a worker: what a task makes of an item; one at a time, however many threads the worker has."""
    with _ONE_AT_A_TIME:
        return _unpacked(packed)(item)


_ONE_AT_A_TIME = threading.Lock()
"""Tasks fill memories that they share when they are first used, and two that do so at once spoil each other's."""


@lru_cache(maxsize=TASKS)
def _unpacked(packed: bytes) -> Any:
    """A task, which may be large, is packed once by whoever hands it out, and unpacked once by each worker."""
    return pickle.loads(packed)


def _missing_package(problem: BaseException | None) -> str | None:
    """Name the package that an error or its cause did not find."""
    while problem is not None and not isinstance(problem, ModuleNotFoundError):
        problem = problem.__cause__
    return None if problem is None else problem.name


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise InputError(f"a cluster needs dask.distributed: {EXTRA}", key="scheduler") from None
    return distributed


@contextmanager
def _made(distributed: Any, count: int) -> Iterator[Any]:
    """A cluster on this machine: workers of one thread each, nothing to be seen from outside."""
    with distributed.LocalCluster(
        n_workers=count, threads_per_worker=1, processes=True, dashboard_address=HERE, silence_logs="ERROR"
    ) as made:
        yield made


@contextmanager
def _there(address: str) -> Iterator[str]:
    yield address


def _connected(distributed: Any, place: Any, address: str) -> Any:
    """A client of a scheduler that has at least one worker."""
    if address != LOCAL:
        _check_answers(address)
    try:
        client = distributed.Client(place, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise _nobody(address) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise InputError(
            f"the scheduler at {address} has no workers; 'dask worker {address} --nthreads 1' starts one",
            key="scheduler",
        ) from None
    return client


def _check_answers(address: str) -> None:
    """Knock before a client does: one that finds nobody lingers long after."""
    place = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        host, port = place.hostname, place.port
    except ValueError:
        host, port = None, None
    if host is None or port is None:
        raise InputError(f"'{address}' is no address of a scheduler, such as tcp://scheduler:8786", key="scheduler")
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError:
        raise _nobody(address) from None


def _nobody(address: str) -> InputError:
    return InputError(f"no Dask scheduler answers at {address}; 'dask scheduler' starts one", key="scheduler")
