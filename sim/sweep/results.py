"""The results of a sweep for people: one row a run, read part by part, so that a million runs fit in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, nearest, unknown
from sim.folders import MANIFEST, bring_back
from sim.sweep.columns import NUMBERED, POINT, RUN, SEED
from sim.sweep.factors import Factor
from sim.sweep.facts import factors_in
from sim.sweep.manifest import Origins
from sim.sweep.part_files import label_in, number_of
from sim.sweep.store import Store
from sim.sweep.summing import quantile_table, summary_table
from sim.types import Array

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ALL = slice(None)
AGAIN = "'run.py sweep' with --resume lives it again"


class SweepResults:
    """What a sweep came to: every run with all that varied and all that was kept of it.

    `factors` say what varied, `outcomes` and `series_names` what was kept; `table` gives runs as a pandas DataFrame.
    """

    def __init__(self, store: Store) -> None:
        self.folder = store.folder
        self._store = store
        self._said = store.manifest

    @classmethod
    def load(cls, folder: Path | str) -> SweepResults:
        """Read the results in a folder, finished or not. Raises InputError where there are none."""
        place = Path(folder)
        bring_back(place)
        if not (place / MANIFEST).is_file():
            others = [path.name for path in place.parent.glob("*") if (path / MANIFEST).is_file()]
            meant = nearest(place.name, others)
            raise InputError("there is no sweep here; 'run.py sweep' makes one", file=place, suggestion=meant)
        return cls(Store.open(place))

    # What was asked -----------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Short name of the sweep."""
        return str(self._said["sweep"])

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self._said["title"])

    @property
    def about(self) -> str:
        """What it asks."""
        return str(self._said["about"])

    @property
    def base_name(self) -> str:
        """The scenario that everything starts from."""
        return str(self._said["base"])

    @property
    def months(self) -> int:
        """Months of each run."""
        return int(self._said["months"])

    @property
    def month_names(self) -> tuple[str, ...]:
        """The months of each run, as YYYY-MM."""
        year, month = (int(part) for part in str(self._said["start"]).split("-"))
        counted = (divmod(month - 1 + later, 12) for later in range(self.months))
        return tuple(f"{year + years:04d}-{rest + 1:02d}" for years, rest in counted)

    @property
    def counted_from(self) -> str:
        """The month of the shock, YYYY-MM, that two-year outcomes are counted from in every run."""
        return str(self._said["counted_from"])

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All that varies."""
        return factors_in(self._said)

    @property
    def levers(self) -> tuple[Factor, ...]:
        """The choices that vary."""
        return tuple(one for one in self.factors if one.role == "lever")

    @property
    def uncertainties(self) -> tuple[Factor, ...]:
        """The facts that vary."""
        return tuple(one for one in self.factors if one.role == "uncertainty")

    @property
    def design(self) -> dict[str, Any]:
        """What is known of the design: kind, points, axes; base_samples, trajectories and so on where it has them."""
        return dict(self._said["design"])

    @property
    def design_kind(self) -> str:
        """Kind of design: grid, listed, latin_hypercube, sobol, morris or crossed."""
        return str(self._said["design"]["kind"])

    @property
    def base_samples(self) -> int | None:
        """Base samples of a Sobol design."""
        return self.design.get("base_samples")

    @property
    def second_order(self) -> bool:
        """Whether a Sobol design has the rows for pairs of factors."""
        return bool(self.design.get("second_order", False))

    @property
    def trajectories(self) -> int | None:
        """Trajectories of a Morris design."""
        return self.design.get("trajectories")

    @property
    def points(self) -> int:
        """Number of points, lived or not."""
        return int(self._said["points"])

    @property
    def runs_per_point(self) -> int:
        """Runs of each point, each with a luck of its own."""
        return int(self._said["runs_per_point"])

    @property
    def runs(self) -> int:
        """Number of runs, lived or not."""
        return int(self._said["runs"])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes that were kept: columns of the table."""
        return tuple(entry["name"] for entry in self._said["outcomes"])

    @property
    def series_names(self) -> tuple[str, ...]:
        """Names of the series that were kept month by month."""
        return tuple(entry["name"] for entry in self._said["series"])

    @property
    def programs(self) -> list[dict[str, Any]]:
        """The programs that lived it, the last one last; the first ones with the parts that they had lived."""
        return list(self._said["programs"])

    def unit(self, column: str) -> str:
        """Tell the unit of a factor, outcome or series."""
        return self._about(column)[0]

    def label(self, column: str) -> str:
        """Say in a few words what a factor, outcome or series is."""
        return self._about(column)[1]

    # What came of it ----------------------------------------------------------------------------------------------

    @property
    def missing(self) -> int:
        """Runs that have not been lived yet."""
        return 0 if self.complete else self.runs - sum(len(part) for part in self.parts([RUN]))

    @property
    def complete(self) -> bool:
        """Whether all runs are there."""
        return len(self._files) == int(self._said["parts"])

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table: run, point, seed, factors, outcomes."""
        return (*NUMBERED, *(one.name for one in self.factors), *self.outcomes)

    def table(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All runs in their order, one a row; `columns` in the order given, all but series if None."""
        import pandas as pd

        chosen = list(self.columns if columns is None else columns)
        parts = list(self.parts(list(dict.fromkeys((RUN, *chosen)))))
        if not parts:
            return pd.DataFrame(columns=chosen)
        return pd.concat(parts, ignore_index=True).sort_values(RUN, ignore_index=True)[chosen]

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The runs of one part after the other, so that memory need not hold them all; not in the order of runs."""
        for table in self.tables(self.columns if columns is None else columns):
            yield table.to_pandas()

    def tables(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """The same as Arrow tables. Raises InputError for a column that there is none of, or a damaged part."""
        for column in columns:
            self._about(column)
        for file in self._files:
            yield _read(file, list(columns), self._origins)

    def series(self, name: str) -> pd.DataFrame:
        """A series that was kept: runs down, months across."""
        import pandas as pd

        runs, values = self.series_values(name)
        frame = pd.DataFrame(values, index=pd.Index(runs, name=RUN), columns=pd.Index(self.month_names, name="month"))
        return frame.sort_index()

    def series_values(self, name: str, months: slice = ALL) -> tuple[Array, Array]:
        """Numbers of runs (run,), as they were kept, and some months of a series in each: (run, month)."""
        if name not in self.series_names:
            raise unknown("series", name, self.series_names, key="series")
        runs: list[Array] = [np.zeros(0, dtype=np.int64)]
        values: list[Any] = []
        for table in self.tables([RUN, name]):
            runs.append(table[RUN].to_numpy())
            # copied, so that the months which are not wanted do not stay in memory
            values.append(_lists(table[name], self.months)[:, months].copy())
        return np.concatenate(runs), np.concatenate(values or [np.zeros((0, self.months), dtype=np.float32)[:, months]])

    def quantiles(self) -> pd.DataFrame:
        """Quantiles over runs by month of the series that the sweep asked them of: for all runs and by lever."""
        return quantile_table(self)

    def summary(self) -> pd.DataFrame:
        """One row for each outcome: runs that have it, mean, standard deviation, quantiles, unit, label."""
        return summary_table(self)

    # Within -------------------------------------------------------------------------------------------------------

    @property
    def quantile_series(self) -> tuple[str, ...]:
        """Names of the series whose quantiles were asked for."""
        return tuple(entry["name"] for entry in self._said["series"] if entry["quantiles"])

    @cached_property
    def _origins(self) -> Origins:
        return Origins(self._said)

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        return tuple(file for _, file in sorted(self._store.files().items()))

    def _about(self, column: str) -> tuple[str, str]:
        """Unit and label of a column."""
        for one in self.factors:
            if one.name == column:
                return one.unit, one.label
        for entry in (*self._said["outcomes"], *self._said["series"]):
            if entry["name"] == column:
                return entry["unit"], entry["label"]
        if column in (RUN, POINT, SEED):
            return "", f"number of the {column}" if column != SEED else "seed of the run's luck"
        raise unknown("column", column, (*self.columns, *self.series_names), key="column")

    def __len__(self) -> int:
        return self.runs

    def __repr__(self) -> str:
        varied = [f"{len(some)} {what}" for some, what in _counted(self) if some]
        left = "" if self.complete else f", {self.missing:,} of them still to be lived"
        return (
            f"<SweepResults {self.name}: {self.points:,} points x {self.runs_per_point} runs of {self.months} months"
            f"{left}; {', '.join(varied)}; {len(self.outcomes)} outcomes>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: what varied, and the spread of what came out."""
        from html import escape

        import pandas as pd

        varied = [(one.name, one.role, values_in_words(one), one.unit, one.label) for one in self.factors]
        factors = pd.DataFrame(varied, columns=["factor", "role", "values", "unit", "what it is"])
        head = f"<b>{escape(self.title)}</b><br>{escape(repr(self)[1:-1])}"
        came_out = self.summary().to_html(index=False, float_format="{:.4g}".format)
        return f"{head}{factors.to_html(index=False)}{came_out}"


