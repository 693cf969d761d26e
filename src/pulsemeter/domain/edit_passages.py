"""Edits of passages: from one wording to the next. Nothing here is stored."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pulsemeter.domain.edit_wording import LABEL_MAX
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.wording import Wording, WordingError


def make_passage(wording: Wording, names: Sequence[str], title: str) -> Wording:
    """A passage over statements that follow each other; one that is in no passage yet."""
    members = _in_order(wording, names)
    stimulus = wording.statement(members[0]).stimulus
    numbers = (re.fullmatch(re.escape(stimulus) + "-p([0-9]{1,9})", n) for n in wording.used)
    highest = max((int(found[1]) for found in numbers if found), default=0)
    return wording.with_passage(
        Passage(f"{stimulus}-p{highest + 1:02}", 1, stimulus, _title(title), members)
    )


def change_passage(
    wording: Wording, name: str, *, names: Sequence[str] | None = None, title: str | None = None
) -> Wording:
    """Another title, other statements, or both."""
    old = wording.passage(name)
    new = replace(
        old,
        title=old.title if title is None else _title(title),
        statements=old.statements if names is None else _in_order(wording, names),
    )
    if new == old:
        return wording
    return wording.with_passage(replace(new, revision=old.revision + 1))


def remove_passage(wording: Wording, name: str) -> Wording:
    """The wording without a passage; its statements stay."""
    return wording.without_passage(name)


def _in_order(wording: Wording, names: Sequence[str]) -> tuple[str, ...]:
    found = tuple(statement.id for statement in wording.in_order(names))
    if not found:
        raise WordingError("name the statements that make the passage")
    return found


def _title(title: str) -> str:
    plain = " ".join(title.encode("utf-8", "replace").decode().replace("\x00", "").split())
    if not plain or len(plain) > LABEL_MAX:
        raise WordingError(f"a passage needs a title of 1 to {LABEL_MAX} signs")
    return plain
