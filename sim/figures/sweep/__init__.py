"""Figures of a sweep: what matters, which runs fail, what can be chosen. Plain functions; they compute nothing."""
