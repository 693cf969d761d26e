"""What a study file says of questions, and what can't be used."""

import pytest

from pulsemeter.domain.questionnaire import Part, QuestionKind, Rule
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_reading import StudyFileError

STUDY = """
[study]
name = "asked"
title = "Asked"
[[stimulus]]
id = "talk"
title = "Talk"
duration_ms = 60000
[[attribute]]
id = "region"
label = "Region"
question = "Where?"
[[attribute.category]]
id = "north"
label = "North"
[[attribute.category]]
id = "south"
label = "South"
[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"
"""
VOTED = """
[[question]]
id = "voted"
kind = "single"
text = "Did you vote?"
asked = "both"
exploratory = true
[[question.answer]]
id = "yes"
label = "Yes"
[[question.answer]]
id = "no"
label = "No"
alone = true
"""


def read(more: str):
    return read_study(STUDY + more).study.questionnaire


def test_without_a_word_nothing_more_is_asked() -> None:
    assert read("").questions == ()
    assert read("").why is None


def test_every_kind_and_rule() -> None:
    asked = read(
        VOTED
        + """
[[question]]
id = "trust"
kind = "scale"
text = "Trust?"
steps = 5
low = "none"
high = "full"
show_if = [{question = "voted", is = "yes"}, {question = "region", is_not = ["south"]}]
[[question]]
id = "age"
kind = "number"
text = "Age?"
min = 16
max = 120
required = false
show_if = {any = [{question = "trust", at_least = 3}]}
[[question]]
id = "more"
kind = "text"
text = "More?"
[why]
text = "Why here?"
moments = 2
one_word = true
"""
    )
    voted, trust, age, more = asked.questions
    assert voted.parts == (Part.BEFORE, Part.AFTER)
    assert (voted.exploratory, [a.id for a in voted.answers]) == (True, ["yes", "no"])
    assert voted.answers[1].alone
    assert (trust.kind, trust.steps, trust.low) == (QuestionKind.SCALE, 5, "none")
    assert trust.show_if.rules == (
        Rule("voted", ("yes",)),
        Rule("region", ("south",), is_not=True),
    )
    assert (age.number_min, age.number_max, age.is_required) == (16, 120, False)
    assert age.show_if.any_of
    assert age.show_if.rules == (Rule("trust", at_least=3),)
    assert not more.is_required
    assert asked.why is not None
    assert (asked.why.text, asked.why.moments, asked.why.one_word) == ("Why here?", 2, True)


def one(lines: str) -> str:
    return f'[[question]]\nid = "q"\ntext = "?"\n{lines}\n'


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (one('kind = "drawing"'), "kind: is none of single"),
        (one('kind = "text"\nasked = "during"'), "asked: is none of before, after, both"),
        (one('kind = "scale"\nsteps = 40'), "steps: must lie from 2 to 11"),
        (one('kind = "single"'), "needs at least two answers"),
        (one('kind = "text"\n[[question.answer]]\nid = "a"\nlabel = "A"'), "has no answers"),
        (one('kind = "number"\nmin = "a"'), "min: must be a number"),
        (one('kind = "number"\nmin = 3\nmax = 1'), "min: is above max"),
        (one('kind = "scale"\nexploratory = true'), "single choices only"),
        (one('kind = "text"\nshow_if = {question = "later", is = "a"}'), "'later' is no earlier"),
        (one('kind = "text"\nshow_if = {question = "region"}'), "says nothing"),
        (one('kind = "text"\nshow_if = "region"'), "must look like"),
        (one('kind = "text"\nshow_if = {question = "region", at_least = "x"}'), "must be numbers"),
        (VOTED + one('kind = "text"\nshow_if = {question = "voted", is = "x"}'), "no answer 'x'"),
        (VOTED + VOTED, "'voted' is taken"),
        ('[[question]]\nid = "region"\nkind = "text"\ntext = "?"', "'region' is taken"),
        ('[[question]]\nid = "a b"\nkind = "text"\ntext = "?"', "may hold letters"),
        ("[why]\nmoments = 0", "why.moments: must lie from 1 to 5"),
    ],
)
def test_what_cannot_be_used_is_named(more: str, said: str) -> None:
    with pytest.raises(StudyFileError) as refused:
        read(more)
    assert said in str(refused.value)
