"""A dated ruling of a court on a law that tariffs rest on: nobody's decision, whatever strategy the state follows."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ValidationInfo, model_validator

from sim.checking import refuse_name
from sim.parameters import Text
from sim.scenario.event_parts import AUTHORITIES, NATIONAL, SECTORAL, Event
from sim.scenario.vocabulary import known


class CourtRulingEvent(Event):
    """A court strikes down an authority of the actor, whose law it is; stayed: the ruling has no effect for now."""

    kind: Literal["court_ruling"]
    authority: str
    court: Text
    stayed: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _know_the_authority(cls, data: Any, info: ValidationInfo) -> Any:
        # an unknown actor is answered where the actor is read
        if not isinstance(data, dict) or data.get("actor") not in tuple(known(info).states):
            return data
        legal = AUTHORITIES.get(data["actor"], (NATIONAL, SECTORAL))
        if "authority" in data and data["authority"] not in legal:
            refuse_name(f"authority of {data['actor']}", str(data["authority"]), legal, inside=("authority",))
        return data
