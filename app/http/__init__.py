"""HTTP conventions: caching, content negotiation, table formats and the experiment in a URL."""
