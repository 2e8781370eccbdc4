"""Tit for tat with a good deal of forgiveness."""

from sim.states import parameter
from sim.states.strategies.reciprocal import Reciprocal
from sim.types import Value


class Generous(Reciprocal):
    """Answer in kind, but let one step in three go unanswered, so that a misread signal starts no endless feud."""

    name = "generous"
    source = "nowak_sigmund_1992"
    tags = ("tit for tat", "chance")

    forgiveness: Value = parameter("generosity")
