"""From an analysis to the sections of a report: what is said, in which order.

The first part is for three minutes, the rest for an hour. This module must not know a format.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.segments import ALL
from pulsemeter.release.words import ENGLISH, Words
from pulsemeter.report.comparison_part import change_blocks, comparison_section
from pulsemeter.report.context import Context, Sentences
from pulsemeter.report.figure import CURVES_MAX, curve_svg
from pulsemeter.report.method_note import method_section
from pulsemeter.report.outline import Block, Paragraph, Picture, Report, Section
from pulsemeter.report.session_part import (
    headline,
    lead_notes,
    presence_section,
    segments_section,
    session_section,
)
from pulsemeter.report.statement_part import (
    highlights,
    moment_blocks,
    passage_section,
    ranking_blocks,
    verdict_section,
)
from pulsemeter.report.trust_part import trust_section
from pulsemeter.report.wording import seconds_text

LEAD_SHOWN = 3
__all__ = ["Sentences", "compose", "drawn_segments"]


def compose(
    analysis: Analysis,
    *,
    title: str,
    simulated: bool = False,
    segments: Sequence[str] = (),
    sentences: Sentences | None = None,
    facts: Mapping[str, str],
    words: Words = ENGLISH,
) -> Report:
    """The report on an analysis; parameters as in `html.report_html`."""
    context = Context(analysis, words, sentences)
    sections = [session_section(context)] if len(analysis.session) else []
    sections.append(_curves(context, segments or drawn_segments(analysis)))
    sections.append(verdict_section(context))
    ranked = ranking_blocks(context)
    if ranked:
        sections.append(Section("ranking", context.phrase("Order of statements"), tuple(ranked)))
    if len(analysis.passages):
        sections.append(passage_section(context))
    # What rests on exact counts or single persons was not released: its sections would only say so.
    exact = not analysis.released
    if exact and not analysis.settings.rated:
        moments = tuple(moment_blocks(context))
        sections.append(Section("moments", context.phrase("Key moments"), moments))
    sections += [comparison_section(context)] if exact else []
    if not exact and len(analysis.change):
        title = context.phrase("Answers before and after")
        sections.append(Section("answers", title, tuple(change_blocks(context))))
    sections.append(segments_section(context))
    sections += [presence_section(context), trust_section(context)] if exact else []
    sections.append(method_section(context, facts))
    marks = [context.phrase("Simulated data: no person gave these reactions.")] if simulated else []
    if analysis.released:
        marks.append(
            context.phrase("Released figures, protection profile {name}.", name=analysis.released)
        )
    return Report(
        title=title,
        language=words.language,
        right_to_left=words.right_to_left,
        labels={"contents": context.phrase("Contents")},
        marks=tuple(marks),
        headline=headline(context),
        lead=(
            *lead_notes(context),
            *_pictures(context, (ALL,), "curve"),
            *highlights(context, LEAD_SHOWN),
        ),
        sections=tuple(sections),
    )


def drawn_segments(analysis: Analysis) -> tuple[str, ...]:
    """Segments whose curves are drawn if nobody chose: of the first contrast, else attribute."""
    there = analysis.segments["segment"].to_list()
    for row in analysis.contrasts.iter_rows(named=True):
        pair = tuple(f"{row['attribute']}:{row[side]}" for side in ("a", "b"))
        if set(pair) <= set(there):
            return pair
    own = analysis.segments.filter(pl.col("segment") != ALL)
    if own.is_empty():
        return ()
    first = own.filter(pl.col("attribute") == own["attribute"][0])
    return tuple(first["segment"].to_list()[:CURVES_MAX])


def _curves(context: Context, segments: Sequence[str]) -> Section:
    blocks: list[Block] = []
    if segments:
        blocks += _pictures(context, segments, "segments")
    text = context.phrase(
        "Each point is net approval in one interval of {length}: likes minus dislikes, of all "
        "present. Bars above the curve are statements with their numbers; reactions come about "
        "{lag} after the words. The strip below is the majority: upper half, most liked; lower "
        "half, most disliked; thin line, most silent; middle block, no majority; empty, too few. "
        "The axis says where it ends. Curves of all segments are in the table “curve”.",
        length=seconds_text(context.analysis.interval_ms),
        lag=seconds_text(context.analysis.settings.lag_ms),
    )
    if context.analysis.settings.rated:
        text = context.phrase("Each point is the mean rating of those present.") + " " + text
    blocks.append(Paragraph(text, "note"))
    return Section("curves", context.phrase("Curves"), tuple(blocks))


def _pictures(context: Context, segments: Sequence[str], key: str) -> list[Block]:
    blocks: list[Block] = []
    names = ", ".join(context.labels.get(segment, segment) for segment in segments)
    for number, target in enumerate(context.analysis.targets, start=1):
        svg = curve_svg(
            context.analysis, segments, target=target, words=context.words, key=f"{key}-{number}"
        )
        caption = context.phrase("{names}: net approval over stimulus time.", names=names)
        if context.analysis.settings.rated:
            caption = context.phrase("{names}: mean rating over stimulus time.", names=names)
        blocks.append(Picture(svg, context.about(target) + caption))
    return blocks
