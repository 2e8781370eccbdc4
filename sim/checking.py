"""Check what was read against what is expected, and say what is wrong in the words of a person, never of a library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.documents import Document, KeyPath, dotted
from sim.errors import InputError, nearest, unknown

OURS = "chokepoint"
UNKNOWN_KEY = "unknown key"
LONGEST_SHOWN = 40

EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "an ordinary number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a group of 'key: value' lines",
    "model_type": "a group of 'key: value' lines",
    "model_attributes_type": "a group of 'key: value' lines",
    "list_type": "a list",
    "tuple_type": "a list",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "string_too_short": "some text",
    "too_short": "at least {min_length} of them",
    "literal_error": "one of {expected}",
}
"""What each complaint of pydantic wanted to see, in plain words; the braces name its own limits."""

EntryType = TypeVar("EntryType", bound="Entry")


class Entry(BaseModel):
    """A frozen piece of input that refuses keys it does not know and values of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    offered_too: ClassVar[tuple[str, ...]] = ()
    """Keys that a file may hold but the entry no longer does, offered where a key is unknown."""

    @model_validator(mode="before")
    @classmethod
    def _know_every_key(cls, data: Any) -> Any:
        for key in data if isinstance(data, dict) else ():
            if key not in cls.model_fields:
                refuse_key(key, [*cls.model_fields, *(other for other in cls.offered_too if other != key)])
        return data


def refuse(message: str, suggestion: str | None = None, *, inside: KeyPath = ()) -> NoReturn:
    """Refuse a value from inside a validator; the key and the place are added later.

    `inside` leads from the value being checked to the part of it that is wrong.
    """
    # braces would be read as a template by pydantic, so the text travels as a value
    raise PydanticCustomError(OURS, "{text}", {"text": message, "suggestion": suggestion, "inside": inside})


def refuse_key(key: str, choices: Iterable[str]) -> NoReturn:
    """Refuse an unknown key inside the group being checked; the name of the key is put in later, with its place."""
    problem = unknown("key", key, choices)
    listed = problem.message.removeprefix(f"{UNKNOWN_KEY} '{key}'")
    refuse(UNKNOWN_KEY + listed, problem.suggestion, inside=(key,))


def refuse_name(kind: str, name: str, choices: Iterable[str], *, inside: KeyPath = ()) -> NoReturn:
    """Refuse a name that is not among the choices, for example a state."""
    problem = unknown(kind, name, choices)
    refuse(problem.message, problem.suggestion, inside=inside)


def as_tuple(values: Any) -> Any:
    """Accept a list from a file where a frozen entry keeps a tuple."""
    return tuple(values) if isinstance(values, list) else values


def check(
    model: type[EntryType], document: Document, path: KeyPath = (), *, data: Any = None, context: Any = None
) -> EntryType:
    """Turn raw values into a checked entry.

    The values are `data`, or the whole document; `path` is where they stand in it. Raises InputError for the first
    mistake in the order of the file.
    """
    raw = document.data if data is None else data
    try:
        return model.model_validate(raw, context=context)
    except ValidationError as problems:
        details = problems.errors(include_url=False)
    raise min((_translate(detail, raw, document, path) for detail in details), key=lambda error: error.line or 0)


def _translate(detail: ErrorDetails, raw: Any, document: Document, path: KeyPath) -> InputError:
    """One complaint of pydantic as an InputError that points to file, line and key."""
    here = (*path, *_walk(detail["loc"], raw))
    limits = detail.get("ctx", {})
    if detail["type"] == OURS:
        here = (*here, *limits["inside"])
        listed = limits["text"].removeprefix(UNKNOWN_KEY)
        unknown_key = listed != limits["text"]
        text = f"{UNKNOWN_KEY} '{dotted(here)}'{listed}" if unknown_key else _about(here, limits["text"])
        return document.error(text, here, suggestion=limits["suggestion"])
    if detail["type"] == "missing":
        here = (*here, detail["loc"][-1])
        return document.error(f"missing key '{dotted(here)}'", here)
    if detail["type"] == "union_tag_not_found":
        here = (*here, str(limits["discriminator"]).strip("'"))
        return document.error(f"missing key '{dotted(here)}'", here)
    if detail["type"] == "union_tag_invalid":
        return _unknown_kind(limits, here, document)
    return document.error(_about(here, _plain(detail)), here, suggestion=_literal(detail))


def _about(path: KeyPath, text: str) -> str:
    return f"{dotted(path)}: {text}" if path else text


def _plain(detail: ErrorDetails) -> str:
    """Say what was expected and what was found, without jargon."""
    wanted = EXPECTED.get(detail["type"])
    if wanted is None:
        text = detail["msg"].removeprefix("Value error, ").replace("Input should", "should")
        return f"{text}; found {describe(detail['input'])}"
    limits = {name: _short(limit) for name, limit in detail.get("ctx", {}).items()}
    return f"expected {wanted.format(**limits)}, found {describe(detail['input'])}"


def _short(limit: object) -> object:
    return f"{limit:g}" if isinstance(limit, float) else limit


def _literal(detail: ErrorDetails) -> str | None:
    if detail["type"] != "literal_error":
        return None
    choices = detail["ctx"]["expected"].replace(" or ", ", ").split(", ")
    return nearest(detail["input"], [choice.strip("'") for choice in choices])


def _unknown_kind(limits: dict[str, Any], here: KeyPath, document: Document) -> InputError:
    choices = [choice.strip("' ") for choice in limits["expected_tags"].split(",")]
    here = (*here, str(limits["discriminator"]).strip("'"))
    message = f"unknown {here[-1]} '{limits['tag']}' in '{dotted(here[:-1])}'; there are {', '.join(choices)}"
    return document.error(message, here, suggestion=nearest(limits["tag"], choices))


def _walk(loc: tuple[int | str, ...], value: Any) -> KeyPath:
    """Find the place of a complaint in the raw values: pydantic's own, less the kinds of event it puts between."""
    path: list[str | int] = []
    for part in loc:
        if isinstance(part, int) or (isinstance(value, dict) and part in value):
            value = value[part]
            path.append(part)
    return tuple(path)


def describe(value: Any) -> str:
    """Show a value as somebody wrote it, with its kind where that is the trouble."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text '{value[:LONGEST_SHOWN]}'" if value.strip() else "an empty text"
        case dict():
            return "a group of keys"
        case list() | tuple():
            return "a list"
        case _:
            return str(value)
