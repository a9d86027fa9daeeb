"""The engine of Descent Lab: landscapes, and balls that real optimizers roll down them."""
