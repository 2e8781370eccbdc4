"""What tariffs rest on: levying under laws, investigations, rulings of courts, and what replaces what they strike."""
