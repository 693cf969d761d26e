"""Names of persons in what people write, found by what stands around them.

Three signs: somebody is introduced ("my name is"), somebody has a title ("Mrs"), or a word is a
common first name. What no sign points to stays; it is a help, not a promise. Names that belong to
the study itself, such as its speakers', are no secret and stay.
"""

import re
from collections.abc import Collection, Iterator

from pulsemeter.release.first_names import FIRST_NAMES

_SMALL = "a-zà-öø-ÿа-яёіїєґąćęłńóśźż"
_CASED = rf"[^\W\d_{_SMALL}](?:[\w’'-]*\w)?"
"""A word that doesn't begin with a small letter: a capital, or writing without capitals."""
_INTRODUCED = (
    "my name is", "my name's", "i am called", "ich heiße", "ich heisse", "mein name ist",
    "je m'appelle", "je m’appelle", "mon nom est", "me llamo", "mi nombre es", "o meu nome é",
    "meu nome é", "chamo-me", "me chamo", "nazywam się", "mam na imię", "меня зовут", "моё имя",
    "мое имя", "мене звати", "моє ім'я", "اسمي", "أنا اسمي", "שמי", "קוראים לי", "mi chiamo",
)  # fmt: skip
_TITLED = (
    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "mister", "dr", "dr.", "prof", "prof.",
    "professor", "herr", "herrn", "frau", "mme", "mlle", "monsieur", "madame", "mademoiselle",
    "señor", "señora", "señorita", "don", "doña", "senhor", "senhora", "dona", "pan", "pani",
    "pana", "panu", "господин", "госпожа", "пан", "пані", "السيد", "السيدة", "الدكتور", "الدكتورة",
    "אדון", "גברת", "מר", "ד״ר", "signor", "signora",
)  # fmt: skip
_TITLES = frozenset(_TITLED)
_AFTER_INTRODUCTION = re.compile(
    rf"(?i:(?<!\w)(?:{'|'.join(map(re.escape, _INTRODUCED))}))[ \t]+(?P<name>{_CASED}"
    rf"(?:[ \t]+{_CASED}){{0,1}})"
)
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?\.?")
_LONGEST = 3


def mask_names(text: str, mask: str, kept: Collection[str] = ()) -> str:
    """The text with `mask` in place of each name that a sign points to.

    `kept` are words in small letters that are never masked: the names of a study's speakers.

    >>> mask_names("My name is Anna Berg and Mr Novak knows", "[…]")
    'My name is […] and Mr […] knows'
    """
    text = _AFTER_INTRODUCTION.sub(lambda found: _covered(found, mask, kept), text)
    pieces, end = [], 0
    for begin, stop in _named(text, kept):
        pieces += [text[end:begin], mask]
        end = stop
    return "".join((*pieces, text[end:]))


def _covered(found: re.Match[str], mask: str, kept: Collection[str]) -> str:
    whole, name = found[0], found["name"]
    if all(word.casefold() in kept for word in name.split()):
        return whole
    return whole[: -len(name)] + mask


def _named(text: str, kept: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where names stand: begin and end of each."""
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        first = place
        while first < len(words) and _is_title(words[first][0]):
            first += 1
        is_called = first > place or _is_first_name(words[first][0], kept)
        last = _end_of_name(text, words, first, kept) if is_called else first
        if last > first:
            yield words[first].start(), _without_stop(words[last - 1])
        place = max(last, place + 1)


def _end_of_name(
    text: str, words: list[re.Match[str]], first: int, kept: Collection[str]
) -> int:  # fmt: skip
    """Behind the last word of the name that begins at `first`; `first` where none does."""
    last = first
    while last < len(words) and last - first < _LONGEST:
        word = words[last][0].rstrip(".").casefold()
        is_near = last == 0 or text[words[last - 1].end() : words[last].start()].strip(" \t") == ""
        # Behind a title one word is a name for certain where writing has no capitals.
        is_titled = last == first and first > 0 and _is_title(words[first - 1][0])
        is_own = (
            word in FIRST_NAMES
            or _has_capital(words[last][0])
            or (is_titled and not _has_case(word))
        )
        if word in kept or not is_own or (last > first and not is_near):
            break
        if is_titled and not is_near:
            break
        last += 1
        if words[last - 1][0].endswith("."):
            break
    return last


def _is_title(word: str) -> bool:
    return word.casefold() in _TITLES


def _is_first_name(word: str, kept: Collection[str]) -> bool:
    plain = word.rstrip(".").casefold()
    is_written_as_one = _has_capital(word) or not _has_case(word)
    return plain in FIRST_NAMES and plain not in kept and is_written_as_one


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()


def _has_capital(word: str) -> bool:
    return word[:1] != word[:1].lower()


def _without_stop(word: re.Match[str]) -> int:
    return word.end() - len(word[0]) + len(word[0].rstrip("."))
