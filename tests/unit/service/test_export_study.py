import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.service.studies import studies

from pulsemeter.domain.edit_passages import make_passage
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.domain.wording import wording_of
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.export_study import copy_study, exported_study, held_study
from pulsemeter.service.read_study import read_study
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.storage.memory import memory_stores
from pulsemeter.transcript.passage_list import read_passage_list
from pulsemeter.transcript.statement_list import read_statement_list


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies())
def test_any_study_with_what_is_said_in_it_is_read_again(study):
    said = [
        Statement(f"s{n}-{k}", k + 1, s.id, 10 * k, 10 * k + 9, "Words")
        for n, s in enumerate(study.stimuli)
        for k in range(n)  # nothing is said in the first
    ]
    wording = wording_of(study, said)
    if said:
        wording = make_passage(wording, [said[0].id], "A part")
    exported = exported_study(study, wording)
    read = read_study(exported.text)
    assert read.study == study  # its files lie beside it already
    assert set(read.statement_lists) == {s.stimulus for s in said}
    assert set(read.statement_lists.values()) | set(read.transcripts.values()) == set(
        exported.texts
    )
    found, passages = [], []
    for stimulus, file in read.statement_lists.items():
        listed = read_statement_list(exported.texts[file], file, stimulus=stimulus)
        passages += read_passage_list(exported.texts[file], file, listed)
        found += listed
    assert sorted(found, key=said.index) == said
    assert tuple(passages) == wording.passages


def test_files_come_to_lie_in_one_folder(make_study):
    study = make_study(
        stimuli=(
            Stimulus(
                "a b",
                "A",
                1,
                "films/talk.mp4",
                "subs/talk.vtt",
                captions_in=(("de", "x/d.vtt"),),
            ),
            Stimulus("a-b", "B", 1, "long-2.hls/index.m3u8"),
            Stimulus("c", "C", 1, address="https://media.example/c.m3u8"),
        )
    )
    said = [Statement(f"s{s.id[-1]}{s.id[1:2]}", 1, s.id, 0, 1, "Words") for s in study.stimuli]
    exported = exported_study(study, wording_of(study, said))
    assert exported.media == {"talk.mp4": "films/talk.mp4", "long-2.mp4": "long-2.hls/index.m3u8"}
    assert exported.captions == {"talk.vtt": "subs/talk.vtt", "d.vtt": "x/d.vtt"}
    assert sorted(exported.texts) == [
        "a-b-2.statements.toml", "a-b-2.transcript.vtt", "a-b.statements.toml",
        "a-b.transcript.vtt", "c.statements.toml", "c.transcript.vtt",
    ]  # fmt: skip
    assert [s.file for s in read_study(exported.text).study.stimuli] == [
        "talk.mp4",
        "long-2.mp4",
        "",
    ]


def test_a_file_of_the_study_keeps_its_name(make_study):
    study = make_study(stimuli=(Stimulus("talk", "A", 9, captions="talk.transcript.vtt"),))
    exported = exported_study(study, wording_of(study, [Statement("s1", 1, "talk", 0, 9, "W")]))
    assert sorted(exported.texts) == ["talk-2.transcript.vtt", "talk.statements.toml"]


def test_a_copy_has_everything_but_sessions(world, make_study, spoken):
    passage = Passage("talk-p01", 1, "talk", "All", ("s1", "s2"))
    study = make_study()
    seen = []

    async def note(copied):
        seen.append(copied)

    async def story():
        await world.session(study, statements=[spoken[0], replace(spoken[1], revision=4)])
        book = world.stores.studies
        await book.add_study(replace(study, name="other"), "", spoken, [passage])
        copied = await copy_study(book, "other", "copy", note)
        with pytest.raises(StudyRefused, match="a study copy already"):
            await copy_study(book, "talk", "copy", note)
        await copy_study(book, "talk", "running-copy", note)
        return copied, await held_study(book, "copy"), await held_study(book, "running-copy")

    copied, (found, wording), (_, second) = asyncio.run(story())
    assert found == copied == replace(study, name="copy")
    assert (wording.statements, wording.passages) == (spoken, (passage,))
    assert second.statement("s2").revision == 4
    assert [one.name for one in seen] == ["copy", "running-copy"]


def test_a_copy_that_cannot_be_made_copies_no_file(make_study):
    async def story():
        book = memory_stores().studies
        await book.add_study(make_study(), "", ())
        for new_name in ("../up", "", "a b"):
            with pytest.raises(StudyNotWritable, match=r"study\.name"):
                await copy_study(book, "talk", new_name, _never)
        with pytest.raises(UnknownStudy, match="there are: talk"):
            await copy_study(book, "moon", "new", _never)
        return [study.name for study in await book.studies()]

    assert asyncio.run(story()) == ["talk"]


def _never(study):
    raise AssertionError(f"files of {study.name} were copied")
