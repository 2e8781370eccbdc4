"""What a sweep says, printed on about one screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from sim.analysis.saving import SUMMARY, source_words
from sim.analysis.sentences import sensitivity_sentence, stability_sentence
from sim.analysis.summary import answers, effect_rows, grey_words, headings, in_short, notes_words, table_words
from sim.console.screen import out, table
from sim.errors import shown

if TYPE_CHECKING:
    from sim.analysis.study import Analysis, OutcomeStudy
    from sim.sweep.results import SweepResults


def print_analysis(
    results: SweepResults, found: Analysis, folder: Path, left_out: Sequence[str], earlier: bool = False
) -> None:
    """Print what matters to each outcome, which runs are of the kind asked for, which choices are efficient.

    earlier: whether an earlier analysis stood in the folder, which this one replaced.
    """
    out.print(f"[bold]{escape(results.title)}[/bold]: {escape(source_words(results))}", soft_wrap=True)
    first, *others = found.outcomes
    _print_study(first, f"What matters to: {results.label(first.sensitivity.outcome)}")
    for study in others:
        label = results.label(study.sensitivity.outcome)
        out.print(f"[bold]{escape(label)}:[/bold] {escape(in_short(study.sensitivity))}.")
    if words := notes_words(found):
        out.print(escape(words))
    for head, sentence in answers(found):
        out.print(f"\n[bold]{escape(head)}.[/bold] {escape(sentence)}")
    if left_out:
        out.print(f"\nFigures left out: {escape('; '.join(left_out))}.")
    out.print(f"\nFiles: {escape(shown(folder))}: {SUMMARY}, tables, figures.", soft_wrap=True)
    if earlier:
        out.print("They replaced the analysis that was there; --out FOLDER keeps the next one apart.", soft_wrap=True)


def _print_study(study: OutcomeStudy, title: str) -> None:
    found = study.sensitivity
    out.print()
    rows = effect_rows(found)
    if rows:
        out.print(table(f"{title} ({table_words(found)})", headings(found), rows, keys=True))
    else:
        out.print(escape(sensitivity_sentence(found)))
    words = [grey_words(found), *map(stability_sentence, study.stabilities)]
    if found.luck is not None:
        words.append(f"Luck: {100 * found.luck.value:.0f} % of the variance of single runs.")
    if told := " ".join(filter(None, words)):
        out.print(escape(told))
