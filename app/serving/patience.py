"""How long who has been refused is still listened to: what nobody reads would reset the connection."""

EXPULSION_S = 0.5
"""At most; for the last word to one who is sent away, too."""

QUIET_S = 0.1
"""With nothing coming: then all has been said."""
