"""REST: one resource a file. Bodies are parsed from their bytes, see ``app.core.validation``."""
