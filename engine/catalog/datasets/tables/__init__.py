"""The user's own tables: bytes to text, text to columns, columns to samples. What is detected is told."""
