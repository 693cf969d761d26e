from dataclasses import replace

import pytest
from tests.unit.report.hand_overs import (
    AFTER,
    BEFORE,
    INTERVAL,
    NORTH,
    SHORT,
    STATEMENT,
    a_hand_over,
)

from pulsemeter.domain.study import Stimulus
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.plan import PlannedCell
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.gather_hand_over import (
    PackageRefused,
    captions_between,
    cues_of,
    gathered,
    newest_figures,
)
from pulsemeter.service.ports import ReleaseState
from pulsemeter.transcript.cue import Cue

TOLD = a_hand_over()
DECISION = TOLD.decision
OWN = View(frozenset({"region:north"}))
ELSEWHERE = replace(AFTER, id="ad", stimulus="ad", start_ms=65_000)
CELLS = tuple(
    PlannedCell(f"region:{name}", name.title(), "region", (name,), 100)
    for name in ("north", "west")
)


def stated(number, figures=(NORTH, SHORT), **changes):
    release = StatementRelease(number, "s2", 3, "frozen", 85, list(figures))
    return replace(release, **changes)


def interval(number, place, stimulus=0):
    return replace(INTERVAL, number=number, interval=place, stimulus=stimulus)


def gather(releases, view=EVERYTHING, statements=(AFTER, ELSEWHERE, STATEMENT, BEFORE)):
    study = replace(TOLD.study, stimuli=(*TOLD.study.stimuli, Stimulus("ad", "Ad", 30_000)))
    place = Place(TOLD.session, study, 0)
    return gathered(place, statements, ReleaseState(CELLS, releases), DECISION, view, made="today")


def test_the_newest_figures_of_this_revision_are_told():
    releases = [stated(3), stated(5), stated(6, revision=4), stated(7, statement="s3")]
    assert newest_figures(releases, DECISION, EVERYTHING) == releases[1]
    assert gather(releases).released == releases[1]


def test_words_typed_after_the_figures_left_are_handed_over_with_them():
    # The decision is about revision 3; its stretch is that of the first one.
    releases = [stated(3, revision=1), stated(5, revision=2)]
    assert newest_figures(releases, DECISION, EVERYTHING) == releases[1]
    with pytest.raises(PackageRefused, match="has no words yet"):
        gather(releases, statements=(replace(STATEMENT, words=""),))


def test_only_own_audiences_are_told():
    told = gather([interval(1, 13), stated(2)], OWN)
    assert [figure.cell for figure in told.released.figures] == ["region:north"]
    assert {f.cell for release in told.intervals for f in release.figures} == {"region:north"}
    assert told.labels == {"region:north": "North"}


@pytest.mark.parametrize(
    "releases",
    [
        [],
        [stated(1, revision=4)],
        [stated(1, statement="s1")],
        [stated(1, figures=[SHORT])],
        # What was told before of this audience isn't the newest word on the statement any more.
        [stated(1), stated(2, figures=[SHORT])],
    ],
)
def test_without_a_figure_of_the_audience_there_is_no_package(releases):
    with pytest.raises(PackageRefused, match="revision 3, have been released for region:north"):
        newest_figures(releases, DECISION, EVERYTHING)


def test_somebody_elses_audience_has_none():
    with pytest.raises(PackageRefused):
        newest_figures([stated(1)], DECISION, View(frozenset({"region:west"})))


def test_intervals_are_those_in_which_reactions_are_read_each_told_once():
    # The statement is said from 60 to 70 s and read 3 s later.
    releases = [
        *(interval(number, number) for number in (11, 12, 13, 14, 15)),
        interval(21, 13),
        interval(22, 13, stimulus=1),
        stated(23),
    ]
    told = gather(releases)
    assert [(r.interval, r.number) for r in told.intervals] == [(12, 12), (13, 21), (14, 14)]


def test_neighbours_are_of_the_same_stimulus():
    told = gather([stated(1)])
    assert (told.statement, told.before, told.after) == (STATEMENT, BEFORE, AFTER)
    alone = gather([stated(1)], statements=(STATEMENT, ELSEWHERE))
    assert (alone.before, alone.after) == (None, None)


@pytest.mark.parametrize("statements", [(), (BEFORE,), (replace(STATEMENT, revision=4),)])
def test_a_statement_that_is_another_one_now_is_not_handed_over(statements):
    with pytest.raises(PackageRefused, match="decide about it again"):
        gather([stated(1)], statements=statements)


VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Kennedy>We <b>choose\n"


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        (VTT, [Cue(1_000, 4_000, "Kennedy", "We choose")]),
        ("", [Cue(60_000, 70_000, "Kennedy", STATEMENT.words)]),
        ("no captions at all", [Cue(60_000, 70_000, "Kennedy", STATEMENT.words)]),
    ],
)
def test_captions_come_from_their_file_else_from_the_statements(text, cues):
    stimulus = TOLD.study.stimuli[0]
    assert list(cues_of(stimulus, text, (STATEMENT, ELSEWHERE))) == cues


def test_captions_count_from_the_clips_beginning():
    cues = [
        Cue(0, 57_000, None, "too early"),
        Cue(57_000, 59_500, "Kennedy", "We --> sail"),
        Cue(60_000, 99_000, None, "on"),
        Cue(72_000, 80_000, None, "too late"),
    ]
    assert captions_between(cues, 58_000, 72_000) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:01.500\n<v Kennedy>We --&gt; sail\n\n"
        "00:00:02.000 --> 00:00:14.000\non\n"
    )
    assert captions_between(cues[:1], 58_000, 72_000) == ""
