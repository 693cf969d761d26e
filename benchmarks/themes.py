"""How well themes and tones of comments are found, on a set written for it.

    python benchmarks/themes.py

A hundred comments in ten languages, five themes, half praise and half complaint. Told are: the
share of comments that stand in the theme most of their group belong to, the adjusted Rand index,
how many get a tone and how many of those the right one, and the processor time of reading 1,000.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from math import comb
from pathlib import Path

from measuring import machine

from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.service.comment_reading import groups_of, reading_of

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.reference.comment_set import THEMES, rows

SEEDS = range(1, 11)
MANY = 1_000


def purity(groups: Sequence[Sequence[int]], truth: Sequence[str]) -> float:
    """The share that belongs to the theme which most of their group belong to."""
    right = sum(Counter(truth[p] for p in group).most_common(1)[0][1] for group in groups if group)
    return right / sum(map(len, groups))


def adjusted_rand(groups: Sequence[Sequence[int]], truth: Sequence[str]) -> float:
    """Agreement of two partitions beyond chance, 1 if they are the same (Hubert & Arabie 1985)."""
    total = comb(sum(map(len, groups)), 2)
    both = sum(comb(n, 2) for g in groups for n in Counter(truth[p] for p in g).values())
    mine = sum(comb(len(group), 2) for group in groups)
    theirs = sum(comb(n, 2) for n in Counter(truth[p] for g in groups for p in g).values())
    expected = mine * theirs / total
    return (both - expected) / ((mine + theirs) / 2 - expected)


def main() -> None:
    """Measure and tell as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    before, reader = machine(), SentenceReader()
    written = rows()
    texts, truth = [text for _, _, text, _ in written], [theme for theme, *_ in written]
    reading = reading_of(reader, texts, [0] * len(texts))
    known = set(reading.read)
    found = []
    for seed in SEEDS:
        groups = [g for g in groups_of(reading, len(THEMES), seed) if known.issuperset(g)]
        found.append((purity(groups, truth), adjusted_rand(groups, truth)))
    called = [place for place in known if reading.tones[place]]
    right = sum(reading.tones[place] == written[place][3] for place in called)
    began = time.process_time()
    reading_of(reader, (texts * (MANY // len(texts) + 1))[:MANY], [0] * MANY)
    result = {
        "machine": before,
        "comments": len(texts),
        "read": len(known),
        "themes": len(THEMES),
        "seeds": len(SEEDS),
        "purity_worst": round(min(p for p, _ in found), 3),
        "purity_mean": round(sum(p for p, _ in found) / len(found), 3),
        "rand_worst": round(min(r for _, r in found), 3),
        "tone_called": len(called),
        "tone_right": right,
        "cpu_s_per_1000": round(time.process_time() - began, 2),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
