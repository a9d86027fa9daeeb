"""Analyses: questions about a run, from one step taken apart to sweeps over many."""
