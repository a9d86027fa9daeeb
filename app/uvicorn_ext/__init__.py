"""How the application is served: uvicorn, made safe against clients that stall."""
