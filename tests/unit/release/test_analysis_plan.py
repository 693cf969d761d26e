import hashlib
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.service.studies import studies

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.protection import RESEARCH
from pulsemeter.domain.questionnaire import Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.domain.wording import wording_of
from pulsemeter.release.analysis_plan import AnalysisPlan, PlanUnreadable, deviations, plan_of

SAID = Statement("talk-s01", 1, "talk", 0, 9_000, "Good evening")
ODD = Statement('odd: "id"\n', 2, "talk", 9_000, 12_000, "Hello")
REGION = Attribute(
    "region", "Region", "Where?", (Category("north", "North"), Category("süd", "Süd"))
)
STUDY = Study(
    "talk", "A talk", "", (Stimulus("talk", "A talk", 30_000),), (REGION,),
    Consent("we", "we", "presses", "any time"), verdict=(("delta", 0.1),),
)  # fmt: skip
WORDING = wording_of(STUDY, (SAID, ODD), (Passage("talk-p01", 1, "talk", "Hello", ("talk-s01",)),))
PLAN = plan_of(STUDY, WORDING)


def test_a_plan_says_what_fixes_the_figures():
    told = {key: json.loads(value) for key, value in PLAN.items}
    assert told["study"] == "talk"
    assert told["verdict.delta"] == 0.1
    assert told["verdict.certainty_net"] == 0.95
    assert told["smallest group"] == 10
    assert told["segments by region"]["categories"] == ["north", "süd"]
    assert told["statement talk-s01"] == {
        "revision": 1, "stimulus": "talk", "start_ms": 0, "end_ms": 9_000,
    }  # fmt: skip
    assert told["passage talk-p01"]["statements"] == ["talk-s01"]
    assert (told["lag_ms"], told["cadence_ms"], told["instrument"]) == (3_000, 5_000, "two_buttons")


def test_the_digest_is_that_of_the_text_and_stays_for_ever():
    assert PLAN.digest == hashlib.sha256(PLAN.text.encode()).hexdigest()
    assert PLAN.digest == plan_of(STUDY, WORDING).digest
    # Plans that were sealed are compared for ever: another text is another form.
    assert PLAN.text.startswith("Pulsemeter analysis plan, form 1\nstudy: ")
    assert PLAN.digest.startswith("904faf5b24d7ae9a")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies())
def test_any_plan_is_read_again(study):
    plan = plan_of(study, wording_of(study, ()))
    assert AnalysisPlan.read(plan.text) == plan
    assert deviations(plan, AnalysisPlan.read(plan.text)) == []


def test_a_plan_with_odd_ids_is_read_again():
    assert AnalysisPlan.read(PLAN.text) == PLAN
    assert PLAN.text.count("\n") == len(PLAN.items) + 1


@pytest.mark.parametrize(
    "text", ["", "Another plan\n", "Pulsemeter analysis plan, form 1\nlag_ms: soon\n"]
)
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(PlanUnreadable, match="form 1"):
        AnalysisPlan.read(text)


@pytest.mark.parametrize(
    ("study", "told"),
    [
        (replace(STUDY, lag_ms=2_500), ["lag_ms: planned 3000, used 2500"]),
        (replace(STUDY, seed=7), ["seed: planned 0, used 7"]),
        (replace(STUDY, verdict=()), ["verdict.delta: planned 0.1, used 0.05"]),
        (replace(STUDY, two_way=(("region", "region"),)),
         ['two-way segments: planned [], used [["region", "region"]]']),
        (replace(STUDY, attributes=(replace(REGION, merge_order=(("north", "süd"),)),)),
         ['segments by region, merged in this order: planned [], used [["north", "süd"]]']),
        (replace(STUDY, profile=RESEARCH), [
            'profile: planned "standard", used "research"',
            "smallest group: planned 10, used 5",
            "counts in steps of: planned 2, used 1",
            "ends coded: planned true, used false",
            'first release: planned "when_reported", used "every_second"',
        ]),
        (replace(STUDY, instrument=Instrument(InstrumentKind.SLIDER, start=5)),
         ['instrument: planned "two_buttons", used "slider"', "start: planned 0, used 5"]),
        (replace(STUDY, instrument=Instrument(cadence_ms=4_000, cue=False)),
         ['instrument: planned "two_buttons", used "two_buttons_free"',
          "cadence_ms: planned 5000, used 4000"]),
        (replace(STUDY, playlist=Playlist(Order.RANDOM)),
         ['order of stimuli: planned "fixed", used "random"']),
        (replace(STUDY, arms=(Arm("a", "A", presses=False), )),
         ['arm a: not planned, used {"share": 1, "stimuli": [], "order": null, "presses": false}']),
        (replace(STUDY, questionnaire=Questionnaire((
            Question("mood", QuestionKind.SINGLE, "?", tuple(Part), exploratory=True),))),
         ['compared before and after: planned [], used ["mood"]',
          'exploratory segments by: planned [], used ["mood"]']),
        # What people read fixes no figure.
        (replace(STUDY, title="Another", question="?", language="de", simulated=True), []),
    ],
)  # fmt: skip
def test_what_differs_is_told_in_words(study, told):
    assert deviations(PLAN, plan_of(study, WORDING)) == told


def test_statements_that_were_edited_or_left_out_are_told():
    edited = replace(SAID, revision=2, end_ms=8_000)
    assert deviations(PLAN, plan_of(STUDY, replace(WORDING, statements=(edited, ODD)))) == [
        "statement talk-s01, revision: planned 1, used 2",
        "statement talk-s01, end_ms: planned 9000, used 8000",
    ]
    less = replace(WORDING, statements=(ODD,), passages=())
    assert [line.split(":")[0] for line in deviations(PLAN, plan_of(STUDY, less))] == [
        "statement talk-s01", "passage talk-p01",
    ]  # fmt: skip
    assert deviations(PLAN, plan_of(STUDY, less))[0].endswith(", left out")
