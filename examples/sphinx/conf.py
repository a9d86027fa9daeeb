"""Sphinx, as it comes."""

project = "Momentum"
extensions: list[str] = []
html_theme = "alabaster"
html_copy_source = False
html_show_sphinx = False
