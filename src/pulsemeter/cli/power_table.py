"""The committed table of powers: for each verdict the smallest n and its chance, as Markdown."""

from collections.abc import Sequence

from pulsemeter.analysis.verdict_power import (
    NAMED,
    PERSONS_MAX,
    TYPICAL,
    persons_for_verdict,
    smallest_reaching,
)
from pulsemeter.analysis.verdict_reach import Reach, reach
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule
from pulsemeter.cli.plan_words import NAMES, rule_line

SIZES = (10, 20, 30, 50, 80, 120, 200, 400)
_FEWEST_MAX = 1_000


def power_table(rule: VerdictRule, command: str, *, free_pressing: bool = False) -> str:
    """The whole document; `command` is what made it."""
    truths = [truth for truth in TYPICAL if truth.verdict is not Verdict.FALLS_FLAT]
    needed = {
        truth: persons_for_verdict(truth, rule, free_pressing=free_pressing) for truth in truths
    }
    found = [reach(n, rule, truths, free_pressing=free_pressing, needed=needed) for n in SIZES]
    by_truth = list(zip(*found, strict=True))
    fewest = smallest_reaching(rule, persons_max=_FEWEST_MAX, free_pressing=free_pressing)
    smallest = [(NAMES[name], _or_more(fewest[name], _FEWEST_MAX)) for name in NAMED]
    sizes = [f"n = {n}" for n in SIZES]
    powers = [
        (
            *_head(row),
            *(_share(one.power) for one in row),
            _or_more(row[0].persons_needed, PERSONS_MAX),
        )
        for row in by_truth
    ]
    wrongs = [(*_head(row), *(_share(one.wrong) for one in row)) for row in by_truth]
    return "\n".join(
        [
            "# What verdicts a number of persons can reach",
            "",
            "Made by this command; don't edit, run it again:",
            "",
            f"    {command}",
            "",
            "What it means, and the same for a study of your own: [planning](planning.md).",
            "",
            rule_line(rule, free_pressing=free_pressing),
            "",
            "n counts persons present at the statement. Every panel of n persons is enumerated",
            "with its probability and judged by the rule; no chance is involved. *Falls flat* has",
            "the figures of *resonates* with likes and dislikes swapped.",
            "",
            "## The smallest n with which a verdict can come out at all",
            "",
            *_markdown(("verdict", "smallest n"), smallest),
            "",
            "## Power: the chance that the verdict comes out where it is true",
            "",
            "The last column is the rough number (two digits) from which the chance is .80.",
            "",
            *_markdown(("verdict", "like/dislike/neither %", *sizes, ".80 from"), powers),
            "",
            "## The chance that another named verdict comes out",
            "",
            *_markdown(("true verdict", "like/dislike/neither %", *sizes), wrongs),
            "",
            "What is missing to 1 is *undecided* or *too few*. Small groups mostly stay undecided:",
            "that is no evidence of a lukewarm room.",
            "",
        ]
    )


def _head(row: Sequence[Reach]) -> tuple[str, str]:
    return NAMES[row[0].truth.verdict], row[0].truth.label


def _share(share: float) -> str:
    if share < 0.0005:
        return "0"
    if share < 0.005:
        return "<.01"
    if share > 0.995:
        return ">.99"
    return f"{share:.2f}".removeprefix("0")


def _or_more(n: int | None, most: int) -> str:
    return f">{most:,}" if n is None else f"{n}"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
