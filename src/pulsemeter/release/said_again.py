"""A released figure said in another language than that in which it left.

Nothing is counted: estimate and sentence are made of the counts as they were told, by the same
functions that the gate used.
"""

import numpy as np

from pulsemeter.analysis.posterior import p_net_above
from pulsemeter.analysis.verdicts import VerdictFinding, verdict
from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import Count, StatementFigure
from pulsemeter.release.gate import rule_of
from pulsemeter.release.plan import ALL
from pulsemeter.release.rounding import CodedCount, CodedTriple
from pulsemeter.release.sentence import verdict_sentence
from pulsemeter.release.used_counts import used_counts
from pulsemeter.release.words import Words


def finding_of(figure: StatementFigure, study: Study) -> VerdictFinding:
    """What the verdict on a released figure rests on."""
    likes, dislikes, present = used_counts(figure, study.profile)
    return verdict(likes, dislikes, present - likes - dislikes, rule_of(study))


def said_again(figure: StatementFigure, label: str, study: Study, words: Words) -> str:
    """The sentence of a released figure in the language of `words`; `label` is the cell's name."""
    instrument = study.instrument
    named = words.say("all") if figure.cell == ALL else label
    return verdict_sentence(
        named,
        _triple(figure, study.profile),
        finding_of(figure, study),
        instrument.like,
        instrument.dislike,
        words,
    )


def _triple(figure: StatementFigure, profile: ProtectionProfile) -> CodedTriple:
    likes, dislikes, present = used_counts(figure, profile)
    return CodedTriple(
        _coded(figure.likers, likes), _coded(figure.dislikers, dislikes),
        _coded(figure.present, present),
    )  # fmt: skip


def _coded(count: Count, used: int) -> CodedCount:
    return CodedCount(count.value, count.coding, used)


def p_beyond(figure: StatementFigure, net: float, profile: ProtectionProfile) -> float:
    """The probability that net approval lies beyond +net or below −net, whichever is likelier.

    Parameters
    ----------
    figure : StatementFigure
        As it was released.
    net : float
        0 ≤ net < 1.
    profile : ProtectionProfile
        Of the figure's study.

    Returns
    -------
    float
        0..1, from the posterior of `analysis.posterior.p_net_above`; 0 where too few were there.
    """
    likes, dislikes, present = used_counts(figure, profile)
    if not present:
        return 0.0
    a, b, c = (np.array([float(n)]) for n in (likes, dislikes, present - likes - dislikes))
    return float(max(p_net_above(a, b, c, net)[0], p_net_above(b, a, c, net)[0]))
