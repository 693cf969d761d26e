"""The words in which figures are said: a value that sentences take, English if nobody gave another.

Catalogues and formats of numbers come from outside (see `pulsemeter.languages`); this room reads no
file. English needs none: its texts are the keys of every catalogue. This module must not know which
sentences there are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pulsemeter.domain.note import Note

_NAME = "\u2068{}\u2069"
_LEFT_TO_RIGHT = "\u2066{}\u2069"
_MINUS = "\u2212"


def message(text: str) -> str:
    """Mark a text for the catalogues that is kept in a table and said later."""
    return text


def _same(text: str) -> str:
    return text


def _english_form(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


def _english_whole(number: int) -> str:
    return f"{number:,}"


def _english_percent(points: int) -> str:
    return f"{points} %"


@dataclass(frozen=True, slots=True)
class Words:
    """One language: texts, their plural forms, and how numbers are written.

    `translate` takes an English text, `translate_counted` its singular and plural and the number
    that chooses the form; `write_whole` takes a whole number, `write_percent` whole points of a
    hundred.

    Examples
    --------
    >>> ENGLISH.say_counted("{n} person", "{n} persons", 1440)
    '1,440 persons'
    >>> ENGLISH.net(-0.05), ENGLISH.percent(0.6)
    ('−5', '60 %')
    """

    language: str = "en"
    translate: Callable[[str], str] = _same
    translate_counted: Callable[[str, str, int], str] = _english_form
    write_whole: Callable[[int], str] = _english_whole
    write_percent: Callable[[int], str] = _english_percent
    right_to_left: bool = False

    def say(self, text: str, **values: str) -> str:
        """A text of the catalogues with its places filled."""
        return self.translate(text).format(**values)

    def note(self, note: str) -> str:
        """A remark, in this language where it remembers what it was made of.

        Examples
        --------
        >>> ENGLISH.note("as it is"), ENGLISH.note(Note("{n} records", n="3"))
        ('as it is', '3 records')
        """
        if not isinstance(note, Note):
            return note
        text = self.translate(note.text)
        if not note.values:
            return text
        told = {name: self._told(value) for name, value in note.values.items()}
        return text.format(**told)

    def _told(self, value: str) -> str:
        return self.note(value) if isinstance(value, Note) else self.name(value)

    def say_counted(self, one: str, many: str, number: int, **values: str) -> str:
        """A text in the form that the number asks for; the number itself fills the place n."""
        form = self.translate_counted(one, many, number)
        return form.format(n=self.whole(number), **values)

    def whole(self, number: int) -> str:
        """A whole number."""
        return self._left_to_right(self.write_whole(number))

    def percent(self, share: float) -> str:
        """A share 0..1 in whole points of a hundred."""
        return self._left_to_right(self.write_percent(round(100 * share)))

    def net(self, share: float) -> str:
        """Net approval −1..1 in whole points with its sign."""
        points = round(100 * share)
        sign = "+" if points > 0 else _MINUS if points < 0 else ""
        return self._left_to_right(sign + self.write_whole(abs(points)))

    def time(self, stimulus_ms: int) -> str:
        """A place in the stimulus as minutes and seconds, with hours if there are any."""
        minutes, seconds = divmod(stimulus_ms // 1000, 60)
        hours, minutes = divmod(minutes, 60)
        told = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return self._left_to_right(told)

    def name(self, name: str) -> str:
        """A name from the study, kept from turning round the words beside it."""
        return _NAME.format(name) if self.right_to_left else name

    def _left_to_right(self, figure: str) -> str:
        return _LEFT_TO_RIGHT.format(figure) if self.right_to_left else figure


ENGLISH = Words()
