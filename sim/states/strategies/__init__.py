"""One small file for each strategy; a new file in this folder is found by itself."""
