"""The month of the chain as compiled loops, to the bits of its NumPy form, which stays the definition."""
