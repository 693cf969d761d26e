"""The text of a brief: findings with their words, how certain each is, and where to look.

Plain text for a phone, in the recipient's language; the words of statements stay in the study's.
This module must not know recipients, channels or clocks; figures come as far as the reader may see
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulsemeter.domain.excerpt import shortened
from pulsemeter.domain.passage import Quoted, TitledPassage
from pulsemeter.domain.study import Study
from pulsemeter.release.figures import StatementFigure
from pulsemeter.release.plan import ALL
from pulsemeter.release.said_again import said_again
from pulsemeter.release.words import Words, message
from pulsemeter.report.wording import VERDICT_NAMES, named

SUBJECT_WORDS_MAX = 60
_EARLY = message("Early: not all of the panel was in; this may still change.")
_CORRECTION = message("Correction of an earlier brief: a verdict has changed.")
_SIMULATED = message("Simulated panel: these reactions were made by a program, not by people.")
_PASSAGE = message("passage {name}")
_NOTE = message("Note on this statement: {note}")
_NOTE_WITHIN = message("Note on a statement in this passage: {note}")
_THIS_PANEL = message("These figures speak of this panel only.")


@dataclass(frozen=True, slots=True)
class BriefFinding:
    """One statement or passage and its released figures that are told. `label` by cell; `before`
    holds the verdict that an earlier brief told, by cell, where this one corrects it."""

    quoted: Quoted
    figures: Sequence[StatementFigure]
    labels: Mapping[str, str]
    before: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class BriefText:
    """What a recipient reads."""

    subject: str
    text: str


def brief_text(
    study: Study,
    findings: Sequence[BriefFinding],
    words: Words,
    *,
    is_early: bool,
    is_simulated: bool,
    link: str = "",
) -> BriefText:
    """Subject and text of a brief; `findings` in the order in which they are told, `link` to where
    the reader sees more."""
    is_correction = any(finding.before for finding in findings)
    opening = [words.say(_CORRECTION)] if is_correction else []
    if is_early:
        opening.append(words.say(_EARLY))
    if is_simulated:
        opening.append(words.say(_SIMULATED))
    parts = ["\n".join(opening)] if opening else []
    parts += [_finding_text(study, finding, words) for finding in findings]
    parts.append("\n".join([study.title, words.say(_THIS_PANEL), *([link] if link else [])]))
    return BriefText(_subject(findings, words), "\n\n".join(parts) + "\n")


def _subject(findings: Sequence[BriefFinding], words: Words) -> str:
    """Who, which verdict, which words; of several findings the first, and of how many: without a
    sign, since "(+4)" behind a verdict would be read as net approval. Words of a statement that was
    opened live may be typed later; until then its time says which it is."""
    first = findings[0]
    figure = first.figures[0]
    count = sum(len(finding.figures) for finding in findings)
    counted = f" ({words.whole(1)}/{words.whole(count)})" if count > 1 else ""
    segment = _segment(figure.cell, first.labels, words)
    about = _about(first.quoted, words)
    return f"{segment}: {named(words, VERDICT_NAMES, figure.verdict)} · {about}{counted}"


def _about(quoted: Quoted, words: Words) -> str:
    said = quoted.title if isinstance(quoted, TitledPassage) else quoted.words
    said = shortened(said, SUBJECT_WORDS_MAX)
    shown = f"“{said}”" if said else words.time(quoted.start_ms)
    return words.say(_PASSAGE, name=shown) if isinstance(quoted, TitledPassage) else shown


def _finding_text(study: Study, finding: BriefFinding, words: Words) -> str:
    lines = [_heading(finding.quoted, words)]
    for figure in finding.figures:
        label = finding.labels.get(figure.cell, figure.cell)
        lines.append(_verdict_line(figure, finding, words))
        lines.append(said_again(figure, label, study, words))
        lines += _net_line(figure, words)
    lines += _notes(finding.quoted, words)
    return "\n".join(lines)


def _heading(quoted: Quoted, words: Words) -> str:
    times = f"{words.time(quoted.start_ms)}–{words.time(quoted.end_ms)}"
    if isinstance(quoted, TitledPassage):
        if not quoted.title:
            return words.say(_PASSAGE, name=times)
        return f"{words.say(_PASSAGE, name=f'“{quoted.title}”')} ({times})"
    source = f"{words.name(quoted.speaker)}, {times}" if quoted.speaker else times
    return f"“{quoted.words}” ({source})" if quoted.words else source


def _notes(quoted: Quoted, words: Words) -> list[str]:
    """The notes on what is told; those on statements of a passage say that they are."""
    if isinstance(quoted, TitledPassage):
        text, held = _NOTE_WITHIN, quoted.notes
    else:
        text, held = _NOTE, ((quoted.note, quoted.source),)
    said = [f"{note} ({source})" if source else note for note, source in held if note]
    return [words.say(text, note=note) for note in said]


def _verdict_line(figure: StatementFigure, finding: BriefFinding, words: Words) -> str:
    told = named(words, VERDICT_NAMES, figure.verdict)
    before = (finding.before or {}).get(figure.cell)
    if before:
        told = words.say(
            "{verdict} (told before: {before})",
            verdict=told,
            before=named(words, VERDICT_NAMES, before),
        )
    return f"{_segment(figure.cell, finding.labels, words)}: {told}"


def _net_line(figure: StatementFigure, words: Words) -> list[str]:
    if figure.net is None or figure.low is None or figure.high is None:
        return []
    net, low, high = (words.net(value / 100) for value in (figure.net, figure.low, figure.high))
    return [
        words.say("Net approval {net}, 95 % interval {low} to {high}.", net=net, low=low, high=high)
    ]


def _segment(cell: str, labels: Mapping[str, str], words: Words) -> str:
    return words.say("all") if cell == ALL else words.name(labels.get(cell, cell))
