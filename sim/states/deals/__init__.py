"""Deals between states: issues and packages, talks, offers, what becomes of a deal, and what parties do about it."""
