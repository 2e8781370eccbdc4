"""The folder of a sweep: a manifest, the sweep and its scenario in full, and a file for each part that is done.

A part is written whole or not at all, under a name with its checksum; so whatever happens, what is there is right.
Whoever writes holds the folder: see `sim.folders.held`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.folders import PARTIAL, cannot_write, replacing_held, write_manifest, write_whole
from sim.sweep.manifest import Origins, read_manifest, without
from sim.sweep.part_files import is_sound, name_of, number_of

PARTS, SWEEP, SCENARIO = "parts", "sweep.yaml", "scenario.yaml"


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
        with replacing_held(folder) as fresh:
            for name, text in texts.items():
                (fresh / name).write_text(text, encoding="utf-8")
            (fresh / PARTS).mkdir()
            write_manifest(fresh, manifest)
        return cls(folder, dict(manifest))

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Read the manifest of a sweep that was begun. Raises InputError where there is none or it is damaged."""
        return cls(folder, read_manifest(folder))

    def text(self, name: str) -> str:
        """Read one of the texts that the sweep was begun with; empty where it is gone."""
        with suppress(OSError):
            return (self.folder / name).read_text(encoding="utf-8")
        return ""

    def note(self, **changes: Any) -> None:
        """Change what the manifest says. Raises InputError where that cannot be written, and changes nothing then."""
        changed = self.manifest | changes
        with self._writing():
            write_manifest(self.folder, changed)
        self.manifest = changed

    def write(self, name: str, content: bytes) -> None:
        """Write a file beside the manifest: whole or not at all. Raises InputError where that fails."""
        with self._writing():
            write_whole(self.folder / name, content)

    def has(self, name: str) -> bool:
        """Whether a file stands beside the manifest."""
        return (self.folder / name).is_file()

    def keep(self, number: int, content: bytes) -> None:
        """Keep a part, in place of any other of its number: whole or not at all. Raises InputError where that fails."""
        kept = self.folder / PARTS / name_of(number, content)
        with self._writing():
            write_whole(kept, content)
            for other in kept.parent.glob(f"part-{number:06d}-*.parquet"):
                if other.name != kept.name:
                    other.unlink()

    def files(self) -> dict[int, Path]:
        """The files of the parts that are there, by number, without a look into them."""
        return {number: file for number, file in self._numbered()}

    def tidy(self) -> list[int]:
        """Leave one sound file of each part: the numbers of those of which there was none.

        What was half written goes, and so do files whose checksum does not fit and parts of another sweep. Raises
        InputError where they cannot be read or removed.
        """
        origins, sound, lost = Origins(self.manifest), set[int](), set[int]()
        with self._writing():
            for stray in (*self.folder.glob(f".*{PARTIAL}"), *(self.folder / PARTS).glob(f".*{PARTIAL}")):
                stray.unlink()
            for number, file in list(self._numbered()):
                if number not in sound and is_sound(file, origins):
                    sound.add(number)
                else:
                    file.unlink()
                    lost.add(number)
        lost -= sound
        if (programs := without(self.manifest["programs"], lost)) != self.manifest["programs"]:
            self.note(programs=programs)
        return sorted(lost)

    def _numbered(self) -> Iterator[tuple[int, Path]]:
        for file in sorted((self.folder / PARTS).glob("part-*.parquet")):
            if (number := number_of(file)) is not None:
                yield number, file

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            if not self.folder.is_dir():
                raise InputError("cannot write results here: the folder is gone", file=self.folder, key="out") from None
            raise cannot_write(self.folder, problem) from None
