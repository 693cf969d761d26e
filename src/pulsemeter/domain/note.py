"""A remark in English that remembers what it was made of, so that a report can say it otherwise.

It is a plain text everywhere else: in files, in JSON, on a terminal.
"""

from collections.abc import Iterable


class Note(str):
    """A text with the places that were filled in it; a value may be a note of its own.

    Examples
    --------
    >>> note = Note("session {code}, {state}", code="ABC", state=Note("closed"))
    >>> note, note.text
    ('session ABC, closed', 'session {code}, {state}')
    """

    __slots__ = ("text", "values")

    text: str
    values: dict[str, str]

    def __new__(cls, text: str, /, **values: str) -> "Note":
        """The English text is the key of the catalogues, so it is written out where this is called.

        Without values nothing is filled, so that a text may hold braces.
        """
        made = super().__new__(cls, text.format(**values) if values else text)
        made.text, made.values = text, values
        return made


def joined(between: str, notes: Iterable[str]) -> Note:
    """Several remarks as one.

    Examples
    --------
    >>> joined("; ", [Note("two buttons"), "a {b}"])
    'two buttons; a {b}'
    """
    held = {f"part{place}": note for place, note in enumerate(notes)}
    return Note(between.join(f"{{{name}}}" for name in held), **held)
