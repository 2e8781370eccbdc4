"""Who can hurt whom, through which good, and for how long."""
