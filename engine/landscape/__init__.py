"""Landscapes: planes in weight space, and the loss on a grid over them."""
