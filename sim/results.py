"""Results of a simulation for people: tables, bands over runs, outcomes, and a folder to keep them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import storage
from sim.folders import replacing, write_table
from sim.labelled import Labelled, quantiles
from sim.leverage.ledger import has_leverage, leverage_table
from sim.longtable import as_frame
from sim.outcomes import Outcome, outcomes
from sim.provenance import provenance_of
from sim.record import magnet_table
from sim.recording import TOTAL, EventRow, Recording

if TYPE_CHECKING:
    import pandas as pd

QUANTILES = ("p10", "median", "p90")


class Results(Labelled):
    """What one scenario came to in one run or in many: named series, events, outcomes."""

    @classmethod
    def from_recording(cls, recording: Recording) -> Results:
        """Take over what the recorder kept."""
        rows = [row if isinstance(row, EventRow) else EventRow.from_row(row) for row in recording.events]
        return cls(
            origin=provenance_of(recording),
            months=tuple(recording.months),
            seeds=tuple(recording.seeds),
            variables=tuple(recording.variables),
            events=tuple(rows),
        )

    @classmethod
    def load(cls, folder: Path | str) -> Results:
        """Read saved results back. Raises InputError naming the file when one is missing or damaged."""
        kept = storage.read(folder)
        return cls(**{field.name: getattr(kept, field.name) for field in fields(kept)})

    def table(self) -> pd.DataFrame:
        """Everything in one long table: scenario, run, seed, month, variable, state, partner, good, unit, value."""
        return as_frame(self)

    def series(self, variable: str, state: str = TOTAL, partner: str = TOTAL, good: str = TOTAL) -> pd.DataFrame:
        """One series, months down and runs across; an empty partner is the total over partners."""
        import pandas as pd

        values = self.values(variable, state, partner, good)
        return pd.DataFrame(values, index=self._month_index(), columns=pd.RangeIndex(self.runs, name="run"))

    def band(self, variable: str, state: str = TOTAL, partner: str = TOTAL, good: str = TOTAL) -> pd.DataFrame:
        """Median, 10 % and 90 % points of one series over the runs, month by month."""
        import pandas as pd

        bands = self.quantiles(variable, state, partner, good)
        return pd.DataFrame(dict(zip(QUANTILES, bands, strict=True)), index=self._month_index())

    def bands(self) -> pd.DataFrame:
        """Median, 10 % and 90 % points of every series over the runs, in one long table."""
        import pandas as pd

        return pd.concat([_bands_of(self, row) for row in range(len(self.variables))], ignore_index=True)

    def events_table(self) -> pd.DataFrame:
        """Every measure in every run: who did what to whom, from what to what, and why."""
        import pandas as pd

        return pd.DataFrame(list(storage.event_rows(self)), columns=list(storage.EVENT_COLUMNS))

    def outcomes(self, since: int | None = None) -> list[Outcome]:
        """Tell what each run comes to; two-year outcomes are counted from month `since` (or from the first measure)."""
        return outcomes(self, since)

    def summary(self) -> pd.DataFrame:
        """Outcomes of each run in a long table: scenario, run, seed, outcome, state, good, value, unit, label."""
        import pandas as pd

        columns = ["scenario", "run", "seed", "outcome", "state", "good", "value", "unit", "label"]
        rows = [
            (
                *(self.scenario, run, self.seeds[run], one.name, one.state, one.good),
                float(one.values[run]),
                one.unit,
                one.label,
            )
            for one in self.outcomes()
            for run in range(self.runs)
        ]
        return pd.DataFrame(rows, columns=columns)

    def save(self, folder: Path | str, draw: Callable[[Results, Path], Any] | None = None) -> Path:
        """Write everything to a folder, or nothing at all when anything goes wrong; earlier results there are replaced.

        `draw(results, folder)` puts figures into a folder (see `sim.figures.draw_all`). Raises InputError when the
        folder cannot be written or holds other things.
        """
        with replacing(folder) as fresh:
            storage.write_scenario(self, fresh)
            storage.write_series(self, fresh)
            storage.write_events(self, fresh)
            write_table(self.summary(), fresh / "summary.csv")
            write_table(magnet_table(self), fresh / "magnet_exports.csv")
            if has_leverage(self):
                write_table(leverage_table(self), fresh / "leverage.csv")
            if self.runs > 1:
                write_table(self.bands(), fresh / "bands.csv")
            if draw is not None:
                (fresh / "figures").mkdir()
                draw(self, fresh / "figures")
            storage.write_origin(self, fresh)
        return Path(folder)

    def _month_index(self) -> pd.Index[str]:
        import pandas as pd

        return pd.Index(self.months, name="month")


def _bands_of(results: Results, row: int) -> pd.DataFrame:
    """Put the bands of one block of series into a long table."""
    import pandas as pd

    series = results.variables[row]
    months, entities, _ = series.values.shape
    texts = {part: np.repeat(np.array(getattr(series, part), dtype=object), months) for part in _PARTS}
    return pd.DataFrame(
        {
            "scenario": results.scenario,
            "month": np.tile(np.array(results.months, dtype=object), entities),
            "variable": series.name,
            **texts,
            "unit": series.unit,
            **dict(zip(QUANTILES, (band.T.reshape(-1) for band in quantiles(series.values)), strict=True)),
        }
    )


_PARTS = ("state", "partner", "good")
