"""The command line: reads arguments, calls the verbs, prints plain lines.

Exit code 2 and one sentence with the remedy for bad input, never a traceback. It must not hold
rules: what a command does stands in the service.
"""

import gc

from pulsemeter.cli.memory import share_arenas

share_arenas()
# What is loaded here stays: looking for garbage in it takes a tenth of the time.
gc.disable()
from pulsemeter.cli.main import main  # noqa: E402

gc.enable()

__all__ = ["main"]
