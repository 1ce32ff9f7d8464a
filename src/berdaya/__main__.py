"""`python -m berdaya` is `berdaya`."""

from berdaya.cli import main

main()
