"""Checks of the quality of a graph: one public module for each kind of fault."""
