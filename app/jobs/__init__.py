"""Jobs: runs, landscapes and maps, each computed once for all clients and cached."""
