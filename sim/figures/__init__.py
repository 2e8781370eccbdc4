"""Figures for people; each is a plain function that takes axes and results, draws, and returns the axes."""
