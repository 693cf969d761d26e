"""Other statements in a whole stimulus, as a transcript brings them. Nothing is stored here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingError


def replace_statements(
    wording: Wording,
    stimulus: str,
    statements: Sequence[Statement],
    passages: Sequence[Passage] = (),
) -> Wording:
    """The wording with these statements and passages in place of all that a stimulus had.

    An id that was used in the study before is given to nothing else: whoever would have it gets the
    next free number. Everything begins with its first revision.
    """
    wording.duration_ms(stimulus)
    if not statements:
        raise WordingError("there are no statements to take in")
    names = _names(wording, stimulus, "s", [statement.id for statement in statements])
    put = [
        replace(statement, id=names[statement.id], revision=1, stimulus=stimulus, parents=())
        for statement in statements
    ]
    leaving: dict[str, tuple[str, ...]] = {held.id: () for held in wording.of(stimulus)}
    made = wording.with_statements(put, leaving)
    titles = _names(made, stimulus, "p", [passage.id for passage in passages])
    for passage in passages:
        members = tuple(names[member] for member in passage.statements)
        made = made.with_passage(Passage(titles[passage.id], 1, stimulus, passage.title, members))
    return made


def _names(wording: Wording, stimulus: str, letter: str, wanted: Sequence[str]) -> dict[str, str]:
    """The id that each gets: the wanted one, or a free one where it was used before."""
    taken = {*wording.used, *wanted}
    free = _free(stimulus, letter, taken)
    return {name: next(free) if name in wording.used else name for name in wanted}


def _free(stimulus: str, letter: str, taken: set[str]) -> Iterator[str]:
    pattern = re.compile(re.escape(f"{stimulus}-{letter}") + "([0-9]{1,9})[a-z]*")
    number = max((int(found[1]) for name in taken if (found := pattern.fullmatch(name))), default=0)
    while True:
        number += 1
        yield f"{stimulus}-{letter}{number:02}"
