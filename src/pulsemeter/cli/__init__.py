"""The command line: reads arguments, calls the verbs, prints plain lines.

Exit code 2 and one sentence with the remedy for bad input, never a traceback. It must not hold
rules: what a command does stands in the service.
"""

from pulsemeter.cli.main import main

__all__ = ["main"]
