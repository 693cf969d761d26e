"""How it was done: everything that has to be said of a study, what isn't known said as missing.

Follows the disclosure items of AAPOR; `disclosure` has those that the data can't tell. This module
must not know how a page looks.
"""

from collections.abc import Mapping

from pulsemeter.analysis.telling import clock
from pulsemeter.report.context import Context
from pulsemeter.report.disclosure import disclosed
from pulsemeter.report.outline import Block, Bullets, Definitions, Paragraph, Section
from pulsemeter.report.wording import INSTRUMENT_NAMES, named, seconds_text, whole_text


def method_section(context: Context, facts: Mapping[str, str]) -> Section:
    """The method note: known items, missing items by name, notes, limits."""
    given, missing = disclosed(facts, context.words)
    blocks: list[Block] = [Definitions((*given, *measured_pairs(context)))]
    if missing:
        text = context.say("Not given, and to be asked for: {items}.", items="; ".join(missing))
        blocks.append(Paragraph(text, "warning"))
    blocks += measured_notes(context)
    blocks.append(limits(context))
    return Section("method", context.say("Method note"), tuple(blocks))


def limits(context: Context) -> Paragraph:
    """How far any figure holds."""
    return Paragraph(
        context.say(
            "Limits: figures speak of this panel. How far they hold for others depends on how "
            "the persons were chosen, which no interval here accounts for. Intervals and bands "
            "say what another panel chosen the same way might have given; they leave out wrong "
            "answers, persons who refused, and effects of being measured. Pressing is what "
            "people did while watching, not what they will do."
        )
    )


def measured_notes(context: Context) -> list[Block]:
    """Deviations from the plan, where there was one, and notes on these data."""
    blocks = _deviations(context)
    if context.analysis.notes:
        blocks.append(Paragraph(context.say("Notes on these data:")))
        blocks.append(Bullets(tuple(map(context.words.note, context.analysis.notes))))
    return blocks


def _deviations(context: Context) -> list[Block]:
    """In what the figures differ from what was planned before there were any."""
    listed = context.analysis.deviations
    if listed is None:
        return []
    about = context.say(
        "Deviations from the analysis plan that was sealed at the opening (SHA-256 {digest}):",
        digest=context.analysis.plan,
    )
    return [Paragraph(about), Bullets(tuple(listed) or (context.say("none"),))]


def measured_pairs(context: Context) -> list[tuple[str, str]]:
    """How these data were measured, weighted, judged and released."""
    analysis, words = context.analysis, context.words
    settings, say, phrase = analysis.settings, context.say, context.phrase
    band = phrase("simultaneous") if settings.band == "simultaneous" else phrase("pointwise")
    whole = analysis.segments.row(0, named=True)
    pairs = [
        (
            say("Instrument"),
            words.note(settings.pad) or say(named(words, INSTRUMENT_NAMES, settings.instrument)),
        ),
        (say("Words on the buttons"), f"{settings.like} / {settings.dislike}"),
        (
            say("Length and cadence"),
            f"{clock(analysis.duration_ms)}; {seconds_text(analysis.interval_ms)}",
        ),
        (
            say("Size"),
            say(
                "{persons} persons on the roster; each segment's n stands beside its figures",
                persons=whole_text(words, whole["persons"]),
            )
            if analysis.released
            else phrase(
                "{persons} persons in the panel, {present} present, effective number {n_eff}; each "
                "segment's under “Segments”",
                persons=whole_text(words, whole["persons"]),
                present=whole_text(words, whole["present"]),
                n_eff=whole_text(words, whole["n_eff"]),
            ),
        ),
        (say("Weighting"), _weighting(context)),
        (
            say("Human delay"),
            say(
                "{lag}: a statement's presses are those made so much later than its words; curves "
                "are not shifted",
                lag=seconds_text(settings.lag_ms),
            ),
        ),
        (say("Uncertainty"), _uncertainty(context, band)),
        (say("Seed"), str(settings.seed)),
        (say("Smallest group shown"), words.whole(settings.floor)),
        (say("Verdict rule"), _thresholds(context)),
        (say("Release"), _release(context)),
    ]
    if settings.strata:
        pairs.append((phrase("Strata"), settings.strata))
    return pairs


def _uncertainty(context: Context, band: str) -> str:
    settings, words = context.analysis.settings, context.words
    if context.analysis.released:
        return context.say(
            "95 % intervals after Bonett and Price, of each interval and statement by itself, from "
            "the rounded counts"
        )
    return context.phrase(
        "curves: {band} {level} band, {replicates} replicates; small segments pointwise, as their "
        "legend says; statements and sessions: {level} interval after Bonett and Price",
        band=band,
        level=words.percent(settings.confidence),
        replicates=words.whole(settings.replicates),
    )


def _weighting(context: Context) -> str:
    settings = context.analysis.settings
    if settings.weights is None:
        return context.say("none: each person counts the same")
    if isinstance(settings.weights, str):
        return context.phrase("weighted by the panel's column {name}", name=settings.weights)
    margins = "; ".join(
        f"{attribute} ({', '.join(f'{c} {context.words.percent(s)}' for c, s in shares.items())})"
        for attribute, shares in settings.weights.items()
    )
    return context.phrase(
        "weighted to margins {margins}; numbers of persons are as counted, shares and net approval "
        "weighted",
        margins=margins,
    )


def _thresholds(context: Context) -> str:
    rule = context.analysis.settings.rule
    names = (name for name in type(rule).__slots__ if name != "floor")
    return ", ".join(f"{name} {getattr(rule, name):g}" for name in names)


def _release(context: Context) -> str:
    if not context.analysis.released:
        return context.phrase("exact figures: no protection profile was applied")
    return context.say(
        "figures passed the release gate of the profile {name}: counts are rounded and their ends "
        "coded, and every figure derives from the rounded counts",
        name=context.analysis.released,
    )
