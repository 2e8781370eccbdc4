"""What the calibration page shows: the growth claim, supply cuts and tariff wars, over everything that is uncertain."""
