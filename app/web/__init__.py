"""Web pages: HTML, link previews, error pages and self-contained files."""
