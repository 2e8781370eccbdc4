"""What nobody decides: courts, outages, stops in transit, crises elsewhere, misread signals, votes; off by default."""
