"""Saved experiments: small, immutable, bounded, in SQLite or PostgreSQL.

Modules are imported singly: `descentlab config` and `descentlab backup` need the database without Torch.
"""
