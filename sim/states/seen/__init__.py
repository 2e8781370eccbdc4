"""What states are shown: the briefing is put together here."""
