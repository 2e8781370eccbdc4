"""Why two runs differ: what was changed, where the runs part, and what each change answers for."""
