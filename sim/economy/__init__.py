"""Growth, prices and trade of the states."""
