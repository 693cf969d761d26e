"""Prints every kind of sentence that Pulsemeter says, for whoever reviews a language.

    .venv/bin/python scripts/list_sentences.py de       # in German
    .venv/bin/python scripts/list_sentences.py --write  # the examples in the document

The figures are made up. A test holds the document to what the program says.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pulsemeter.analysis.majority import MAJORITIES, majority
from pulsemeter.analysis.verdicts import VerdictRule, verdict
from pulsemeter.domain.passage import TitledPassage
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.languages import words_for
from pulsemeter.release.figures import Count, StatementFigure
from pulsemeter.release.rounding import code_triple
from pulsemeter.release.sentence import Basis, evidence, majority_sentence, verdict_sentence
from pulsemeter.release.sentence_contrast import contrast_sentence, curve_contrast_sentence
from pulsemeter.release.sentence_highlight import moment_sentence, ranking_sentence
from pulsemeter.release.words import ENGLISH, Words
from pulsemeter.report.brief import BriefFinding, brief_text
from pulsemeter.report.wording import VERDICT_NAMES, named

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "reference" / "sentences.md"
BEGIN, END = "<!-- examples: scripts/list_sentences.py --write -->\n", "<!-- end of examples -->\n"
RULE = VerdictRule(floor=STANDARD.smallest_roster)
LENIENT = VerdictRule(floor=STANDARD.smallest_roster, certainty_net=0.6)
COLD = VerdictRule(floor=STANDARD.smallest_roster, a=0.9)
NORTH, SOUTH, BUTTONS = "North", "South", ("Like", "Dislike")
VERDICT_CASES: tuple[tuple[str, tuple[int, int, int], VerdictRule, Basis], ...] = (
    ("resonates", (51, 16, 85), RULE, Basis()),
    ("resonates, the study asks for little", (20, 12, 85), LENIENT, Basis()),
    ("falls flat", (12, 40, 100), RULE, Basis()),
    ("divides", (40, 38, 100), RULE, Basis()),
    ("leaves cold", (6, 4, 200), RULE, Basis()),
    ("leaves cold, though most reacted", (30, 30, 100), COLD, Basis()),
    ("undecided", (8, 6, 24), RULE, Basis()),
    ("undecided, no number in sight", (1440, 780, 12_000), RULE, Basis()),
    ("too few pressed", (4, 0, 60), VerdictRule(floor=10, pressers_min=20), Basis()),
    ("too few present", (3, 2, 8), RULE, Basis()),
    ("coded ends", (9, 0, 10), RULE, Basis()),
    ("weighted", (51, 16, 85), RULE, Basis(weighted=True)),
    ("modelled", (51, 16, 85), RULE, Basis(own_share=0.3)),
    ("weighted and modelled", (51, 16, 85), RULE, Basis(weighted=True, own_share=0.3)),
)
INTERVAL_CASES = ((30, 4, 85), (4, 30, 85), (2, 1, 200), (12, 12, 85), (2, 1, 8))


def _verdicts(words: Words) -> Iterator[tuple[str, str]]:
    for name, (likers, dislikers, present), rule, basis in VERDICT_CASES:
        triple = code_triple(likers, dislikers, present, present, STANDARD)
        used = triple.used
        finding = verdict(used[0], used[1], used[2] - used[0] - used[1], rule)
        yield name, verdict_sentence(NORTH, triple, finding, *BUTTONS, words, basis)


def _majorities(words: Words) -> Iterator[tuple[str, str]]:
    for likes, dislikes, present in INTERVAL_CASES:
        triple = code_triple(likes, dislikes, present, present, STANDARD)
        mark = MAJORITIES[int(majority(*triple.used, floor=RULE.floor).code)]
        yield mark.replace("_", " "), majority_sentence(NORTH, triple, mark, *BUTTONS, words)


def _contrasts(words: Words) -> Iterator[tuple[str, str]]:
    pair = (NORTH, SOUTH)
    yield "differ", contrast_sentence(*pair, (0.35, -0.05), True, words)
    yield "can't be told apart", contrast_sentence(*pair, (0.1, 0.05), False, words)
    yield "too few to compare", contrast_sentence(*pair, None, False, words)
    yield "curves differ", curve_contrast_sentence(*pair, 1440, 37, 72.0, words)
    yield "no interval differs", curve_contrast_sentence(*pair, 6, 0, 0.3, words)
    yield "no interval compared", curve_contrast_sentence(*pair, 0, 0, 0.0, words)


def _highlights(words: Words) -> Iterator[tuple[str, str]]:
    yield "rank", ranking_sentence(NORTH, "We choose", (3, 2, 6), 12, 0.95, words)
    yield "rank, settled", ranking_sentence(NORTH, "We choose", (1, 1, 1), 12, 0.95, words)
    for name, net, is_peak, is_extreme in (
        ("highest moment", 0.38, True, True),
        ("lowest moment", -0.21, False, True),
        ("moment above", 0.2, True, False),
        ("moment below", 0.0, False, False),
    ):
        yield (
            name,
            moment_sentence(
                NORTH, 755_000, net, 0.92, is_peak=is_peak, is_extreme=is_extreme, words=words
            ),
        )


def _briefs(words: Words) -> Iterator[tuple[str, str]]:
    """The lines of a brief that corrects another one; the sentence in it stands above."""
    for verdict_code in VERDICT_NAMES:
        yield f"brief, {verdict_code.replace('_', ' ')}", named(words, VERDICT_NAMES, verdict_code)
    consent = Consent("a university", "itself", "presses", "at any time")
    study = Study("moon", "Moon", "?", (Stimulus("rice", "Rice", 60_000),), (), consent)
    statement = Statement("s1", 1, "rice", 0, 9_000, "We choose", note="disputed")
    counts = (Count(20, "near"), Count(40, "near"), Count(80, "near"))
    figure = StatementFigure("north", *counts, "falls_flat", "", -25.0, -41.0, -7.5)
    finding = BriefFinding(statement, [figure], {"north": NORTH}, {"north": "divides"})
    told = brief_text(study, [finding], words, is_early=True, is_simulated=True).text.split("\n")
    places = {
        "correction": 0, "early": 1, "simulated": 2, "verdict that changed": 5,
        "net approval": 7, "note": 8, "this panel": 11,
    }  # fmt: skip
    yield from ((f"brief, {name}", told[place]) for name, place in places.items())
    passage = TitledPassage("p1", 1, "rice", 0, 60_000, "The Moon", (("disputed", ""),))
    of_passage = BriefFinding(passage, [figure], {"north": NORTH})
    told = brief_text(study, [of_passage], words, is_early=False, is_simulated=False)
    lines = told.text.split("\n")
    yield from (("brief, passage", lines[0]), ("brief, note in a passage", lines[4]))


def examples(words: Words) -> list[tuple[str, str]]:
    """One sentence of each kind, with what it is an example of."""
    found = [*_verdicts(words), *_majorities(words), *_contrasts(words), *_highlights(words)]
    return [
        *found,
        *_briefs(words),
        *((f"evidence {p}", evidence(p, words)) for p in (0.95, 0.8, 0.79)),
    ]


def documented() -> str:
    """The table of the English sentences as the document shows it."""
    rows = [f"| {name} | {sentence} |" for name, sentence in examples(ENGLISH)]
    return "\n".join(["| case | sentence |", "|---|---|", *rows, ""])


def main() -> int:
    """Print, or write the document's examples."""
    asked = sys.argv[1:] or ["en"]
    if asked == ["--write"]:
        text = DOCUMENT.read_text("utf-8")
        before, rest = text.split(BEGIN)
        after = rest.split(END)[1]
        DOCUMENT.write_text(f"{before}{BEGIN}{documented()}{END}{after}", "utf-8")
        return 0
    for language in asked:
        for name, sentence in examples(words_for(language)):
            print(f"{name:40} {sentence}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
