"""How plants are built, mothballed and closed, and ore runs out."""
