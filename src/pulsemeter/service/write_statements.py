"""What is said in one stimulus as files beside a study file: a statement list and a transcript.

The list holds everything and is what is read again; the transcript is for players and people.
"""

from collections.abc import Sequence

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.service.toml_text import Table, toml_text
from pulsemeter.transcript.cue import Cue
from pulsemeter.transcript.web_captions import web_captions

_HEAD = """\
The statements of {stimulus}, each from start_ms up to end_ms. Ids are cited by verdicts and
releases: keep them, and leave those of statements that are gone unused."""


def statement_list(
    stimulus: str, statements: Sequence[Statement], passages: Sequence[Passage] = ()
) -> str:
    """The text of a statement list of one stimulus."""
    tables = [*map(_statement_table, statements), *map(_passage_table, passages)]
    return toml_text(tables, _HEAD.format(stimulus=" ".join(stimulus.split())))


def transcript(statements: Sequence[Statement]) -> str:
    """The statements as WebVTT, one cue each."""
    return web_captions(
        Cue(one.start_ms, one.end_ms, one.speaker or None, one.words) for one in statements
    )


def _statement_table(statement: Statement) -> Table:
    table = Table("[[statement]]")
    table.put("id", statement.id)
    table.put_unless("revision", statement.revision, 1)
    table.put("start_ms", statement.start_ms)
    table.put("end_ms", statement.end_ms)
    table.put("words", statement.words)
    table.put_unless("speaker", statement.speaker, "")
    table.put_unless("topic", statement.topic, "")
    table.put_unless("kind", statement.kind.value, StatementKind.CLAIM.value)
    table.put_unless("note", statement.note, "")
    table.put_unless("source", statement.source, "")
    table.put_unless("parents", statement.parents, ())
    return table


def _passage_table(passage: Passage) -> Table:
    table = Table("[[passage]]")
    table.put("id", passage.id)
    table.put_unless("revision", passage.revision, 1)
    table.put("title", passage.title)
    table.put("statements", passage.statements)
    return table
