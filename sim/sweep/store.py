"""The folder of a sweep: a manifest, the sweep and its scenario in full, and a file for each part that is done.

A part is written whole or not at all, under a name with its checksum; so whatever happens, what is there is right.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.folders import MANIFEST, PARTIAL, cannot_write, replacing, write_manifest, write_whole
from sim.storage import checksum

try:
    import fcntl
except ImportError:  # Windows has no such locks
    fcntl = None  # type: ignore[assignment]

FORMAT = 1
"""Number of the layout of a sweep's folder; a program that writes another layout must count up."""

PARTS, SWEEP, SCENARIO = "parts", "sweep.yaml", "scenario.yaml"
CHECKED = 12
"""Letters of its checksum in the name of a part."""

NAME = re.compile(rf"part-(\d{{6,}})-([0-9a-f]{{{CHECKED}}})\.parquet")


@dataclass(eq=False)
class Store:
    """What is kept of a sweep in a folder; `manifest` says what it is."""

    folder: Path
    manifest: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def create(cls, folder: Path, manifest: Mapping[str, Any], texts: Mapping[str, str]) -> Store:
        """Begin a sweep's folder, in place of what stood there.

        texts: name of a file -> what it says. Raises InputError where it cannot be written or holds other things.
        """
        with replacing(folder) as fresh:
            for name, text in texts.items():
                (fresh / name).write_text(text, encoding="utf-8")
            (fresh / PARTS).mkdir()
            write_manifest(fresh, manifest)
        return cls(folder, dict(manifest))

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Read the manifest of a sweep that was begun. Raises InputError where there is none or it is damaged."""
        return cls(folder, _read_manifest(folder))

    def text(self, name: str) -> str:
        """Read one of the texts that the sweep was begun with; empty where it is gone."""
        with suppress(OSError):
            return (self.folder / name).read_text(encoding="utf-8")
        return ""

    def note(self, **changes: Any) -> None:
        """Change what the manifest says. Raises InputError where that cannot be written."""
        self.manifest |= changes
        with self._writing():
            write_manifest(self.folder, self.manifest)

    def write(self, name: str, content: bytes) -> None:
        """Write a file beside the manifest: whole or not at all. Raises InputError where that fails."""
        with self._writing():
            write_whole(self.folder / name, content)

    def keep(self, number: int, content: bytes) -> None:
        """Keep a part: whole or not at all. Raises InputError where that fails."""
        name = f"part-{number:06d}-{hashlib.sha256(content).hexdigest()[:CHECKED]}.parquet"
        with self._writing():
            write_whole(self.folder / PARTS / name, content)

    def files(self) -> dict[int, Path]:
        """The files of the parts that are there, by number, without a look into them."""
        matches = ((NAME.fullmatch(file.name), file) for file in sorted((self.folder / PARTS).glob("part-*.parquet")))
        return {int(match[1]): file for match, file in matches if match is not None}

    def tidy(self) -> list[int]:
        """Throw away what was half written, and parts whose checksum does not fit: the numbers of these."""
        for stray in (*self.folder.glob(f".*{PARTIAL}"), *(self.folder / PARTS).glob(f".*{PARTIAL}")):
            stray.unlink()
        damaged = [number for number, file in self.files().items() if not _is_sound(file)]
        for number, file in self.files().items():
            if number in damaged:
                file.unlink()
        return damaged

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from filling the same folder. Raises InputError where one does."""
        with self._writing():
            place = os.open(self.folder / PARTS, os.O_RDONLY) if fcntl is not None else None
        try:
            if place is not None and not _lock(place):
                raise InputError("another process is living this sweep", file=self.folder)
            yield
        finally:
            if place is not None:
                os.close(place)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            if not self.folder.is_dir():
                raise InputError("cannot write results here: the folder is gone", file=self.folder, key="out") from None
            raise cannot_write(self.folder, problem) from None


def is_sweep(folder: Path) -> bool:
    """Whether a folder holds a sweep, finished or not. Raises InputError where its manifest is damaged."""
    file = folder / MANIFEST
    if not file.is_file():
        return False
    try:
        return "sweep_format" in json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        raise _damaged(file) from None


def _damaged(file: Path) -> InputError:
    return InputError("this file is damaged; '--again' begins anew", file=file)


def _is_sound(file: Path) -> bool:
    match = NAME.fullmatch(file.name)
    return match is not None and checksum(file).startswith(match[2])


def _read_manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        known = manifest["sweep_format"]
    except FileNotFoundError:
        raise InputError("there is no sweep here; 'run.py sweep' makes one", file=folder) from None
    except KeyError:
        raise InputError("these are results of something else than a sweep", file=folder) from None
    except (ValueError, TypeError, OSError):
        raise _damaged(file) from None
    if known != FORMAT:
        raise InputError(f"written in layout {known}, this program reads layout {FORMAT}", file=file)
    return manifest


def _lock(place: int) -> bool:
    """Lock a folder for as long as this process lives, where the system can; False where another one holds it."""
    assert fcntl is not None
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network folder that knows no locks
        return True
    return True
