"""Patterns of the record: detectors, and how often each emerges without a script."""
