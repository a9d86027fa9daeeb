"""The server of Descent Lab: parse, bound, call the engine through workers, shape the answer."""
