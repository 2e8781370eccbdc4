"""Games between two players as pure theory: no model, only payoffs.

Payoffs are arrays (row, column, ...): what the row player, or the column player, gets where one plays a row and the
other a column. Any axes after these two, such as worlds, are games of their own, and a game alone has the same bits.
"""

from sim.games.bimatrix import best_columns, best_rows, dominated_columns, dominated_rows, pareto_set, pure_equilibria
from sim.games.quantal import Quantal, quantal_response
from sim.games.two_by_two import KINDS, kind_of, kinds_of_all_pairs

__all__ = [
    "KINDS",
    "Quantal",
    "best_columns",
    "best_rows",
    "dominated_columns",
    "dominated_rows",
    "kind_of",
    "kinds_of_all_pairs",
    "pareto_set",
    "pure_equilibria",
    "quantal_response",
]
