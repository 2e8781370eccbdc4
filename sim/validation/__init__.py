"""Hold the model against the record and the claims of the articles, over everything that is uncertain."""
