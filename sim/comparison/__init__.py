"""Several scenarios side by side, lived through with the same luck."""