def values_in_words(factor: Factor) -> str:
    """Write out what values a factor takes."""
    axis = factor.axis
    if factor.listed:
        return ", ".join(str(value) for value in axis.values)
    low, _, high = axis.ends
    return f"{low:g} to {high:g}"


def _counted(results: SweepResults) -> tuple[tuple[Sequence[object], str], ...]:
    levers, facts = results.levers, results.uncertainties
    return (levers, "lever" if len(levers) == 1 else "levers"), (facts, "uncertain" if facts else "")


def _read(file: Path, columns: list[str], origins: Origins) -> pa.Table:
    """Some columns of a part. Raises InputError where it is gone, damaged or of another sweep."""
    import pyarrow.parquet as pq

    try:
        # a file that is mapped into memory fails late when it is damaged
        with pq.ParquetFile(file, memory_map=False, page_checksum_verification=True) as part:
            if not origins.fit(label_in(part.schema_arrow), _number(file)):
                raise InputError(
                    f"this is no part of the sweep that was read; {AGAIN}, or read the results anew", file=file
                )
            # columns that are not there would be left out without a word
            if lacking := [name for name in columns if name not in part.schema_arrow.names]:
                raise InputError(f"this file lacks {', '.join(lacking)}; {AGAIN}", file=file)
            return part.read(columns=columns, use_threads=False)
    except FileNotFoundError:
        raise InputError("this file is gone: the sweep was begun again; read the results anew", file=file) from None
    except (OSError, ValueError):
        raise InputError(f"this file is damaged; {AGAIN}", file=file) from None


def _number(file: Path) -> int:
    number = number_of(file)
    return -1 if number is None else number


def _lists(column: Any, months: int) -> Array:
    """A column of lists as an array (run, month)."""
    flat: Array = column.combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return flat.reshape(-1, months)
