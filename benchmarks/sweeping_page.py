"""The page of sweeps: every part that has been measured, as sentences and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.measured import known
from benchmarks.sweeping_tables import GIGA, Figures, sheets_of

PAGE = Path(__file__).with_name("sweeps.md")
MEGA = 1e6
AIM_TIMES, AIM_MEMORY = 100, 1000
"""What is asked: times `mesa.batch_run`, and MB of the parent's memory."""


def write_page(parts: Sequence[str]) -> None:
    """Write the page from what is kept of these parts; those never measured are left out."""
    found = {part: figures for part in parts if (figures := known(part)) is not None}
    texts = [HEAD, *(_section(part, figures) for part, figures in found.items())]
    PAGE.write_text("\n".join(texts), encoding="utf-8")


def _section(part: str, figures: Figures) -> str:
    """One part of the page: its words, when and where it was measured, its tables."""
    tables = "\n".join(sheet.as_markdown() for sheet in sheets_of(part, figures))
    return f"# {WORDS[part][0]}\n\n{said_of(part, figures)}\n\n{_measured(part, figures['made'])}\n\n{tables}"


def said_of(part: str, figures: Figures) -> str:
    """What a part found, in words."""
    words = WORDS[part][1]
    return words(figures) if callable(words) else words


def _measured(part: str, made: Figures) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in made["packages"].items())
    program = f", program {made['program']}" if made["program"] else ""
    small = " Measured small, to try it out: renew it." if made["quick"] else ""
    return (
        f"*{made['processor']}, {made['cores']} cores, Python {made['python']}, {packages}; {made['date']}{program}. "
        f"Renew: `python -m benchmarks.sweeping {part} --write`.{small}*"
    )


def _of_bandwidth(figures: Figures) -> str:
    worlds, rate = figures["worlds"], figures["copy"][-1]["rate"]
    alone = figures["months"][0]["alone"]["median"]
    moved = figures["bytes"] * worlds / rate
    least = figures["least_bytes"] * worlds / rate
    verdict = (
        f"moving bytes takes {moved / alone:.0%} of it at most, Python and arithmetic the rest."
        if moved < alone
        else "it moves bytes as fast as memory can be copied, or faster where caches help."
    )
    return (
        f"A month of one world goes through {figures['bytes'] / MEGA:.2f} MB, "
        f"{figures['bytes'] / figures['firms']:,.0f} bytes a firm, in {figures['passes']:,.0f} passes of NumPy; its "
        f"state, read and written once, is {figures['least_bytes'] / MEGA:.2f} MB. {worlds} worlds take "
        f"{1000 * alone:.0f} ms a month in NumPy. If every pass went to memory at the rate of copying "
        f"({rate / GIGA:.1f} GB/s, one process) it would be {1000 * moved:.0f} ms: {verdict} Read and written once, "
        f"the state would take {1000 * least:.1f} ms: fewer passes are the way on. {_at_once(figures)}\n\n"
        "Counted are the bytes of every array that an operation of NumPy reads or writes (`counted.py`: arrays that "
        "count; picking rows counts the rows, views count nothing, what is spread over an axis counts once), in twelve "
        "months of the timing sweep after its record has ended. What compiled loops touch is not counted."
    )


def _at_once(figures: Figures) -> str:
    """What two processes do together, in each form of the chain's month."""
    said = [
        f"{2 * form['alone']['median'] / form['together']['median']:.2f} times the work of one ({form['form']})"
        for form in figures["months"]
    ]
    return f"Two processes at once do {' and '.join(said)}."


def _of_batch_run(figures: Figures) -> str:
    met = "met" if figures["ratio"]["median"] >= AIM_TIMES else "missed"
    return (
        "The twin lives through the chain and the licence desks only, as agents with plain Python numbers; it has no "
        "governments, deals, trade equilibrium, growth, jobs or beliefs, which all runs of the sweep have. Both start "
        "from nothing, with two processes, in turn, in the same minutes; the ratio is taken within a round. "
        f"Aim: {AIM_TIMES} times; {met}."
    )


def _of_kills(figures: Figures) -> str:
    result = "equal" if figures["same"] else "NOT EQUAL"
    return (
        f"A sweep of {figures['runs']:,} runs with {figures['workers']} processes ({figures['seconds_in_peace']:.0f} s "
        "in peace) is killed by SIGKILL at random moments (the parent, one worker, or all of them) and resumed, until "
        f"that has happened {len(figures['deaths'])} times; {figures['sweeps']} sweeps were begun for it. What is kept "
        f"of each, column by column and file by file, is **{result}** to what a sweep left in peace keeps."
    )


def _of_memory(figures: Figures) -> str:
    met = "met" if figures["parent_memory"] < AIM_MEMORY else "missed"
    return (
        "Runs of three months, so that the number of runs matters and not their length. Peak memory is that of a whole "
        f"process, with all that Python loads. Aim: the parent stays under 1 GB; {met}."
    )


HEAD = """<!-- Written by python -m benchmarks.sweeping: do not edit. -->

Sweeps of `timing_sweep.yaml`: two levers and six facts drawn for each run, five outcomes kept, every run with the luck
of its own seed. Milliseconds are processor time where it says so and time by the clock elsewhere; a median stands
before the least and the greatest of the rounds. How to renew it: [README](README.md).
"""

BATCH = "Processor time of a run in a batch, lived as a worker lives it: from the draw of its numbers to the file."

TURN = "Workers turn from NumPy to compiled loops, where numba is installed, once they have lived enough to gain by it."

WORDS: Mapping[str, tuple[str, str | Callable[[Figures], str]]] = {
    "worlds": ("Worlds at once", BATCH),
    "months": ("Months", BATCH),
    "firms": ("Firms", BATCH),
    "phases": ("Phases", "Only the series that the outcomes are made of are recorded."),
    "bandwidth": ("What memory allows", _of_bandwidth),
    "workers": (
        "Workers",
        f"The same sweep by one process, two, and a Dask cluster here; starting counts. {TURN}",
    ),
    "against": ("Against mesa.batch_run", _of_batch_run),
    "ten_thousand": ("Ten thousand runs", f"Runs of sixty months, two processes, from the command to its end. {TURN}"),
    "kills": ("Killed and resumed", _of_kills),
    "hundred_thousand": ("A hundred thousand runs", _of_memory),
    "million": (
        "A million points",
        "The design of the timing sweep with so many points: every value of every point is made, block by block.",
    ),
}
