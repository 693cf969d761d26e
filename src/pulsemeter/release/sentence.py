"""What one statement or one interval did to one segment, in one honest sentence.

Everything said is computed from released counts: rounded, their ends coded. Words and forms come
with a `Words`. This module must not know exact counts, files or screens.
"""

from dataclasses import dataclass

from pulsemeter.analysis.majority import Majority
from pulsemeter.analysis.verdicts import Verdict, VerdictFinding
from pulsemeter.release.rounding import CodedCount, CodedTriple
from pulsemeter.release.words import ENGLISH, Words, message

STRONG_FROM = 0.95
"""Certainty from which evidence is called strong, whatever certainty the study's rule asks for."""
MODERATE_FROM = 0.8

# Each stands in one place only, "the evidence that … is {evidence}", so that it can agree.
_STRONG, _MODERATE, _WEAK = message("strong"), message("moderate"), message("weak")
_MORE_LIKED = message("the evidence that more liked than disliked it is {evidence}")
_MORE_DISLIKED = message("the evidence that more disliked than liked it is {evidence}")
_SPLIT = message("the evidence that those who pressed are split is {evidence}")
_COLD = message("the evidence that it leaves this group cold is {evidence}")
_SILENT_COLD = message(
    "most gave no sign, and the evidence that it leaves this group cold is {evidence}"
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a figure rests on other than plain counts: weights, or a model that lends from others.

    `own_share` (0..1) is the part that the segment's own data have in a modelled figure.
    """

    weighted: bool = False
    own_share: float | None = None

    def marked(self, label: str, words: Words = ENGLISH) -> str:
        """A segment's name with the marks that its figures need."""
        segment = words.name(label)
        if self.own_share is None:
            return words.say("{segment} (weighted)", segment=segment) if self.weighted else segment
        own = words.percent(self.own_share)
        if self.weighted:
            return words.say(
                "{segment} (weighted and modelled, {percent} own data)",
                segment=segment,
                percent=own,
            )
        return words.say("{segment} (modelled, {percent} own data)", segment=segment, percent=own)


COUNTED = Basis()


def verdict_sentence(
    label: str,
    triple: CodedTriple,
    finding: VerdictFinding,
    like: str,
    dislike: str,
    words: Words = ENGLISH,
    basis: Basis = COUNTED,
) -> str:
    """Say what the verdict on one statement means for one segment.

    Parameters
    ----------
    label : str
        Name of the segment.
    triple : CodedTriple
        Released counts of likers, dislikers and persons present.
    finding : VerdictFinding
        Of `analysis.verdicts.verdict`, formed from `triple.used`.
    like, dislike : str
        The study's words on the buttons.
    words : Words, optional
        The study's language.
    basis : Basis, optional
        Whether figures are weighted or modelled.

    Returns
    -------
    str
        One sentence. Evidence is *strong* from a posterior probability of .95, *moderate* from
        .8 and *weak* below, also where the study's rule gives its name with less.

    Examples
    --------
    >>> from pulsemeter.analysis.verdicts import VerdictRule, verdict
    >>> from pulsemeter.domain.protection import STANDARD
    >>> from pulsemeter.release.rounding import code_triple
    >>> triple = code_triple(30, 12, 81, 100, STANDARD)
    >>> finding = verdict(30, 12, 40, VerdictRule(floor=10))
    >>> print(verdict_sentence("first-time voters", triple, finding, "Like", "Dislike"))
    Among first-time voters, about 37 % of some 82 present pressed Like on this statement and \
about 15 % Dislike; the evidence that more liked than disliked it is strong.
    """
    segment = basis.marked(label, words)
    likes, dislikes, total = triple.used
    if finding.net is None or total == 0:
        return _too_few(segment, words)
    told = words.say_counted(
        "Among {segment}, {likes} of some {n} present pressed {like} on this statement and "
        "{dislikes} {dislike}",
        "Among {segment}, {likes} of some {n} present pressed {like} on this statement and "
        "{dislikes} {dislike}",
        total,
        segment=segment,
        likes=_share(triple.likes, total, words),
        like=words.name(like),
        dislikes=_share(triple.dislikes, total, words),
        dislike=words.name(dislike),
    )
    if finding.verdict is Verdict.TOO_FEW:
        return words.say("{told}; too few pressed for a verdict.", told=told)
    if finding.verdict is Verdict.UNDECIDED:
        return _undecided(told, finding.people_to_settle, words)
    text, certainty = _ending(finding, 2 * (likes + dislikes) < total)
    ending = words.say(text, evidence=evidence(certainty, words))
    return words.say("{told}; {ending}.", told=told, ending=ending)


def evidence(certainty: float, words: Words = ENGLISH) -> str:
    """The word for a posterior probability."""
    if certainty >= STRONG_FROM:
        return words.say(_STRONG)
    return words.say(_MODERATE if certainty >= MODERATE_FROM else _WEAK)


def majority_sentence(
    label: str,
    triple: CodedTriple,
    mark: Majority,
    like: str,
    dislike: str,
    words: Words = ENGLISH,
    basis: Basis = COUNTED,
) -> str:
    """Say what most of one segment did in one interval; parameters as in `verdict_sentence`."""
    segment = basis.marked(label, words)
    total = triple.used[2]
    if mark is Majority.TOO_FEW or total == 0:
        return _too_few(segment, words)
    if mark is Majority.NO_MAJORITY:
        return words.say("Among {segment}, there is no clear majority here.", segment=segment)
    if mark is Majority.MOST_SILENT:
        return words.say_counted(
            "Among {segment}, few of some {n} present pressed here.",
            "Among {segment}, few of some {n} present pressed here.",
            total,
            segment=segment,
        )
    is_liked = mark is Majority.MOST_LIKED
    return words.say_counted(
        "Among {segment}, most who pressed here pressed {button} ({share} of some {n} present).",
        "Among {segment}, most who pressed here pressed {button} ({share} of some {n} present).",
        total,
        segment=segment,
        button=words.name(like if is_liked else dislike),
        share=_share(triple.likes if is_liked else triple.dislikes, total, words),
    )


def _too_few(segment: str, words: Words) -> str:
    return words.say("Among {segment}, too few were present to say anything.", segment=segment)


def _undecided(told: str, people: int | None, words: Words) -> str:
    if not people:
        return words.say("{told}; that is undecided.", told=told)
    return words.say_counted(
        "{told}; that is undecided; roughly {n} person in all would settle it.",
        "{told}; that is undecided; roughly {n} people in all would settle it.",
        people,
        told=told,
    )


def _ending(finding: VerdictFinding, most_silent: bool) -> tuple[str, float]:
    """What the verdict claims, and how certain that is."""
    if finding.verdict is Verdict.RESONATES:
        return _MORE_LIKED, finding.p_resonates or 0.0
    if finding.verdict is Verdict.FALLS_FLAT:
        return _MORE_DISLIKED, finding.p_falls_flat or 0.0
    if finding.verdict is Verdict.DIVIDES:
        return _SPLIT, finding.p_divides or 0.0
    # A study may call a statement cold that more than half reacted to.
    cold = 1.0 if finding.p_active is None else 1.0 - finding.p_active
    return (_SILENT_COLD if most_silent else _COLD), cold


def _share(count: CodedCount, total: int, words: Words) -> str:
    if count.coding == "under":
        return words.say_counted("fewer than {n} person", "fewer than {n} persons", count.value)
    if count.coding == "over":
        # In a small group this may be two thirds, so no word like "nearly all".
        return words.say_counted("more than {n} person", "more than {n} persons", count.value)
    return words.say("about {percent}", percent=words.percent(count.used / total))
