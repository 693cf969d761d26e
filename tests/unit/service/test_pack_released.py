"""Package A holds what was released and nothing else, for one view."""

import asyncio
from dataclasses import replace

import frictionless
import pytest
from tests.recorded_session import recorded, recorded_study

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.packing.package_files import FORMATS, write_folder
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.release.view import View
from pulsemeter.report.package_texts import SIMULATED
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.pack_released import EXPLORED, pack_released
from pulsemeter.service.release_answers import closed_session, release_answers
from pulsemeter.service.release_exploratory import release_exploratory
from pulsemeter.service.study_analysis import session_of


def packed(world, study, *views, exploring=False, **options):
    """A package for each view, and the book of releases."""

    async def story():
        async with world.running():
            code = await recorded(world, study, **options)
            session = await session_of(world.stores, study.name)
            closed = await closed_session(
                world.stores, session, world.clock.wall_ms(), at_once=True
            )
            await release_answers(world.stores, closed)
            if exploring:
                await release_exploratory(world.stores, closed, "voted")
            state = await world.stores.releases.state(code)
            made = [await pack_released(world.stores, study.name, code, view) for view in views]
            return made, state.releases

    return asyncio.run(story())


def rows_of(package, name):
    table = next(table for table in package.tables if table.name == name)
    return [row for batch in table.batches() for row in batch.iter_rows(named=True)]


def test_every_released_figure_is_in_the_package(world, make_study):
    (package,), releases = packed(world, recorded_study(make_study, "standard"), View())
    newest = {r.interval: r for r in releases if isinstance(r, IntervalRelease)}
    told = {(row["interval"], row["segment"]): row for row in rows_of(package, "curve")}
    figures = {(k, f.cell): f for k, r in newest.items() for f in r.figures}
    assert told.keys() == figures.keys()
    for key, figure in figures.items():
        counts = [told[key][name] for name in ("likes", "likes_coding", "majority")]
        assert counts == [figure.likes.value, figure.likes.coding, figure.majority]
    sentences = {
        (r.statement, f.cell): f.sentence
        for r in releases
        if isinstance(r, StatementRelease)
        for f in r.figures
    }
    held = {(row["statement"], row["segment"]): row for row in rows_of(package, "statements")}
    assert {key: row["sentence"] for key, row in held.items()} == sentences
    assert {row["question"] for row in rows_of(package, "answers")} >= {"voted", "trust"}
    assert rows_of(package, "statement_list")[0]["words"] == "=We choose to go."


@pytest.mark.parametrize("profile", ["research", "standard"])
def test_a_package_is_what_it_says_in_every_form(world, make_study, tmp_path, profile):
    stimuli = (Stimulus("talk", "A talk", 30_000), Stimulus("reply", "الرد", 30_000))
    study = recorded_study(make_study, profile, stimuli=stimuli)
    (package,), _ = packed(world, study, View())
    write_folder(package, FORMATS, tmp_path / "out")
    report = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "type", "message"])
    assert {table.name for table in package.tables} >= {"stimuli", "segments", "curve", "answers"}
    assert {row["stimulus"] for row in rows_of(package, "curve")} == {"talk", "reply"}


def test_an_editors_package_holds_own_audiences_alone(world, make_study):
    view = View(frozenset({"region:north"}))
    (package,), _ = packed(world, recorded_study(make_study), view)
    named = {
        row["segment"]
        for table in package.tables
        if any(column.name == "segment" for column in table.columns)
        for row in rows_of(package, table.name)
    }
    assert named == {"region:north"}
    assert "turnover" not in {table.name for table in package.tables}
    assert package.notes[0] == "figures of these audiences alone: region:north"


def test_exploratory_segments_stay_out_and_are_named(world, make_study):
    study = recorded_study(make_study)
    asked = replace(study.questionnaire.questions[0], exploratory=True)
    questions = replace(study.questionnaire, questions=(asked, *study.questionnaire.questions[1:]))
    (package,), _ = packed(world, replace(study, questionnaire=questions), View(), exploring=True)
    assert EXPLORED in package.notes
    assert not any("voted:" in row["segment"] for row in rows_of(package, "segments"))


def test_passages_are_told_by_their_title(world, make_study):
    passage = Passage("p1", 1, "talk", "Why we go", ("s1", "s2"))
    (package,), _ = packed(world, recorded_study(make_study), View(), passages=[passage])
    assert {row["passage"] for row in rows_of(package, "statement_list")} == {"Why we go"}
    told = rows_of(package, "passages")
    assert {row["passage"] for row in told} == {"Why we go"}
    assert all(row["verdict"] for row in told)


def test_the_method_note_names_what_is_missing(world, make_study):
    study = recorded_study(make_study)

    async def story():
        async with world.running():
            code = await recorded(world, study)
            trail = AuditTrail(world.stores.audit, world.clock)
            await trail.note("Ada", f"session {SessionState.OPEN}", code)
            return await pack_released(world.stores, study.name)

    note = asyncio.run(story()).texts["method_note.md"]
    assert "Not given, and to be asked for: Population under study" in note
    assert "Dates of data collection" in note
    assert "not closed yet" not in note.split("Limits")[1]
    assert SIMULATED not in note


def test_simulated_sessions_say_so_in_every_text(world, make_study, tmp_path):
    study = recorded_study(make_study, simulated=True)
    (package,), _ = packed(world, study, View())
    write_folder(package, ("csv",), tmp_path / "out")
    for name in ("method_note.md", "codebook.txt", "datapackage.json"):
        assert SIMULATED in (tmp_path / "out" / name).read_text("utf-8")
    assert "simulated: nobody was asked" in package.notes


def test_what_is_not_there_is_said(world, make_study):
    study = recorded_study(make_study)

    async def story():
        async with world.running():
            with pytest.raises(UnknownStudy, match="no study nothing"):
                await pack_released(world.stores, "nothing")
            await recorded(world, study)
            with pytest.raises(DataError, match="nothing that you may see"):
                await pack_released(world.stores, study.name, view=View(frozenset()))

    asyncio.run(story())
