"""What stood out for one segment, in one honest sentence each: a statement's place, a key moment.

Each says how sure its place is. This module must not know how ranks and moments are found.
"""

from pulsemeter.release.sentence import COUNTED, Basis
from pulsemeter.release.words import ENGLISH, Words, message

_MOMENTS = {
    (True, True): message(
        "Among {segment}, net approval was highest at {time} ({net}); that was found again in "
        "{percent} of redrawn panels."
    ),
    (False, True): message(
        "Among {segment}, net approval was lowest at {time} ({net}); that was found again in "
        "{percent} of redrawn panels."
    ),
    (True, False): message(
        "Among {segment}, net approval stood above its average at {time} ({net}); that was found "
        "again in {percent} of redrawn panels."
    ),
    (False, False): message(
        "Among {segment}, net approval stood below its average at {time} ({net}); that was found "
        "again in {percent} of redrawn panels."
    ),
}


def ranking_sentence(
    label: str,
    statement: str,
    place: tuple[int, int, int],
    count: int,
    confidence: float,
    words: Words = ENGLISH,
    basis: Basis = COUNTED,
) -> str:
    """Say a statement's place among all, with the places that are possible as well.

    Parameters
    ----------
    label, statement : str
        Names of the segment and of the statement.
    place : tuple of int
        Rank, lowest and highest possible rank (`Ranking.rank`, `rank_low`, `rank_high`).
    count : int
        Statements ranked.
    confidence : float
        Certainty of the interval of ranks, 0..1.
    words, basis : optional
        As in `verdict_sentence`.

    Examples
    --------
    >>> print(ranking_sentence("all", "We go to the Moon", (3, 2, 6), 12, 0.95))
    Among all, “We go to the Moon” is in place 3 of 12; with 95 % certainty its true place lies \
between 2 and 6.
    """
    rank, low, high = place
    told = words.say(
        "Among {segment}, “{statement}” is in place {rank} of {count}",
        segment=basis.marked(label, words),
        statement=words.name(statement),
        rank=words.whole(rank),
        count=words.whole(count),
    )
    sure = words.percent(confidence)
    if low == high:
        return words.say(
            "{told}; with {percent} certainty that is its true place.", told=told, percent=sure
        )
    return words.say(
        "{told}; with {percent} certainty its true place lies between {low} and {high}.",
        told=told,
        percent=sure,
        low=words.whole(low),
        high=words.whole(high),
    )


def moment_sentence(
    label: str,
    at_ms: int,
    net: float,
    stability: float,
    *,
    is_peak: bool,
    is_extreme: bool,
    words: Words = ENGLISH,
    basis: Basis = COUNTED,
) -> str:
    """Say a key moment, with how often it is found again.

    Parameters
    ----------
    label : str
        Name of the segment.
    at_ms : int
        Stimulus time of the extreme.
    net : float
        Net approval −1..1 there.
    stability : float
        Share of redrawn panels in which the moment is found again, 0..1.
    is_peak : bool
        Above the session's mean, not below. A peak may still lie below zero, so that no sentence
        speaks of approval where there was none.
    is_extreme : bool
        Whether it is the highest (lowest) of the whole curve.
    words, basis : optional
        As in `verdict_sentence`.

    Examples
    --------
    >>> print(moment_sentence("all", 755_000, 0.38, 0.92, is_peak=True, is_extreme=True))
    Among all, net approval was highest at 12:35 (+38); that was found again in 92 % of redrawn \
panels.
    """
    return words.say(
        _MOMENTS[is_peak, is_extreme],
        segment=basis.marked(label, words),
        time=words.time(at_ms),
        net=words.net(net),
        percent=words.percent(stability),
    )
