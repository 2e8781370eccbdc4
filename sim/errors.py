"""One kind of error for everything a user can get wrong, said in one line with the place and the nearest valid name."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

LONGEST_LIST = 24
"""More valid names than this are not listed in an error: nobody would read them."""

LIKENESS = 0.6
"""How alike two names must be (0 to 1) before we ask "did you mean"."""


class InputError(Exception):
    """Something in a file or on the command line cannot be used; `str()` says what, where, and what may be meant.

    message is the sentence for people; file, line and key say where; suggestion is the nearest valid name.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        key: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else shown(file)
        self.line = line
        self.key = key
        self.suggestion = suggestion

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        meant = f"; did you mean '{self.suggestion}'?" if self.suggestion else ""
        return (f"{where}: " if where else "") + self.message + meant

    def at(self, file: str | Path, line: int | None = None, key: str | None = None) -> InputError:
        """Say the same of a place that only the caller knows."""
        return InputError(self.message, file=file, line=line, key=key or self.key, suggestion=self.suggestion)


def nearest(name: object, choices: Iterable[str]) -> str | None:
    """Find the choice that looks most like a name somebody typed, or None when nothing comes close."""
    plain = {_plain(choice): choice for choice in choices}
    found = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=LIKENESS)
    return plain[found[0]] if found else None


def unknown(kind: str, name: object, choices: Iterable[str], *, key: str | None = None) -> InputError:
    """Make the error for a name that does not exist, for example a state; list the choices when none comes close."""
    names = list(choices)
    suggestion = nearest(name, names)
    listed = "" if suggestion or not 0 < len(names) <= LONGEST_LIST else f"; there are {', '.join(names)}"
    return InputError(f"unknown {kind} '{name}'{listed}", key=key, suggestion=suggestion)


def shown(file: str | Path) -> str:
    """Show a path as a reader would type it: relative to the working folder when it lies below it."""
    path = Path(file)
    if not path.is_absolute():
        return str(file)
    try:
        return str(path.relative_to(os.getcwd()))
    except ValueError:
        return str(path)


def _plain(name: object) -> str:
    """Strip a name of capitals, hyphens and spaces, so that only real differences count."""
    return str(name).strip().lower().replace("-", "_").replace(" ", "_")
