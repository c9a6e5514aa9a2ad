"""The version of the program, and of the form in which graphs are stored."""

VERSION = "0.1.0"
"""The version of the program; setup.cfg says the same."""

LAYOUT = 2
"""The layout of stored graphs; raised when a stored graph of before can no longer be read."""
