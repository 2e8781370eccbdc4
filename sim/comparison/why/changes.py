"""What two scenarios set differently, gathered into a few changes that can be made one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.names import name_of
from sim.parameters import load_parameters
from sim.scenario import Scenario
from sim.tables import load_tables

MOST_EXACT = 5
"""Changes of which all subsets are lived through; of more, some orders are drawn."""

SETTINGS, OTHERS = "settings", "others"
"""Who a change is of, where it is not of one state: of the scenario, or of all states but the powers."""

STRATEGY, DEALS, THREATS = "strategy", "deals", "threats"
TALKS = (DEALS, THREATS)

POWER = "power"
"""The role of the states that are told apart from all others."""

NOT_COMPARED = ("title", "about", "sources", "months", "runs", "seed", "start", "counted_from")
"""Keys of a scenario that describe it, or that a comparison sets for both."""

OWN_WAY = ("parameters", "states", "events")
"""Keys that are compared part by part."""

Key = tuple[str, str, str]
"""Whose change it is, of what family, and about what: coarser groups leave the last parts empty."""


@dataclass(frozen=True)
class Change:
    """Something that the second scenario sets otherwise than the first.

    families: what it is made of; said: in words, a line for each part. settings: parameters and other keys; states:
    whose strategy changes; removed and added: places of events in the lists of the first and of the second scenario.
    """

    key: Key
    families: tuple[str, ...]
    said: tuple[str, ...]
    settings: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    removed: tuple[int, ...] = ()
    added: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Name the change in a few words."""
        who, _, detail = self.key
        parts = " and ".join(filter(None, (", ".join(self.families[:-1]), self.families[-1])))
        if who == SETTINGS:
            return detail or parts
        whose = "Other states" if who == OTHERS else name_of(who)
        return f"{whose}: {parts}{f', {detail}' if detail and STRATEGY not in self.families else ''}"

    def joined(self, other: Change, key: Key | None = None) -> Change:
        """Make one change of two."""
        return Change(
            key=self.key if key is None else key,
            families=tuple(dict.fromkeys((*self.families, *other.families))),
            said=(*self.said, *other.said),
            settings=(*self.settings, *other.settings),
            states=(*self.states, *other.states),
            removed=tuple(sorted((*self.removed, *other.removed))),
            added=tuple(sorted((*self.added, *other.added))),
        )


def gather(changes: Sequence[Change], most: int | None = MOST_EXACT) -> list[Change]:
    """Group changes until there are no more than so many, if that can be; None leaves all as they are."""
    groups = list(changes)
    for coarser in LEVELS if most is not None else ():
        if most is not None and len(groups) > most:
            groups = grouped(groups, coarser)
    return groups


def grouped(changes: Iterable[Change], coarser: Callable[[Key], Key]) -> list[Change]:
    """Join the changes whose keys become the same."""
    found: dict[Key, Change] = {}
    for one in changes:
        key = coarser(one.key)
        found[key] = found[key].joined(one) if key in found else one.joined(NOTHING, key)
    return list(found.values())


NOTHING = Change(("", "", ""), (), ())


def _by_family(key: Key) -> Key:
    """One group for each family of measures of a power, and for each of all other states together."""
    who, family, detail = key
    return (who, family, detail) if who == SETTINGS else (_who(who), family, "")


def _talks_with_strategy(key: Key) -> Key:
    """Strategy, deals and threats of a state are one group."""
    return (key[0], STRATEGY, "") if key[1] in TALKS else key


def _by_state(key: Key) -> Key:
    """All that a power does is one group, all that other states do another."""
    return key if key[0] == SETTINGS else (key[0], "", "")


def _settings_together(key: Key) -> Key:
    return (SETTINGS, "", "") if key[0] == SETTINGS else key


LEVELS = (_by_family, _talks_with_strategy, _by_state, _settings_together)
"""Ever coarser ways of grouping changes."""


def _who(code: str) -> str:
    powers = [row.state for row in load_tables().states if row.role == POWER]
    return code if code in powers else OTHERS


def hybrid(first: Scenario, second: Scenario, made: Iterable[Change]) -> Scenario:
    """Make the first scenario with some of the changes to the second."""
    made = list(made)
    if not made:
        return first
    settings = {name for one in made for name in one.settings}
    states = {code for one in made for code in one.states}
    gone = {place for one in made for place in one.removed}
    new = sorted(place for one in made for place in one.added)
    kept = [event for place, event in enumerate(first.events) if place not in gone]
    update: dict[str, Any] = {name: getattr(second, name) for name in other_keys() if name in settings}
    update["parameters"] = _parameters(first, second, settings)
    update["states"] = {code: (second if code in states else first).states[code] for code in first.states}
    update["events"] = tuple(sorted([*kept, *(second.events[place] for place in new)], key=lambda event: event.date))
    return first.model_copy(update=update)


def other_keys() -> list[str]:
    """List the keys of a scenario that are compared as a whole."""
    return [name for name in Scenario.model_fields if name not in (*NOT_COMPARED, *OWN_WAY)]


def _parameters(first: Scenario, second: Scenario, changed: set[str]) -> dict[str, float]:
    """Values of the first scenario, and of the second for some names; what it leaves out has its default there."""
    named = changed & set(load_parameters())
    kept = {name: value for name, value in first.parameters.items() if name not in named}
    return kept | {name: value for name, value in second.parameters.items() if name in named}
