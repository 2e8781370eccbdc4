"""What a month was worth, and what states think of each other after it."""
