"""What a sweep file asks for about one thing that varies, with the place where it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.checking import check, describe
from sim.documents import Document, KeyPath, dotted
from sim.errors import InputError
from sim.parameters import Parameter
from sim.sweep.factors import FactorRole
from sim.sweep.files import ROLE, FactorEntry

LEVERS, UNCERTAINTIES = "levers", "uncertainties"
ROLES: Mapping[str, FactorRole] = {LEVERS: "lever", UNCERTAINTIES: "uncertainty"}
"""The two lists of a sweep file, and what stands in each."""

MEANING = {"lever": "somebody's choice", "uncertainty": "a fact that we do not know"}


@dataclass(frozen=True)
class Asked:
    """One entry of a sweep file. path: where it stands, its list and its name; called: what `as` calls it, if given."""

    document: Document
    path: KeyPath
    entry: FactorEntry
    called: str | None = None

    @classmethod
    def read(cls, document: Document, path: KeyPath, raw: Any) -> Asked:
        """Check an entry; one that says nothing is a parameter over the range of its data file. Raises InputError."""
        if raw is None:
            return cls(document, path, FactorEntry())
        if not isinstance(raw, dict):
            text = f"{dotted(path)}: expected a group such as {{low: 0, high: 1}}, or nothing, found {describe(raw)}"
            raise document.error(text, path)
        if ROLE in raw and raw[ROLE] not in MEANING:
            text = f"{dotted(path)}.{ROLE}: expected lever or uncertainty, found {describe(raw[ROLE])}"
            raise document.error(text, (*path, ROLE))
        rest = {key: value for key, value in raw.items() if key != ROLE}
        return cls(document, path, check(FactorEntry, document, path, data=rest), raw.get(ROLE))

    @property
    def side(self) -> str:
        """The list in which it stands."""
        return str(self.path[0])

    @property
    def name(self) -> str:
        """The name of what varies."""
        return str(self.path[1])

    def __str__(self) -> str:
        line = self.document.place(self.path).line
        return f"{dotted(self.path)} (line {line})" if line else dotted(self.path)

    def error(self, message: str, *inside: str, suggestion: str | None = None) -> InputError:
        """Make an error that points to this entry, or to a key inside it."""
        return self.document.error(message, (*self.path, *inside), suggestion=suggestion)

    def unknown(self, kind: str, name: str, choices: Any, *inside: str) -> InputError:
        """Make the error for a name that does not exist."""
        return self.document.unknown(kind, name, choices, (*self.path, *inside))

    def check_role(self, parameter: Parameter | None) -> None:
        """Refuse a target, and a choice among facts or a fact among choices, unless the file says so and why."""
        role = ROLES[self.side]
        if self.called is not None and self.called != role:
            text = f"it stands under '{self.side}', so that it can only be called '{role}'"
            raise self.error(f"{dotted(self.path)}.{ROLE}: {text}", ROLE)
        if parameter is None or parameter.role == role:
            return
        name = parameter.name
        if parameter.role == "target":
            raise self.error(f"'{name}' is a target, which the model is checked against; it cannot vary")
        if self.called is None:
            right = next(side for side, one in ROLES.items() if one == parameter.role)
            text = f"'{name}' is {MEANING[parameter.role]} and belongs under '{right}'"
            raise self.error(f"{text}; if you mean it here, say '{ROLE}: {role}' and why, 'because: ...'")
        if self.entry.because is None:
            text = f"'{name}' is called '{role}' against its data file, which calls it '{parameter.role}'"
            raise self.error(f"{text}; say why, 'because: ...'", ROLE)
