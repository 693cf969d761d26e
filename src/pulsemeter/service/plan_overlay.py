"""Which films an overlay is made of: the whole stimulus, and clips of its strongest moments.

Out of what a showing shows and of nothing else. No file is read here; captions come as text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pulsemeter.domain.alignment import Alignment
from pulsemeter.domain.study import Stimulus
from pulsemeter.languages import words_for
from pulsemeter.release.plan import ALL
from pulsemeter.release.showing import Showing
from pulsemeter.release.strongest_moments import StrongMoment, clip_span, strongest_moments
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.overlay_layout import LAYOUTS, LayoutKind
from pulsemeter.report.overlay_story import (
    CURVES_MAX,
    OverlayRefused,
    OverlayStory,
    Said,
    overlay_story,
)
from pulsemeter.service.clip_source import ClipSource
from pulsemeter.service.overlay_ports import OverlayOrder
from pulsemeter.transcript.aligned_cues import in_stimulus_time

WHOLE_FILM = "overlay.mp4"
CLIP_LIST = "clips.txt"
USUAL_CURVES = 3
_SAID = {"best": "liked most", "worst": "disliked most", "divisive": "most divisive"}


@dataclass(frozen=True, slots=True)
class OverlayChoice:
    """What somebody wants: of which stimulus ("" for the first), in which layout, with which
    segments (none for the usual ones), and whether with clips."""

    stimulus: str = ""
    layout: LayoutKind = "side"
    segments: tuple[str, ...] = ()
    clips: bool = False

    def __post_init__(self) -> None:
        if self.layout not in LAYOUTS:
            known = " or ".join(LAYOUTS)
            raise OverlayRefused(f"there is no layout {self.layout!r}; choose {known}")


@dataclass(frozen=True, slots=True)
class PlannedFilm:
    """One film by the name of its file, and what it is, in words."""

    file: str
    order: OverlayOrder
    about: str


def chosen_stimulus(showing: Showing, name: str) -> Stimulus:
    """The stimulus of this id, the first for "". OverlayRefused where there is none."""
    found = next((s for s in showing.study.stimuli if name in ("", s.id)), None)
    if found is None:
        known = ", ".join(s.id for s in showing.study.stimuli)
        raise OverlayRefused(f"session {showing.code} has no stimulus {name!r}; it has {known}")
    return found


def told_segments(showing: Showing, stimulus: str) -> tuple[str, ...]:
    """The segments that have a curve: everyone first, where that may be seen."""
    seen = [cell.id for cell in showing.cells if not cell.withheld]
    seen.sort(key=lambda cell: cell != ALL)
    return tuple(
        cell
        for cell in seen
        if any(figure.net is not None for figure in showing.intervals(stimulus, cell).values())
    )


def plan_films(
    showing: Showing, choice: OverlayChoice, source: ClipSource, captions: str
) -> list[PlannedFilm]:
    """The whole film first, then the clips. OverlayRefused says why there is none."""
    stimulus = source.stimulus
    if not source.duration_ms:
        raise OverlayRefused(f"the length of {source.title} isn't known; upload its file again")
    cues = source.cues(captions, showing.statements)
    if source.alignment is not None:
        cues = in_stimulus_time(cues, source.alignment, stimulus.duration_ms)
    segments = choice.segments or told_segments(showing, stimulus.id)[:USUAL_CURVES]
    if not segments:
        raise OverlayRefused(
            f"session {showing.code} has no final figures of {stimulus.title} that you may see"
        )
    said = [Said(cue.start_ms, cue.end_ms, cue.text) for cue in cues]
    words = words_for(showing.study.language)
    story = overlay_story(showing, stimulus.id, segments, said, words)
    whole = OverlayOrder(
        showing.study.name, source.file, 0, source.duration_ms, story, choice.layout,
        source.sound_only, source.alignment,
    )  # fmt: skip
    films = [PlannedFilm(WHOLE_FILM, whole, f"{source.title}, whole")]
    if choice.clips:
        films += _clips(showing, stimulus, whole, segments)
    return films


def _clips(
    showing: Showing, stimulus: Stimulus, whole: OverlayOrder, segments: Sequence[str]
) -> list[PlannedFilm]:
    found, told = [], told_segments(showing, stimulus.id)
    duration_ms = stimulus.duration_ms or whole.end_ms
    for moment in strongest_moments(showing, stimulus.id):
        span = clip_span(moment.statement, showing.study.lag_ms, duration_ms)
        start_ms, end_ms = _in_file(span, whole.alignment)
        if start_ms < 0 or end_ms > whole.end_ms:
            continue  # the recording doesn't hold it
        # Whom it is about is shown, whatever was chosen for the whole.
        first = (ALL,) if ALL in segments else ()
        about = [cell for cell in moment.cells if cell in told]
        cells = tuple(dict.fromkeys((*first, *about, *segments)))[:CURVES_MAX]
        order = replace(
            whole,
            start_ms=start_ms,
            end_ms=end_ms,
            story=_story(whole.story, showing, cells, stimulus),
        )
        found.append(
            PlannedFilm(f"clip-{moment.kind}.mp4", order, clip_words(showing, moment, span))
        )
    return found


def _story(
    story: OverlayStory, showing: Showing, cells: Sequence[str], stimulus: Stimulus
) -> OverlayStory:
    if tuple(curve.cell for curve in story.curves) == tuple(cells):
        return story
    return overlay_story(showing, stimulus.id, cells, story.cues, story.words)


def _in_file(span: tuple[int, int], alignment: Alignment | None) -> tuple[int, int]:
    if alignment is None:
        return span
    return alignment.file_ms(span[0]), alignment.file_ms(span[1])


def clip_words(showing: Showing, moment: StrongMoment, span: tuple[int, int]) -> str:
    """Why this clip was chosen: the kind, for whom, the words and their time."""
    labels = {cell.id: "everyone" if cell.id == ALL else cell.label for cell in showing.cells}
    whom = " against ".join(labels.get(cell, cell) for cell in moment.cells)
    start, end = (ENGLISH.time(at_ms) for at_ms in span)
    words = moment.statement.words or "a statement without words"
    return f"{_SAID[moment.kind]} ({whom}), {start} to {end}: “{words}”"


def clip_list(showing: Showing, films: Sequence[PlannedFilm]) -> str:
    """The clips in words, and what to think of their choice."""
    count = len(showing.statements)
    lines = [f"{film.file}: {film.about}" for film in films if film.file != WHOLE_FILM]
    if not lines:
        lines = ["No moment stands out: no statement's interval of net approval leaves 0 out."]
    return (
        "\n\n".join(
            [
                *(["SIMULATED PANEL: nobody was asked."] if showing.is_simulated else []),
                *lines,
                f"Chosen out of {count} statements of session {showing.code} by their released "
                "figures for each audience. The strongest of many is partly luck; its band says "
                "how sure it is by itself.",
            ]
        )
        + "\n"
    )
