"""Run the command line as `python -m chainatlas`."""

from chainatlas.cli import main

main()
