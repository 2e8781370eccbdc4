"""What a sweep says: what matters and how sure that is, which runs are of some kind, what is efficient, what if.

Pure functions of tables; nothing here runs the model or draws.
"""
