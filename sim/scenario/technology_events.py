"""Dated measures for AI data centres: access to the grid, and public land."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.checking import refuse
from sim.scenario.event_parts import Event


class GridAccessEvent(Event):
    """AI data centres at home get power sooner, or more of them do; a later event replaces an earlier one.

    factor: on the usual time between the delivery of a chip and its connection, 0 is at once. gw_year: gigawatts a
    year that the grid connects for them beyond the usual.
    """

    kind: Literal["grid_access"]
    factor: Annotated[float, Field(ge=0, le=10)] | None = None
    gw_year: Annotated[float, Field(ge=0, le=100)] | None = None

    @model_validator(mode="after")
    def _says_what_changes(self) -> Self:
        if self.factor is None and self.gw_year is None:
            refuse("grid access needs 'factor', 'gw_year' or both", inside=("kind",))
        return self


class FederalLandEvent(Event):
    """A state sells public land for AI data centres, on which so many gigawatts can run once they are built."""

    kind: Literal["federal_land"]
    gw: Annotated[float, Field(gt=0, le=100)]


TechnologyEvent = GridAccessEvent | FederalLandEvent
"""Any measure for AI data centres."""
