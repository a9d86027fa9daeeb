"""Jobs: runs, landscapes and maps that are computed once for all who ask, and cached."""
