"""A verdict in one honest sentence, from released counts only."""

from pulsemeter.analysis.verdicts import Verdict, VerdictFinding
from pulsemeter.release.rounding import CodedCount, CodedTriple

_ENDINGS = {
    Verdict.RESONATES: "the evidence that more liked than disliked it is strong",
    Verdict.FALLS_FLAT: "the evidence that more disliked than liked it is strong",
    Verdict.DIVIDES: "those who pressed are split",
    Verdict.LEAVES_COLD: "most gave no sign",
}


def _share(count: CodedCount, total: int) -> str:
    points = round(100 * count.used / total)
    if count.coding == "under":
        return f"fewer than {count.value} persons"
    if count.coding == "over":
        # In a small group this may be two thirds, so no word like "nearly all".
        return f"more than {count.value} persons"
    return f"about {points} %"


def verdict_sentence(
    label: str, triple: CodedTriple, finding: VerdictFinding, like: str, dislike: str
) -> str:
    """What the verdict of one statement for one segment means, in words."""
    total = triple.used[2]
    if finding.net is None or total == 0:
        return f"Among {label}, too few were present to say anything."
    told = (
        f"Among {label}, {_share(triple.likes, total)} of some {total} present pressed {like} on "
        f"this statement and {_share(triple.dislikes, total)} {dislike}"
    )
    if finding.verdict is Verdict.TOO_FEW:
        return f"{told}; too few pressed for a verdict."
    if finding.verdict is Verdict.UNDECIDED:
        more = finding.people_to_settle
        hint = f"; roughly {more} people would settle it" if more else ""
        return f"{told}; that is undecided{hint}."
    return f"{told}; {_ENDINGS[finding.verdict]}."
