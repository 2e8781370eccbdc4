"""Months of a run and the days in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sim.types import MONTHS_A_YEAR


@dataclass(frozen=True)
class Calendar:
    """Counts months and days from the first day of a run. start is written YYYY-MM."""

    start: str

    def first(self, month: int) -> date:
        """First day of month 0, 1, 2, ..."""
        year, number = (int(part) for part in self.start.split("-"))
        years, number = divmod(number - 1 + month, MONTHS_A_YEAR)
        return date(year + years, number + 1, 1)

    def month_of(self, day: date) -> int:
        """Count the month a date lies in; negative before the start."""
        begin = self.first(0)
        return (day.year - begin.year) * MONTHS_A_YEAR + day.month - begin.month

    def days(self, day: date) -> int:
        """Days from the start of the run to a date."""
        return (day - self.first(0)).days

    def elapsed(self, month: int, day: int = 1) -> int:
        """Days from the start of the run to a day (1 to 31) of a month."""
        return self.days(self.first(month)) + day - 1

    def name(self, month: int) -> str:
        """Write a month as YYYY-MM."""
        return self.first(month).isoformat()[:7]
