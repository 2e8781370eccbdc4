"""Which series are recorded: their units, what they are of, and where each is read."""
