"""REST interface: routes, and the documents that describe it."""
