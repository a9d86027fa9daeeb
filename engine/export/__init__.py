"""Exports: write an experiment as a PyTorch script or a notebook that needs no package of ours."""
