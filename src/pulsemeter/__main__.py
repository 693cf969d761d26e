"""Lets ``python -m pulsemeter`` do what the command ``pulsemeter`` does."""

from pulsemeter.cli import main

if __name__ == "__main__":
    main()
