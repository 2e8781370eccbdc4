"""Every number of the model: its value, unit, range, role, how sure it is, and where it comes from."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.checking import Entry, check, describe, refuse
from sim.documents import Document, read_document
from sim.errors import InputError, unknown
from sim.types import Index, Value

PACKAGE = Path(__file__).parent
DATA = PACKAGE / "data"

Quality = Literal["reported", "estimated", "assumed"]
Role = Literal["uncertainty", "lever", "target"]
Text = Annotated[str, Field(min_length=1)]
SourceKeys = Annotated[tuple[str, ...], BeforeValidator(lambda keys: (keys,) if isinstance(keys, str) else tuple(keys))]
"""One key of sources.yaml, or a list of them."""


class Source(Entry):
    """Something we read a number in."""

    title: Text
    publisher: Text
    date: Annotated[str, BeforeValidator(lambda date: str(date) if isinstance(date, int) else date)]
    url: str = ""
    note: str = ""


class Parameter(Entry):
    """A number of the model with its provenance.

    role: an uncertainty is a fact that we do not know, a lever is somebody's choice, a target is what the model
    is checked against and never reads. An assumed value says in `basis` what it rests on.
    """

    name: Text
    description: Text
    unit: Text
    value: float
    low: float
    high: float
    role: Role
    quality: Quality
    source: SourceKeys
    where: str = ""
    claim: str = ""
    basis: str = ""

    @field_validator("source")
    @classmethod
    def _has_a_source(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if not keys:
            refuse("names no source")
        return keys

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if not self.low <= self.value <= self.high:
            refuse(f"value {self.value:g} lies outside its range, {self.low:g} to {self.high:g}")
        if self.quality == "assumed" and not self.basis:
            refuse("is assumed but does not say in 'basis' what it rests on")
        return self

    def covers(self, value: float) -> bool:
        """Whether a value lies in the range that we hold possible."""
        return self.low <= value <= self.high


def load_sources(folder: Path = DATA) -> Mapping[str, Source]:
    """Read sources.yaml: key -> source. Raises InputError."""
    return _read_sources(folder)


@cache
def _read_sources(folder: Path) -> Mapping[str, Source]:
    document = read_document(folder / "sources.yaml")
    return MappingProxyType({key: check(Source, document, (key,), data=entry) for key, entry in document.data.items()})


def load_parameters(folder: Path = DATA) -> Mapping[str, Parameter]:
    """Read all files of parameters/: name -> parameter. Raises InputError for equal names and unknown sources."""
    return _read_parameters(folder)


@cache
def _read_parameters(folder: Path) -> Mapping[str, Parameter]:
    found: dict[str, Parameter] = {}
    for file in sorted((folder / "parameters").glob("*.yaml")):
        document = read_document(file)
        for name in document.data:
            if name in found:
                raise document.error(f"the parameter '{name}' is already given in another file", (name,))
            found[name] = _read_parameter(name, document, folder)
    return MappingProxyType(found)


def _read_parameter(name: str, document: Document, folder: Path) -> Parameter:
    if not name.isidentifier() or hasattr(Settings, name):
        raise document.error(f"'{name}' cannot name a parameter; use words joined by underscores", (name,))
    entry = document.data[name]
    if not isinstance(entry, dict):
        raise document.error(f"{name}: expected a group of 'key: value' lines, found {describe(entry)}", (name,))
    parameter = check(Parameter, document, (name,), data={"name": name, **entry})
    for key in parameter.source:
        if key not in load_sources(folder):
            raise document.unknown("source", key, load_sources(folder), (name, "source"))
    return parameter


class Settings:
    """The values that a run uses: `settings.spot_scarcity` is a number, or an array (world,) where worlds differ.

    Frozen. A name that is no parameter raises InputError with the nearest one; so does a target, which the model
    may be checked against but must not read.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        # plain instance attributes: reading one costs nothing in the month's inner rules
        self.__dict__.update(values)

    @classmethod
    def defaults(cls, folder: Path = DATA) -> Settings:
        """Every parameter at the value of its data file."""
        parameters = load_parameters(folder).values()
        return cls({one.name: one.value for one in parameters if one.role != "target"})

    def with_values(self, values: Mapping[str, Value]) -> Settings:
        """Copy the settings with some values replaced; each a number or an array (world,)."""
        return Settings(self.as_dict() | {name: self._accept(name, value) for name, value in values.items()})

    @property
    def differ(self) -> bool:
        """Whether any value differs by world."""
        return any(isinstance(value, np.ndarray) for value in self.__dict__.values())

    def pick(self, worlds: Index) -> Settings:
        """Make settings for a model that consists of some worlds of this one, each as often as it is named."""
        if not self.differ:
            return self
        picked = {name: value[worlds] for name, value in self.as_dict().items() if isinstance(value, np.ndarray)}
        return Settings(self.as_dict() | picked)

    def as_dict(self) -> dict[str, Value]:
        """Name -> value of all settings."""
        return dict(self.__dict__)

    def fingerprint(self) -> str:
        """Give a short text that changes when any value does: the parameter hash of a run's manifest."""
        plain = {name: np.asarray(value).tolist() for name, value in self.as_dict().items()}
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]

    def _accept(self, name: str, value: Value) -> Value:
        if name not in self.__dict__:
            raise unknown("parameter", name, self.__dict__, key=name)
        try:
            numbers = np.array(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise InputError(f"{name}: expected a number, found {describe(value)}", key=name) from None
        if isinstance(value, bool | str) or numbers.ndim > 1 or not np.isfinite(numbers).all():
            raise InputError(f"{name}: expected an ordinary number or one for each world, found {value!r}", key=name)
        if numbers.ndim == 0:
            return float(numbers)
        numbers.setflags(write=False)
        return numbers

    def __getattr__(self, name: str) -> Value:
        # only names that are not set arrive here; Python itself probes for names with underscores when copying
        if name.startswith("_"):
            raise AttributeError(name)
        raise unknown("parameter", name, self.__dict__, key=name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"settings are frozen; use with_values({{'{name}': ...}})")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.fingerprint() == other.fingerprint()

    def __hash__(self) -> int:
        return hash(self.fingerprint())


@dataclass(frozen=True)
class Explanation:
    """What we know about a parameter: itself, its sources in full, and the files of the model that read it."""

    parameter: Parameter
    sources: tuple[Source, ...]
    used_in: tuple[str, ...]


def explain(name: str, folder: Path = DATA) -> Explanation:
    """Say everything there is to say about a parameter. Raises InputError with the nearest name for an unknown one."""
    parameters = load_parameters(folder)
    if name not in parameters:
        raise unknown("parameter", name, parameters, key=name)
    parameter = parameters[name]
    sources = load_sources(folder)
    return Explanation(parameter, tuple(sources[key] for key in parameter.source), used_in(name))


def used_in(name: str, package: Path = PACKAGE) -> tuple[str, ...]:
    """Find the files of the package that read a parameter, as `settings.name`, by its name in quotes, or from data."""
    code = [file for file in sorted(package.rglob("*.py")) if _reads(file, name)]
    data = [file for file in sorted((package / "data").glob("*.yaml")) if f": {name}\n" in file.read_text("utf-8")]
    return tuple(file.relative_to(package.parent).as_posix() for file in code + data)


def _reads(file: Path, name: str) -> bool:
    """Whether the code of a file, not its comments, mentions a parameter."""
    text = file.read_text(encoding="utf-8")
    # parsing is slow and most files do not hold the name at all
    return name in text and any(
        (isinstance(part, ast.Attribute) and part.attr == name)
        or (isinstance(part, ast.Constant) and part.value == name)
        for part in ast.walk(ast.parse(text))
    )
