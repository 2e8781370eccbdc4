"""Folders that are written whole or not at all, and that never take the place of something else."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.provenance import git_id, version

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
"""The file that tells our folders from others."""

PARTIAL = ".partial"
"""How the names of files and folders end that are being written."""

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
def replacing(folder: Path | str) -> Iterator[Path]:
    """Give an empty folder to write into; it takes the place of `folder` once all went well, and vanishes otherwise."""
    target = Path(folder).absolute()
    _check_replaceable(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=PARTIAL, dir=target.parent))
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
    """Move a folder to its place; what stood there goes only when the new one stands."""
    if not target.exists():
        fresh.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-", suffix=".old", dir=target.parent))
    target.rename(old / target.name)
    try:
        fresh.rename(target)
    except OSError:
        (old / target.name).rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def cannot_write(target: Path, problem: OSError) -> InputError:
    """Make the error for results that the system refuses to keep."""
    reason = (problem.strerror or str(problem)).lower()
    return InputError(f"cannot write results here: {reason}", file=target, key="out")
