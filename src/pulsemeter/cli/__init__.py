"""The command line: reads arguments, calls the verbs, prints plain lines.

Exit code 2 and one sentence with the remedy for bad input, never a traceback. It must not hold
rules: what a command does stands in the service.
"""

import click

from pulsemeter import __version__


@click.group()
@click.version_option(__version__, prog_name="pulsemeter")
def main() -> None:
    """Pulsemeter: what a speech did to whom, statement by statement."""
