"""What people call states and goods, and which goods are final: read from the tables alone, without the model."""

from __future__ import annotations

from functools import cache

from sim.parameters import DATA
from sim.tables.files import read_texts

TABLES = DATA / "tables"
RARE_EARTH_ORES = ("light_ore", "heavy_ore")
RARE_EARTH_OXIDES = ("lace_oxide", "ndpr_oxide", "sm_oxide", "dytb_oxide", "y_oxide", "hoer_oxide")
DUG_RARE_EARTHS = (*RARE_EARTH_ORES, *RARE_EARTH_OXIDES)
"""Rare earths as they are mined and separated."""

RARE_EARTHS = "rare_earths"
"""What stands for the good in series of all of these together."""

SYMBOL = 2
"""A first word of more letters than this, all small but the first, is an ordinary word and no chemical symbol."""

WITH_ARTICLE = ("USA", "EUU", "GBR", "ROW")
"""States whose name takes an article."""


def name_of(code: str) -> str:
    """Name a state or good as people say it; a code that the tables do not know is written out."""
    return _names().get(code, code.replace("_", " "))


def the(code: str) -> str:
    """Name a state as it stands in a sentence, with its article where it takes one."""
    return f"the {name_of(code)}" if code in WITH_ARTICLE else name_of(code)


def goods_of(*stages: str) -> tuple[str, ...]:
    """List the goods of some stages in the order of the table."""
    return tuple(good for good, stage in _stages().items() if stage in stages)


def place_of(state: str) -> int:
    """Tell the place of a state in the table of states; states that it does not know come last."""
    places = list(_states())
    return places.index(state) if state in places else len(places)


@cache
def _names() -> dict[str, str]:
    goods = {row["good"]: row.get("label") or in_sentence(row["name"]) for row in read_texts(TABLES / "goods.csv")}
    return _states() | goods


@cache
def _states() -> dict[str, str]:
    return {row["state"]: row.get("label") or row["name"] for row in read_texts(TABLES / "states.csv")}


@cache
def _stages() -> dict[str, str]:
    return {row["good"]: row["stage"] for row in read_texts(TABLES / "goods.csv")}


def in_sentence(name: str) -> str:
    """Write a name with a small first letter, unless it begins with a symbol or an abbreviation."""
    first = name.split(" ")[0]
    ordinary = len(first) > SYMBOL and first[1:].islower()
    return name[:1].lower() + name[1:] if ordinary else name
