"""Loaders: each public module reads one kind of outside input into a record."""
