"""How two segments compare, in one honest sentence each: on a statement, and over a curve.

Takes figures as they may be said; whether a comparison may leave at all is the gate's to decide.
This module must not know panels, tests or screens.
"""

from pulsemeter.release.sentence import COUNTED, Basis
from pulsemeter.release.words import ENGLISH, Words


def contrast_sentence(
    first: str,
    second: str,
    nets: tuple[float, float] | None,
    differs: bool,
    words: Words = ENGLISH,
    basis: Basis = COUNTED,
) -> str:
    """Say whether two segments differ on one statement.

    Parameters
    ----------
    first, second : str
        Names of the segments.
    nets : tuple of float or None
        Net approval −1..1 of either, from released counts; None if one had too few to say.
    differs : bool
        Whether the comparison, corrected for all that were made, told them apart.
    words, basis : optional
        As in `verdict_sentence`.

    Examples
    --------
    >>> print(contrast_sentence("First-time voters", "other voters", (0.35, -0.05), True))
    First-time voters and other voters differ on this statement: net approval +35 against −5.
    """
    names = {"first": basis.marked(first, words), "second": basis.marked(second, words)}
    if nets is None:
        return words.say(
            "Too few were present in {first} or {second} to compare them on this statement.",
            **names,
        )
    figures = {"net_first": words.net(nets[0]), "net_second": words.net(nets[1])}
    if differs:
        return words.say(
            "{first} and {second} differ on this statement: net approval {net_first} against "
            "{net_second}.",
            **names,
            **figures,
        )
    # Not "are alike": a panel that is too small can tell nothing apart.
    return words.say(
        "No difference between {first} and {second} can be told on this statement: net approval "
        "{net_first} against {net_second}.",
        **names,
        **figures,
    )


def curve_contrast_sentence(
    first: str,
    second: str,
    compared: int,
    differing: int,
    by_chance: float,
    words: Words = ENGLISH,
    basis: Basis = COUNTED,
) -> str:
    """Say in how many intervals two segments differ, and what chance alone would give.

    Parameters
    ----------
    first, second : str
        Names of the segments.
    compared : int
        Intervals tested.
    differing : int
        Intervals that differ after the correction (`Contrast.differing["max_t"]`).
    by_chance : float
        Differences that uncorrected tests would find if there were none (`Contrast.by_chance`).
    words, basis : optional
        As in `verdict_sentence`.

    Examples
    --------
    >>> print(curve_contrast_sentence("North", "South", 1440, 37, 72.0))
    North and South were compared in 1,440 intervals; 37 differ after correction for many \
comparisons; without it, about 72 would seem to differ by chance alone.
    """
    names = {"first": basis.marked(first, words), "second": basis.marked(second, words)}
    if compared == 0:
        return words.say("{first} and {second} could be compared in no interval.", **names)
    told = words.say_counted(
        "{first} and {second} were compared in {n} interval",
        "{first} and {second} were compared in {n} intervals",
        compared,
        **names,
    )
    found = (
        words.say_counted(
            "{n} differs after correction for many comparisons",
            "{n} differ after correction for many comparisons",
            differing,
        )
        if differing
        else words.say("none can be told to differ after correction for many comparisons")
    )
    expected = round(by_chance)
    chance = (
        words.say_counted(
            "without it, about {n} would seem to differ by chance alone",
            "without it, about {n} would seem to differ by chance alone",
            expected,
        )
        if expected
        else words.say("without it, hardly any would seem to differ by chance alone")
    )
    return words.say("{told}; {found}; {chance}.", told=told, found=found, chance=chance)
