"""Pieces of rules that strategies share."""
