"""What is kept of a game: the matrix and the map as tables, figures, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.folders import replacing, write_manifest, write_table
from sim.games import KINDS
from sim.policy.relations import PARTS

if TYPE_CHECKING:
    import pandas as pd

    from sim.ladder_game.kinds import KindMap
    from sim.ladder_game.values import LadderGame

Draw = Callable[["LadderGame", "KindMap | None", Path], Any]


def save(game: LadderGame, kinds: KindMap | None, folder: Path | str, draw: Draw | None = None) -> Path:
    """Write game.csv, kinds.csv if there is a map, and figures to a folder: all of it or nothing."""
    with replacing(folder) as fresh:
        write_table(matrix(game), fresh / "game.csv")
        if kinds is not None:
            write_table(grid(kinds), fresh / "kinds.csv")
        if draw is not None:
            draw(game, kinds, fresh)
        write_manifest(fresh, _manifest(game, kinds))
    return Path(folder)


def matrix(game: LadderGame) -> pd.DataFrame:
    """One pair of rungs in a row: payoffs with their parts, best replies, equilibrium, Pareto set, quantal play."""
    import pandas as pd

    rows = []
    for row, column in product(*(range(size) for size in game.payoffs[0].shape)):
        line: dict[str, Any] = {f"rung_{game.players[0]}": row, f"rung_{game.players[1]}": column}
        for place, player in enumerate(game.players):
            line[f"payoff_{player}"] = game.payoffs[place][row, column]
            line |= {f"{part}_{player}": game.parts[place, at, row, column] for at, part in enumerate(PARTS)}
        for place, player in enumerate(game.players):
            line[f"best_reply_{player}"] = int(game.best[place][row, column])
        line["equilibrium"] = int((row, column) in game.equilibria)
        line["pareto"] = int(game.pareto[row, column])
        line["quantal"] = float(game.quantal.rows[row] * game.quantal.columns[column])
        rows.append(line)
    return pd.DataFrame(rows)


def grid(kinds: KindMap) -> pd.DataFrame:
    """One pair of assumptions in a row, with the kind of game as either player sees it."""
    import pandas as pd

    rows = []
    for first, second in np.ndindex(kinds.kinds.shape[1:]):
        line: dict[str, Any] = {kinds.names[0]: kinds.values[0, first], kinds.names[1]: kinds.values[1, second]}
        for place, player in enumerate(kinds.players):
            line[f"game_{player}"] = KINDS[int(kinds.kinds[place, first, second])]
            line[f"firm_rung_{player}"] = int(kinds.firm[place, first, second])
        rows.append(line)
    return pd.DataFrame(rows)


def _manifest(game: LadderGame, kinds: KindMap | None) -> dict[str, Any]:
    return {
        "game_of": game.scenario,
        "at": game.month,
        "months_held": game.months,
        "seeds": list(game.seeds),
        "over": [] if kinds is None else list(kinds.names),
    }
