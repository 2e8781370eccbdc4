"""Whether a sweep is begun, taken up again or refused, by what its folder holds already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.provenance import program
from sim.sweep.facts import facts, layout_facts, lines_up, program_facts
from sim.sweep.layout import parts_of
from sim.sweep.store import FORMAT, SCENARIO, SWEEP, Store, is_sweep

if TYPE_CHECKING:
    from sim.sweep.plan import Plan


@dataclass(frozen=True)
class Wish:
    """What somebody allows: to take up what was broken off, to begin again, to go on though something has changed."""

    resume: bool = False
    again: bool = False
    accept_changes: bool = False


def begun(plan: Plan, folder: Path, wish: Wish) -> Store:
    """Give the folder of a sweep, new or taken up again. Raises InputError, which says what to do, where neither fits.

    What is finished and has changed is replaced; what is finished and has not is left as it is.
    """
    if wish.again or not is_sweep(folder):
        return _new(plan, folder)
    store = Store.open(folder)
    changed = _changed(plan, store)
    if store.manifest.get("finished") and not wish.resume:
        return _new(plan, folder) if changed else store
    if not (wish.resume or wish.accept_changes):
        raise _broken_off(plan, store)
    return _taken_up(plan, store, changed, wish) if changed else store


def _new(plan: Plan, folder: Path) -> Store:
    return Store.create(folder, manifest_of(plan), _texts(plan))


def manifest_of(plan: Plan) -> dict[str, Any]:
    """What the manifest of a sweep says before anything of it is lived."""
    return {
        "sweep_format": FORMAT,
        **facts(plan),
        **layout_facts(plan),
        "programs": [program_facts(program())],
        "finished": False,
        # a manifest of any kind tells which program wrote it
        **{key: value for key, value in program_facts(program()).items() if key in ("version", "git")},
    }


def _texts(plan: Plan) -> dict[str, str]:
    return {SWEEP: plan.resolved_yaml(), SCENARIO: plan.base.resolved_yaml()}


def _changed(plan: Plan, store: Store) -> list[str]:
    """What is not as it was when the sweep was begun, in words."""
    texts = _texts(plan)
    changed = []
    if plan.fingerprint() != store.manifest["plan"]:
        differ = [what for what, name in (("sweep", SWEEP), ("scenario", SCENARIO)) if texts[name] != store.text(name)]
        changed += [f"the {what}" for what in differ] or ["a strategy's file or a parameter"]
    if program() != store.manifest["programs"][-1]["program"]:
        changed.append("the program")
    return changed


def _taken_up(plan: Plan, store: Store, changed: list[str], wish: Wish) -> Store:
    """Go on though something has changed, if that is allowed, and note which parts are from before."""
    what = f"{' and '.join(changed)} changed since {_lived(plan, store)} were lived"
    fresh = facts(plan)
    if not lines_up(store.manifest, fresh):
        raise InputError(
            f"{what}, so that the runs are others; '--again' begins anew, or name another folder with --out",
            file=store.folder,
        )
    if not wish.accept_changes:
        raise InputError(
            f"{what}; '--again' begins anew, '--resume --accept-changes' goes on all the same", file=store.folder
        )
    _note_change(plan, store, fresh, changed)
    return store


def _note_change(plan: Plan, store: Store, fresh: dict[str, Any], changed: list[str]) -> None:
    """Keep what the sweep was, and say what is from then."""
    programs = list(store.manifest["programs"])
    told = [number for entry in programs[:-1] for number in numbers_in(entry["parts"])]
    lived = sorted(set(store.files()) - set(told))
    before = {**programs[-1], "plan": store.manifest["plan"], "parts": ranges_of(lived), "until": changed}
    for name, text in _texts(plan).items():
        if text != store.text(name):
            store.write(f"{Path(name).stem}.before-{len(programs)}.yaml", store.text(name).encode())
            store.write(name, text.encode())
    store.note(**fresh, programs=[*programs[:-1], before, program_facts(program())], finished=False)


def _broken_off(plan: Plan, store: Store) -> InputError:
    return InputError(
        f"{_lived(plan, store)} were lived and then it was broken off; '--resume' lives the others, '--again' begins "
        "anew",
        file=store.folder,
    )


def _lived(plan: Plan, store: Store) -> str:
    """How many runs are there, in words."""
    runs = int(store.manifest["runs"])
    if store.manifest["plan"] != plan.fingerprint():
        return f"{len(store.files()):,} of {store.manifest['parts']:,} parts"
    kept = store.files()
    lived = sum(part.size for part in parts_of(plan, int(store.manifest["part_size"])) if part.number in kept)
    return f"{lived:,} of {runs:,} runs"


def ranges_of(numbers: Iterable[int]) -> str:
    """Write rising numbers shortly: 0-11,14."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def numbers_in(ranges: str) -> list[int]:
    """Read such a text back."""
    ends = [[int(end) for end in part.split("-")] for part in ranges.split(",") if part]
    return [number for pair in ends for number in range(pair[0], pair[-1] + 1)]
