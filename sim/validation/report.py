"""What a validation found, as a table, and a folder to keep it in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.folders import replacing, write_manifest, write_table
from sim.parameters import load_sources
from sim.types import PER_CENT
from sim.validation.checks import Finding, Validation
from sim.validation.page import page
from sim.validation.patterns.page import pattern_frame

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    *("id", "about", "what", "scenario", "unit", "model_p10", "model_median", "model_p90", "samples"),
    *("low", "high", "holds_percent", "verdict", "covered", "given", "quality", "source", "note", "missing"),
)


def frame(validation: Validation) -> pd.DataFrame:
    """One row for each check: model, limits, verdict, source."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in validation.findings], columns=list(COLUMNS))


def save(validation: Validation, folder: Path | str, draw: Callable[[Validation, Path], Any] | None = None) -> Path:
    """Write checks.csv, patterns.csv, report.md, the draws, a figure and a manifest to a folder: all or nothing."""
    with replacing(folder) as fresh:
        write_table(frame(validation), fresh / "checks.csv")
        if validation.patterns is not None:
            write_table(pattern_frame(validation.patterns), fresh / "patterns.csv")
        write_table(_draws(validation), fresh / "samples.csv")
        (fresh / "report.md").write_text(page(validation), encoding="utf-8")
        if draw is not None:
            draw(validation, fresh)
        write_manifest(fresh, _manifest(validation))
    return Path(folder)


def _row(one: Finding) -> tuple[Any, ...]:
    check = one.check
    titles = "; ".join(load_sources()[key].title for key in check.source)
    low, high = check.limits
    return (
        *(check.id, check.about, check.what, check.scenario, check.unit, *one.band, len(one.known)),
        *(low, high, PER_CENT * one.holds, one.verdict, one.covered, check.given),
        *(check.quality, titles, check.note, one.missing),
    )


def _draws(validation: Validation) -> pd.DataFrame:
    import pandas as pd

    draws = validation.draws
    values = pd.DataFrame(draws.values.T, columns=list(draws.names))
    values.insert(0, "seed", list(draws.seeds))
    return values


def _manifest(validation: Validation) -> dict[str, Any]:
    origin = validation.origins[0].origin
    return {
        "validation": [one.check.id for one in validation.findings],
        "scenarios": list(dict.fromkeys(one.check.scenario for one in validation.findings)),
        "samples": validation.draws.samples,
        "seeds": [validation.draws.seeds[0], validation.draws.seeds[-1]],
        "parameters": list(validation.draws.names),
        "version": origin.version,
        "git": origin.git,
        "packages": origin.packages,
    }
