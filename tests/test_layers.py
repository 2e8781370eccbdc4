"""Dependencies point down: a test reads the imports."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent / "sim"

LAYERS = [
    {"types"},
    {"errors", "arrays", "luck", "memory", "loops", "draws", "bargaining", "games", "designs", "work"},
    {"documents", "checking"},
    {"parameters"},
    {"tables"},
    {"names"},
    {"scenario"},
    {"policy"},
    {"chain"},
    {"borders", "industry", "economy"},
    {"world"},
    {"states"},
    {"recording"},
    {"start", "faces", "tracks", "foresight", "lives", "lean"},
    {"recorder", "variables", "chance"},
    {"model"},
    {"provenance", "folders", "locks"},
    {"labelled", "longtable", "measures", "commerce_changes", "impact", "stops", "supply", "record", "words"},
    {"leverage"},
    {"outcomes", "storage", "results"},
    {"simulation", "ladder_game"},
    {"sweep"},
    {"analysis"},
    {"validation"},
    {"calibration", "tournament", "bargain_study"},
    {"comparison", "training"},
    {"figures"},
    {"console"},
]
"""From the ground up; a file imports from its own layer or from below."""

STATES_LAYERS = [
    {"closing", "courses", "details", "moves", "options", "own_files", "requests"},
    {"briefing"},
    {"deals.issue_texts", "deals.issues", "deals.packages", "each_world", "timeline"},
    {"rules", "statecraft"},
    {"office", "player", "strategy"},
    {""},
    {"judging", "law", "strategies"},
    {"deals"},
    {"levers", "seen"},
    {"consent", "deals.negotiating", "enactment", "state"},
    {"diplomacy"},
]
"""The same within sim.states, where the empty name is the package's own: what a strategy of one's own needs."""

STRATEGIES_KNOW = (
    "sim.types",
    "sim.states.briefing",
    "sim.states.closing",
    "sim.states.courses",
    "sim.states.each_world",
    "sim.states.moves",
    "sim.states.options",
    "sim.states.requests",
    "sim.states.rules",
    "sim.states.strategies",
    "sim.states.strategy",
)
"""What a strategy may import beside sim.states itself: nothing through which it could reach the world."""


def layer_of(module: str) -> int:
    name = module.split(".")[1]
    for height, names in enumerate(LAYERS):
        if name in names:
            return height
    raise AssertionError(f"{module} has no layer: add it to LAYERS")


def layer_in_states(module: str) -> int:
    """Height of a module of sim.states: that of the longest part of its name that is listed."""
    parts = module.split(".")[2:]
    for length in range(len(parts), -1, -1):
        name = ".".join(parts[:length])
        for height, names in enumerate(STATES_LAYERS):
            if name in names and (name or not parts):
                return height
    raise AssertionError(f"{module} has no layer: add it to STATES_LAYERS")


def imports(path: Path) -> list[str]:
    """Modules of the package that a file imports when it is loaded; imports for type checkers alone do not count."""
    found: list[str] = []
    for node in ast.walk(_without_type_checking(ast.parse(path.read_text()))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sim."):
            found.append(node.module)
        elif isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.startswith("sim.")]
    return found


def _without_type_checking(tree: ast.Module) -> ast.Module:
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    ]
    return tree


def module_of(path: Path) -> str:
    return "sim." + ".".join(path.relative_to(ROOT).with_suffix("").parts)


def files() -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py"]


def test_no_file_imports_from_above() -> None:
    wrong = [
        f"{module_of(path)} imports {name}"
        for path in files()
        for name in imports(path)
        if layer_of(name) > layer_of(module_of(path))
    ]
    assert not wrong


def test_no_file_of_states_imports_from_above() -> None:
    modules = {module_of(path).removesuffix(".__init__"): path for path in (ROOT / "states").rglob("*.py")}
    wrong = [
        f"{module} imports {name}"
        for module, path in modules.items()
        for name in imports(path)
        if name.startswith("sim.states") and layer_in_states(name) > layer_in_states(module)
    ]
    assert not wrong


def test_every_layer_has_files() -> None:
    found = {module_of(path).removesuffix(".__init__") for path in files()}
    for names, before in ((LAYERS, "sim."), (STATES_LAYERS, "sim.states.")):
        missing = [name for layer in names for name in layer if f"{before}{name}".rstrip(".") not in found]
        assert not missing


def test_chain_and_economy_know_no_state() -> None:
    for part in ("chain", "borders", "industry", "economy", "policy"):
        for path in (ROOT / part).rglob("*.py"):
            assert not [name for name in imports(path) if name.startswith("sim.states")], path


def test_there_are_no_cycles_between_files() -> None:
    modules = {module_of(path).removesuffix(".__init__"): imports(path) for path in files()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " > ".join((*trail, module))
        if module not in done:
            for name in modules.get(module, []):
                if name in modules and name != module:
                    visit(name, (*trail, module))
            done.add(module)

    for module in modules:
        visit(module, ())


def test_strategies_know_only_their_own_kind() -> None:
    for path in (ROOT / "states" / "strategies").glob("*.py"):
        # the player's questions and answers are the one way out
        known = (*STRATEGIES_KNOW, "sim.states.player") if path.name == "human.py" else STRATEGIES_KNOW
        for name in imports(path):
            within = any(f"{name}.".startswith(f"{one}.") for one in known)
            assert within or name == "sim.states", f"{path.name} imports {name}"


def test_nothing_draws_luck_without_a_name() -> None:
    for path in files():
        text = path.read_text()
        if path.name != "luck.py":
            assert "np.random." not in text and "import random" not in text, path
