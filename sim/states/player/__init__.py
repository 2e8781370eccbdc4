"""A human player: what is asked, and what the orders mean."""
