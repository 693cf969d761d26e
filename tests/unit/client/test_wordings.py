"""What is said in a study, read and edited at a real server."""

import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.wire.study_making import NewStimulus, NewStudy
from pulsemeter.wire.wording import (
    ChangedPassage,
    ChangedStatement,
    NewPassage,
    StatementMerge,
    TranscriptText,
)

SRT = (
    "1\n00:00:00,000 --> 00:00:12,000\nWe begin with the schools of this town.\n\n"
    "2\n00:00:14,000 --> 00:00:26,000\nThen we speak of rents, and who pays them.\n"
)


def test_a_transcript_is_taken_in_and_its_statements_are_edited(served):
    with Client(served.url, served.token()) as owner:
        made = NewStudy("Said", [NewStimulus("talk", "A talk")], "A town", "A town", name="said")
        study = owner.make_study(made).name
        (stimulus,) = owner.read_study(study).stimuli
        text = TranscriptText(stimulus.id, SRT)
        assert len(owner.preview_transcript(study, text).statements) == 2
        held = owner.take_in_transcript(study, text, owner.list_statements(study).tag)
        first, second = (statement.id for statement in held.statements)
        held = owner.change_statement(study, first, ChangedStatement(topic="schools"), held.tag)
        assert held.statements[0].topic == "schools"
        assert owner.read_statement(study, first, revision=1).topic == ""
        with pytest.raises(ApiRefused) as stale:
            owner.delete_statement(study, second, '"0"')
        assert stale.value.status == 412
        held = owner.make_passage(study, NewPassage([first, second], "All"), held.tag)
        (passage,) = held.passages
        held = owner.change_passage(study, passage.id, ChangedPassage(title="Both"), held.tag)
        assert held.passages[0].title == "Both"
        held = owner.remove_passage(study, passage.id, held.tag)
        held = owner.merge_statements(study, StatementMerge([first, second]), held.tag)
        assert len(held.statements) == 1
