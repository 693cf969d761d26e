"""People's own files (reactions, panels, statements) become frames in one known form.

An adapter: it opens files and reads formats, knows the analysis' values and the transcript's
readers, and decides nothing about results. What can't be read is named with its place and how to
mend it, all at once. Of the service it knows what an import is made of; it must not know the web
or the store.
"""

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.form import INSTRUMENTS, ReadReactions
from pulsemeter.intake.panel import ReadPanel, read_panel
from pulsemeter.intake.reactions import read_reactions
from pulsemeter.intake.statements import ReadStatements, read_statements

__all__ = [
    "INSTRUMENTS",
    "IntakeError",
    "ReadPanel",
    "ReadReactions",
    "ReadStatements",
    "read_panel",
    "read_reactions",
    "read_statements",
]
