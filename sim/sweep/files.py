"""What a sweep file may say, and where one is found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.checking import Entry, as_tuple, describe, refuse
from sim.documents import Document, parse_value, read_document
from sim.errors import InputError, nearest, shown, unknown
from sim.parameters import PACKAGE, Text
from sim.scenario.choices import LAST_SEED
from sim.scenario.overrides import apply_overrides

FOLDER = "scenarios/sweeps"
ENDINGS = (".yaml", ".yml")

BASE = "base."
"""What a key of `--set` begins with that goes to the scenario under the sweep."""

EVERY = "all"
ROLE = "as"
"""The key by which a parameter is called a lever or an uncertainty against its own role."""

FEWEST_VALUES = 2


def _plain(value: Any) -> Any:
    if not isinstance(value, bool | int | float | str):
        refuse(f"expected a number, a text, true or false, found {describe(value)}")
    return value


PlainValue = Annotated[bool | int | float | str, BeforeValidator(_plain)]
Values = Annotated[tuple[PlainValue, ...], BeforeValidator(as_tuple)]
Names = Annotated[tuple[Text, ...], BeforeValidator(as_tuple)]
Count = Annotated[int, Field(ge=1)]
LuckOfPoints = Literal["common", "own", "paired"]


class FactorEntry(Entry):
    """One thing that varies: what it is, and over which range or list of values.

    Without key, keys and event its name is that of a parameter. middle: half of what is drawn of a range lies below it.
    whole: only whole numbers are drawn. because: why a parameter is called a lever or an uncertainty against its role.
    by: the state that chooses a lever.
    """

    offered_too: ClassVar[tuple[str, ...]] = (ROLE,)

    key: Text | None = None
    keys: Names = ()
    event: dict[str, Any] | None = None
    field: Text | None = None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    steps: Annotated[int, Field(ge=2)] | None = None
    values: Values | None = None
    whole: bool = False
    label: Text | None = None
    unit: str | None = None
    because: Text | None = None
    by: Text | None = None

    @field_validator("values")
    @classmethod
    def _has_values(cls, values: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        if values is not None and not values:
            refuse("is an empty list; give two values or more")
        if values is not None and len(values) < FEWEST_VALUES:
            refuse("holds one value, so that nothing varies; set it under 'set', or give two values or more")
        return values

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        named = [name for name, given in self._targets().items() if given]
        if len(named) > 1:
            refuse(f"says both '{named[0]}' and '{named[1]}'; one of them is enough", inside=(named[1],))
        if (self.event is None) != (self.field is None):
            refuse("'event' and 'field' belong together: which events, and which of their numbers")
        self._check_range()
        return self

    def _targets(self) -> dict[str, bool]:
        return {"key": self.key is not None, "keys": bool(self.keys), "event": self.event is not None}

    def _check_range(self) -> None:
        """Either a list of values or a range, and of a range both ends."""
        ranged = {name: getattr(self, name) for name in ("low", "middle", "high", "steps")}
        given = [name for name, value in ranged.items() if value is not None]
        if self.values is not None and given:
            refuse(f"says both 'values' and '{given[0]}'; give a list or a range", inside=(given[0],))
        if (self.low is None) != (self.high is None):
            refuse("of 'low' and 'high' one is given; a range needs both")
        if self.low is None or self.high is None:
            return
        if self.low >= self.high:
            refuse(f"the range from {self.low:g} to {self.high:g} is empty", inside=("low",))
        if self.middle is not None and not self.low <= self.middle <= self.high:
            refuse(f"{self.middle:g} lies outside the range, {self.low:g} to {self.high:g}", inside=("middle",))


class SeriesEntry(Entry):
    """Series to keep: month by month for every run, or as quantiles over runs."""

    full: Names = ()
    quantiles: Names = ()


class SweepFile(Entry):
    """A sweep file. levers, uncertainties and design are read once it is known what they are about."""

    name: Text | None = None
    title: Text
    about: Text = "A sweep."
    base: Text
    base_name: Text | None = None
    set: dict[str, Any] = Field(default_factory=dict)
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    seed: Annotated[int, Field(ge=0, le=LAST_SEED)] = 1
    runs_per_point: Count = 1
    luck: LuckOfPoints | None = None
    design: Any = None
    levers: dict[str, Any] = Field(default_factory=dict)
    uncertainties: Any = None
    listed: Annotated[tuple[dict[str, Any], ...], BeforeValidator(as_tuple)] = ()
    outcomes: Names | Literal["all"]
    series: SeriesEntry = SeriesEntry()


def available_sweeps() -> dict[str, Path]:
    """Find the sweep files beside the program and in the working folder: name -> file."""
    folders = [PACKAGE.parent / FOLDER, Path.cwd() / FOLDER]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.yaml"))}


def find_sweep(name: str) -> Path:
    """Find the file of a sweep that is named or given by its path. Raises InputError with the nearest name."""
    for ending in ("",) if name.endswith(ENDINGS) else ENDINGS:
        if Path(f"{name}{ending}").is_file():
            return Path(f"{name}{ending}")
    available = available_sweeps()
    if name in available:
        return available[name]
    if name.endswith(ENDINGS):
        meant = nearest(Path(name).stem, available)
        raise InputError(f"there is no sweep file '{name}'", suggestion=shown(available[meant]) if meant else None)
    raise unknown("sweep", name, available)


def read_sweep(file: Path, overrides: Mapping[str, str]) -> Document:
    """Read a sweep file with what `--set` changes in it; keys that begin with `base.` change the scenario under it."""
    document = read_document(file)
    if document.data.get("uncertainties") == EVERY:
        document.data["uncertainties"] = {EVERY: True}
    own = {key: value for key, value in overrides.items() if not key.startswith(BASE)}
    document = apply_overrides(document, own)
    for key, value in overrides.items():
        if key.startswith(BASE):
            _set_in_base(document, key.removeprefix(BASE), value)
    return document


def _set_in_base(document: Document, key: str, value: str) -> None:
    """Add a change to the scenario under the sweep, in place of one that the file makes."""
    changes = document.data.setdefault("set", {})
    if isinstance(changes, dict):
        changes[key] = parse_value(value, f"--set {BASE}{key}={value}")
