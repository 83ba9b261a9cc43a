"""`python -m kerasgan` is the command `kerasgan`."""

from kerasgan.cli import main

main()
