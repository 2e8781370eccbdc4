"""Every strategy against every other, on common luck and the same draws of what is uncertain."""
