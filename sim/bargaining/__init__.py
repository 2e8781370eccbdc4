"""Bargaining theory: alternating offers and the Nash solution, as functions of arrays; knows no state and no model."""
