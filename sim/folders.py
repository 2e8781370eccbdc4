"""Folders that are written whole or not at all, and that never take the place of something else."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.locks import locked
from sim.provenance import git_id, version

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
"""The file that tells our folders from others."""

PARTIAL = ".partial"
"""How the names of files and folders end that are being written."""

LOCK, OLD = ".lock", ".old"
"""How the names end of the file that stands beside a folder while it is written, and of what it takes the place of."""

PATIENCE = 10.0
"""Seconds to wait for another process that writes to the same folder."""

RESULTS = Path("results")
"""Where results are kept unless another folder is named."""

DIGITS = "%.10g"
"""How numbers are written in tables for people and other programs."""


def check_writable(folder: Path | str) -> None:
    """Make sure, before a long run starts, that its results can be written to a folder. InputError says why not."""
    target = Path(folder).absolute()
    _check_replaceable(target)
    around = target.parent
    while not around.exists():
        around = around.parent
    try:
        with tempfile.TemporaryFile(dir=around):
            pass
    except OSError as problem:
        raise cannot_write(target, problem) from None


@contextmanager
def held(folder: Path | str, patience: float = 0.0) -> Iterator[None]:
    """Keep other processes from writing to a folder, and put right what one that was killed has left beside it.

    patience: seconds to wait for another process. Raises InputError where one is at work there, or nothing can be
    written.
    """
    target = Path(folder).absolute()
    with ExitStack() as stack:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(_beside(target, LOCK), patience))
            _put_right(target)
        except OSError as problem:
            raise cannot_write(target, problem) from None
        yield


def bring_back(folder: Path | str) -> None:
    """Bring back results that were set aside by a process which was killed before the new ones stood there."""
    target = Path(folder).absolute()
    if target.name and not target.exists() and _beside(target, OLD).is_dir():
        with suppress(InputError), held(target, PATIENCE):
            pass


@contextmanager
def replacing(folder: Path | str) -> Iterator[Path]:
    """Give an empty folder to write into; it takes the place of `folder` once all went well, and vanishes otherwise."""
    _check_replaceable(Path(folder).absolute())
    with held(folder, PATIENCE), replacing_held(folder) as fresh:
        yield fresh


@contextmanager
def replacing_held(folder: Path | str) -> Iterator[Path]:
    """The same for whoever holds the folder already."""
    target = Path(folder).absolute()
    _check_replaceable(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = _hidden(target)
    except OSError as problem:
        raise cannot_write(target, problem) from None
    try:
        yield fresh
        _open_to_readers(fresh)
        _swap(fresh, target)
    except OSError as problem:
        raise cannot_write(target, problem) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write manifest.json into a folder: what it holds, and which program made it unless `content` says so."""
    made_by = {} if "git" in content else {"version": version(), "git": git_id()}
    text = json.dumps({**content, **made_by}, indent=2, ensure_ascii=False)
    write_whole(folder / MANIFEST, (text + "\n").encode())


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the machine stops on the way.

    Under a temporary name first, handed to the disk, then renamed. Raises OSError, and leaves nothing behind then.
    """
    fresh = file.with_name(f".{file.name}.{os.getpid()}{PARTIAL}")
    try:
        with fresh.open("wb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
        fresh.replace(file)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    _keep_entries(file.parent)


def _keep_entries(folder: Path) -> None:
    """Hand the list of a folder's files to the disk, where the system can."""
    with suppress(OSError):
        entries = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entries)
        finally:
            os.close(entries)


def write_table(frame: pd.DataFrame, file: Path) -> None:
    """Write a table as CSV, without row numbers."""
    frame.to_csv(file, index=False, float_format=DIGITS)


def _check_replaceable(target: Path) -> None:
    """Refuse to replace anything but an empty folder or earlier results."""
    for part in (target, *target.parents):
        if part.exists() and not part.is_dir():
            raise InputError("cannot write results here: this is a file, not a folder", file=part, key="out")
    with suppress(FileNotFoundError):
        if any(target.iterdir()) and not (target / MANIFEST).is_file():
            raise InputError(
                "cannot write results here: the folder holds other things; name a new or an empty one",
                file=target,
                key="out",
            )


def _open_to_readers(folder: Path) -> None:
    """Give a temporary folder, which only its owner may enter, the rights of an ordinary one."""
    mask = os.umask(0)
    os.umask(mask)
    folder.chmod(0o777 & ~mask)


def _swap(fresh: Path, target: Path) -> None:
    """Move a folder to its place; what stood there goes only when the new one stands.

    Whoever is killed on the way leaves it set aside, under a name by which `_put_right` finds it.
    """
    if not target.exists():
        fresh.rename(target)
        return
    old = _beside(target, OLD)
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    _discard(old, target)


def _put_right(target: Path) -> None:
    """Bring back what was set aside and not replaced, and throw away what else was left; only for who holds it."""
    old = _beside(target, OLD)
    if old.is_dir():
        if target.exists():
            _discard(old, target)
        else:
            old.rename(target)
    # of just this name: others write beside it
    ours = re.compile(rf"\.{re.escape(target.name)}-[a-z0-9_]{{8}}{re.escape(PARTIAL)}")
    for stray in target.parent.iterdir():
        if ours.fullmatch(stray.name):
            shutil.rmtree(stray, ignore_errors=True)


def _discard(old: Path, target: Path) -> None:
    """Throw away what was set aside, so that it is never taken for whole when half of it is gone."""
    away = _hidden(target)
    with suppress(OSError):
        old.rename(away / target.name)
    shutil.rmtree(away, ignore_errors=True)


def _beside(target: Path, ending: str) -> Path:
    return target.with_name(f".{target.name}{ending}")


def _hidden(target: Path) -> Path:
    """Make an empty folder beside another one."""
    return Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=PARTIAL, dir=target.parent))


def cannot_write(target: Path, problem: OSError) -> InputError:
    """Make the error for results that the system refuses to keep."""
    reason = (problem.strerror or str(problem)).lower()
    return InputError(f"cannot write results here: {reason}", file=target, key="out")
