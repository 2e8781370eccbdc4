"""Read a YAML file strictly and remember where every key stood, so that any later complaint can name file and line.

Stricter than YAML itself: equal keys are refused, only plain types exist, and a date stays the text that was written
(so that 30 February can be refused in our words).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import InputError, unknown

KeyPath = tuple[str | int, ...]
"""The way from the top of a document to a value: ("states", "USA", "strategy") or ("events", 3, "rate")."""

TRUE = ("true", "True", "TRUE")
TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Place:
    """Where something was written: a file and a line, or the command line (no line)."""

    file: str | Path
    line: int | None = None

    def error(self, message: str, *, key: str | None = None, suggestion: str | None = None) -> InputError:
        """Make an input error that points here."""
        return InputError(message, file=self.file, line=self.line, key=key, suggestion=suggestion)


@dataclass
class Document:
    """A mapping read from YAML (plain Python values) and the place of each of its keys and items."""

    data: dict[str, Any]
    places: dict[KeyPath, Place] = field(default_factory=dict)

    def place(self, path: KeyPath) -> Place:
        """Where a value was written, or else the closest thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]

    def error(self, message: str, path: KeyPath = (), *, suggestion: str | None = None) -> InputError:
        """Make an input error that points to the line of a value."""
        return self.place(path).error(message, key=dotted(path), suggestion=suggestion)

    def unknown(self, kind: str, name: str, choices: Iterable[str], path: KeyPath) -> InputError:
        """Make the error for a name that does not exist, pointing to where it is used."""
        place = self.place(path)
        return unknown(kind, name, choices).at(place.file, place.line, dotted(path))

    def forget(self, path: KeyPath) -> None:
        """Drop the places of a value and of all below it, before it is replaced."""
        for known in [known for known in self.places if known[: len(path)] == path]:
            del self.places[known]


def dotted(path: KeyPath) -> str:
    """Write a path as people do: states.USA.strategy, events[3].rate (items count from 1)."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_document(file: Path) -> Document:
    """Read a YAML file whose top level is a mapping.

    Raises InputError for a missing or unreadable file, broken YAML, tabs, an empty file, equal keys, odd tags.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("there is no such file", file=file) from None
    except UnicodeDecodeError:
        raise InputError("is not a text file in UTF-8", file=file) from None
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", file=file) from None
    return parse_document(text, file)


def parse_document(text: str, file: str | Path) -> Document:
    """Turn YAML text into a document; `file` is what errors will name."""
    root = _compose(text, file)
    if root is None:
        raise InputError("is empty; expected lines such as 'title: ...'", file=file)
    if not isinstance(root, MappingNode):
        raise InputError("should hold 'key: value' lines at its top level", file=file, line=_line(root))
    document = Document({}, {(): Place(file, None)})
    document.data = _build(root, (), document, (), file)
    return document


def parse_value(text: str, source: str) -> Any:
    """Read one value as it would be read in a file: 0.3, true, hawk, [CHN, RUS], {forgiveness: 0.1}."""
    root = _compose(text, source)
    return None if root is None else _build(root, (), Document({}), (), source)


def _compose(text: str, file: str | Path) -> Node | None:
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as problem:
        raise _syntax_error(problem, text, file) from None
    except YAMLError as problem:
        # ruamel.yaml complains about control characters without a mark
        raise InputError(f"is not YAML: {str(problem).splitlines()[0]}", file=file) from None
    return root


def _syntax_error(problem: MarkedYAMLError, text: str, file: str | Path) -> InputError:
    mark = problem.problem_mark or problem.context_mark
    line = mark.line + 1 if mark else None
    lines = text.splitlines()
    written = lines[line - 1] if line and line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or "'\\t'" in str(problem.problem):
        return InputError("a tab stands where YAML wants spaces", file=file, line=line)
    return InputError(f"is not valid YAML here: {problem.problem or problem.context}", file=file, line=line)


def _build(node: Node, path: KeyPath, document: Document, around: tuple[int, ...], file: str | Path) -> Any:
    """Plain Python values from YAML nodes, noting the line of each."""
    document.places.setdefault(path, Place(file, _line(node)))
    if id(node) in around:
        raise InputError(f"'{dotted(path)}' contains itself", file=file, line=_line(node), key=dotted(path))
    around = (*around, id(node))
    if isinstance(node, ScalarNode):
        return _scalar(node, path, file)
    if isinstance(node, SequenceNode):
        return [_build(item, (*path, number), document, around, file) for number, item in enumerate(node.value)]
    return {
        key: _build(value, (*path, key), document, around, file) for key, value in _pairs(node, path, document, file)
    }


def _pairs(node: Node, path: KeyPath, document: Document, file: str | Path) -> Iterator[tuple[str, Node]]:
    """Yield the keys of a mapping as text, each once."""
    first: dict[str, int] = {}
    for key_node, value in node.value:
        line = _line(key_node)
        if not isinstance(key_node, ScalarNode):
            raise InputError("a key must be a plain word", file=file, line=line)
        key = str(key_node.value)
        here = (*path, key)
        if key in first:
            message = f"duplicate key '{dotted(here)}', first given in line {first[key]}"
            raise InputError(message, file=file, line=line, key=dotted(here))
        first[key] = line
        document.places[here] = Place(file, line)
        yield key, value


def _scalar(node: ScalarNode, path: KeyPath, file: str | Path) -> Any:
    text = str(node.value)
    match str(node.tag).removeprefix(TAG):
        case "null":
            return None
        case "bool":
            return text in TRUE
        case "int":
            return _integer(text)
        case "float":
            return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").lower())
        case "str" | "timestamp" | "value" | "merge":
            return text
        case tag:
            message = f"'{dotted(path)}' carries the tag '{tag}', which is not used here"
            raise InputError(message, file=file, line=_line(node), key=dotted(path))


def _integer(text: str) -> int:
    plain = text.replace("_", "")
    try:
        return int(plain, 0)
    except ValueError:
        # a leading zero, as in 007
        return int(plain)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
