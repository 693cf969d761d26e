"""An analysis as the composing rooms see it: looked up by segment and statement, in one language.

This module must not know sections or pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.segments import ALL
from pulsemeter.analysis.verdicts import Verdict, VerdictFinding
from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.rounding import CodedCount, CodedTriple
from pulsemeter.release.sentence import Basis, verdict_sentence
from pulsemeter.release.words import Words
from pulsemeter.report.wording import told

Row = Mapping[str, Any]
Sentences = Mapping[tuple[str, str, str], str]
"""Sentence on a verdict by target, segment and statement."""
WORDS_MAX = 220


@dataclass(frozen=True)
class Context:
    """What every part of a report needs: the analysis, the language, sentences made elsewhere."""

    analysis: Analysis
    words: Words
    sentences: Sentences | None = None
    short: bool = False
    """Whether segments go by their labels alone, where these tell them apart."""

    def phrase(self, text: str, **values: str) -> str:
        """A text in the report's language."""
        return told(self.words, text, **values)

    def say(self, text: str, **values: str) -> str:
        """A text of the catalogues, written out where this is called."""
        return self.words.say(text, **values)

    @cached_property
    def main(self) -> str:
        """The segment that the first page speaks of: the whole panel, or the first that there is
        for whoever doesn't see it."""
        known = self.analysis.segments["segment"].to_list()
        return ALL if ALL in known or not known else str(known[0])

    def name(self, segment: str) -> str:
        """A segment's name as it stands alone or begins a sentence."""
        return self.words.name(self.labels.get(segment, segment))

    def session_row(self, segment: str) -> Row | None:
        """The session as a whole for a segment, of the first target; None where it isn't told."""
        rows = self.rows(self.analysis.session, self.analysis.targets[0], segment)
        return rows[0] if rows else None

    @cached_property
    def labels(self) -> dict[str, str]:
        """Names of segments by id; a category's with its attribute."""
        if self.short:
            held = self.analysis.labels
            return {s: n.replace("×", " × ") for s, n in held.items()} | (
                {ALL: self.words.say("Whole panel")} if ALL in held else {}
            )
        names = {}
        for row in self.analysis.segments.iter_rows(named=True):
            named = f"{row['attribute']}: {row['label']}"
            names[row["segment"]] = (
                self._everybody if row["segment"] == ALL else named.replace("×", " × ")
            )
        return names

    @property
    def _everybody(self) -> str:
        # English sentences say "among …"; the catalogues' word stands at the start of a sentence.
        return "the whole panel" if self.words.language == "en" else self.words.say("all")

    @cached_property
    def spoken(self) -> dict[str, Row]:
        """Rows of the statement list by id."""
        return {r["statement"]: r for r in self.analysis.statement_list.iter_rows(named=True)}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Place of each statement in the stimulus, from 1, as figures show it."""
        return {name: place for place, name in enumerate(self.spoken, start=1)}

    @property
    def several_targets(self) -> bool:
        """Whether a heading has to name the target."""
        return len(self.analysis.targets) > 1

    def about(self, target: str) -> str:
        """Start of a heading that has to name its target."""
        return f"{target}: " if self.several_targets else ""

    def quote(self, statement: str) -> str:
        """What was said, or the topic, cut where it is long."""
        row = self.spoken[statement]
        return shortened(row["words"] or row["topic"] or statement, WORDS_MAX)

    def rows(self, table: pl.DataFrame, target: str, segment: str | None = None) -> list[Row]:
        """Rows of a table for one target and perhaps one segment."""
        chosen = table.filter(pl.col("target") == target)
        if segment is not None:
            chosen = chosen.filter(pl.col("segment") == segment)
        return list(chosen.iter_rows(named=True))

    def verdict_text(self, row: Row) -> str:
        """The sentence on a statement's verdict; "" where its counts may not be told."""
        key = (row["target"], row["segment"], row["statement"])
        if self.sentences is not None:
            return self.sentences.get(key, "")
        counts = [row[name] for name in ("likers", "dislikers", "present")]
        if None in counts or self.analysis.settings.rated:
            # A slider's holders press nothing, so that the sentence would be untrue.
            return ""
        settings = self.analysis.settings
        weighted = settings.weights is not None and row["like_share"] is not None
        if weighted:
            # The base stays the number of persons; what share of them did what is weighted.
            shares = (row["like_share"], row["dislike_share"])
            counts[:2] = [round(share * row["present"]) for share in shares]
        likers, dislikers, present = (CodedCount(n, "near", n) for n in counts)
        return verdict_sentence(
            self.labels[row["segment"]],
            CodedTriple(likers, dislikers, present),
            _finding(row),
            settings.like,
            settings.dislike,
            self.words,
            Basis(weighted=weighted),
        )


def _finding(row: Row) -> VerdictFinding:
    ends = None if row["low"] is None else (row["low"], row["high"])
    return VerdictFinding(
        verdict=Verdict(row["verdict"]),
        n=float(row["present"]),
        net=row["net"],
        net_interval=ends,
        p_active=row["p_active"],
        p_resonates=row["p_resonates"],
        p_falls_flat=row["p_falls_flat"],
        p_divides=row["p_divides"],
        people_to_settle=row["people_to_settle"],
    )
