"""Whether a sweep is begun, taken up again or refused, by what its folder holds already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.folders import MANIFEST, bring_back
from sim.provenance import program, rounds_alike
from sim.sweep.facts import facts, layout_facts, lines_up, program_facts
from sim.sweep.layout import parts_of
from sim.sweep.manifest import FORMAT, KIND, is_sweep, numbers_in, ranges_of
from sim.sweep.store import SCENARIO, SWEEP, Store

if TYPE_CHECKING:
    from sim.sweep.plan import Plan


@dataclass(frozen=True)
class Wish:
    """What somebody allows: to take up what was broken off, to begin again, to go on though something has changed.

    Raises InputError for wishes that contradict each other.
    """

    resume: bool = False
    again: bool = False
    accept_changes: bool = False

    def __post_init__(self) -> None:
        if self.again and (self.resume or self.accept_changes):
            other = "--resume" if self.resume else "--accept-changes"
            raise InputError(
                f"'--again' throws away what was lived, '{other}' goes on with it: leave one of them out", key="again"
            )


def begun(plan: Plan, folder: Path, wish: Wish) -> Store:
    """Give the folder of a sweep, new or taken up again; only for who holds it.

    What is finished and has not changed is left as it is. Raises InputError, which says what to do, where results
    would be lost or mixed unasked.
    """
    store, changed = found(plan, folder, wish)
    if store is None:
        return Store.create(folder, manifest_of(plan), _texts(plan))
    if changed:
        store.tidy()
        _note_change(plan, store, changed)
    return store


def found(plan: Plan, folder: Path, wish: Wish) -> tuple[Store | None, list[str]]:
    """What a sweep would go on with, or None where it would begin, and what has changed since; writes nothing.

    Raises InputError where neither is allowed.
    """
    bring_back(folder)
    if wish.again or not (folder / MANIFEST).is_file():
        return None, []
    if not is_sweep(folder):
        what = "these are results of something else than a sweep"
        raise InputError(f"{what}; name another folder with --out, or '--again' replaces them", file=folder, key="out")
    store = Store.open(folder)
    changed = _changed(plan, store)
    if changed:
        _check_accepted(plan, store, changed, wish)
    elif not (store.manifest.get("finished") or wish.resume or wish.accept_changes):
        raise _broken_off(plan, store)
    return store, changed


def manifest_of(plan: Plan) -> dict[str, Any]:
    """What the manifest of a sweep says before anything of it is lived."""
    return {
        KIND: FORMAT,
        **facts(plan),
        **layout_facts(plan),
        "programs": [program_facts(program())],
        "finished": False,
        # a manifest of any kind tells which program wrote it
        **{key: value for key, value in program_facts(program()).items() if key in ("version", "git")},
    }


def lived_of(plan: Plan, store: Store) -> str:
    """How much of a sweep is there, in words."""
    runs, kept = int(store.manifest["runs"]), store.files()
    if store.manifest["plan"] != plan.fingerprint():
        return f"{len(kept):,} of {store.manifest['parts']:,} parts"
    lived = sum(part.size for part in parts_of(plan, int(store.manifest["part_size"])) if part.number in kept)
    return f"{lived:,} of {runs:,} runs"


def _texts(plan: Plan) -> dict[str, str]:
    return {SWEEP: plan.resolved_yaml(), SCENARIO: plan.base.resolved_yaml()}


def _changed(plan: Plan, store: Store) -> list[str]:
    """What is not as it was when the sweep was begun, in words."""
    changed = []
    if plan.fingerprint() != store.manifest["plan"]:
        texts = _texts(plan)
        differ = [what for what, name in (("sweep", SWEEP), ("scenario", SCENARIO)) if texts[name] != store.text(name)]
        changed += [f"the {what}" for what in differ] or ["a strategy's file or a parameter"]
    last = store.manifest["programs"][-1]["program"]
    if program() != last:
        changed.append("the program" if rounds_alike(last) else "the kind of machine, which rounds in another way,")
    return changed


def _check_accepted(plan: Plan, store: Store, changed: list[str], wish: Wish) -> None:
    """Refuse to go on with what has changed, or to throw it away, unless that is asked for."""
    what = f"{' and '.join(changed)} changed since {lived_of(plan, store)} were lived"
    ways = "'--again' throws these away and begins anew, --out names another folder"
    if not lines_up(store.manifest, facts(plan)):
        raise InputError(f"{what}, so that the runs are others; {ways}", file=store.folder)
    if not wish.accept_changes:
        raise InputError(f"{what}; {ways}, '--resume --accept-changes' goes on all the same", file=store.folder)


def _note_change(plan: Plan, store: Store, changed: list[str]) -> None:
    """Keep what the sweep was, and say what is from then."""
    programs = list(store.manifest["programs"])
    told = [number for entry in programs[:-1] for number in numbers_in(entry["parts"])]
    lived = sorted(set(store.files()) - set(told))
    before = {**programs[-1], "plan": store.manifest["plan"], "parts": ranges_of(lived), "until": changed}
    for name, text in _texts(plan).items():
        if text != store.text(name):
            store.write(f"{Path(name).stem}.before-{len(programs)}.yaml", store.text(name).encode())
            store.write(name, text.encode())
    store.note(**facts(plan), programs=[*programs[:-1], before, program_facts(program())], finished=False)


def _broken_off(plan: Plan, store: Store) -> InputError:
    return InputError(
        f"{lived_of(plan, store)} were lived and then it was broken off; '--resume' lives the others, '--again' begins "
        "anew",
        file=store.folder,
    )
