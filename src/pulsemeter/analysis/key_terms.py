"""What comments are about, in single words: the terms that set one group apart from the others.

Pure: texts and groups in, terms out. Which words say nothing by themselves (the, und, и) is told.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log

_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A word, and how many of the comments hold it."""

    word: str
    comments: int


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, marks that belong to a letter kept.

    Writing without spaces (Chinese, Japanese) is cut into pairs of signs.

    >>> words_of("L'école? Trop chère!")
    ['école', 'trop', 'chère']
    """
    found: list[str] = []
    for run in _runs(unicodedata.normalize("NFC", text).casefold()):
        if _SPACELESS.fullmatch(run):
            found += [run[n : n + 2] for n in range(max(len(run) - 1, 1))]
        elif len(run) >= _SHORTEST:
            found.append(run)
    return found


def _runs(text: str) -> Iterable[str]:
    """Stretches of letters and their marks; a change between the two ways of writing ends one."""
    run, was_spaceless = "", False
    for sign in text:
        is_spaceless = _SPACELESS.match(sign) is not None
        is_letter = unicodedata.category(sign)[0] in "LM"
        if run and (not is_letter or is_spaceless is not was_spaceless):
            yield run
            run = ""
        if is_letter:
            run += sign
        was_spaceless = is_spaceless
    if run:
        yield run


def key_terms(
    texts: Sequence[str], groups: Sequence[Sequence[int]], *, count: int, stop: Collection[str]
) -> list[list[Term]]:
    """The `count` most telling words of each group of texts.

    A word weighs ``f(w, group) · log(1 + A / f(w))``: how often the group uses it, times how rare
    it is over all groups, where ``A`` is the mean number of words of a group (class-based TF-IDF,
    Grootendorst 2022, arXiv:2203.05794). A comment counts once for a word, however often it says
    it, and a word that one comment alone holds stands behind those of several.

    Parameters
    ----------
    texts
        All comments.
    groups
        Their places from 0, group by group.
    count
        How many terms a group gets at most.
    stop
        Words that say nothing by themselves, in small letters.

    Returns
    -------
    list[list[Term]]
        One list a group, the weightiest first; at equal weight in the order of the alphabet.
    """
    held = [{word for word in words_of(text) if word not in stop} for text in texts]
    counted = [Counter(word for place in group for word in held[place]) for group in groups]
    whole: Counter[str] = sum(counted, Counter())
    mean = whole.total() / max(len(groups), 1)

    def ranked(of: Counter[str]) -> list[Term]:
        weights = {w: (n > 1, n * log(1 + mean / whole[w])) for w, n in of.items()}
        best = sorted(weights, key=lambda w: (not weights[w][0], -weights[w][1], w))
        return [Term(word, of[word]) for word in best[:count]]

    return [ranked(of) for of in counted]
