"""HTTP conventions: caching, content negotiation, formats of tables and the state in URLs."""
