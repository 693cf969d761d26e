"""A whole session over stores in memory, with presses, absences, answers and comments, closed and
with all that it released; names in several scripts."""

import random
from dataclasses import replace

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Attribute, Category
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.ports import ClosingAnswers

REGIONS = (Category("north", "الشمال"), Category("south", "दक्षिण 😀"))
AGES = (Category("young", "Unter 40"), Category("old", "40 und älter"))
SAID = (
    Statement("s1", 1, "talk", 0, 10_000, "=We choose to go."),
    Statement("s2", 1, "talk", 10_000, 22_000, "Not because it is easy."),
)
QUESTIONS = Questionnaire(
    (
        Question(
            "voted", QuestionKind.SINGLE, "Did you vote?",
            answers=(Answer("yes", "نعم"), Answer("no", "لا")), is_required=False,
        ),
        Question(
            "trust", QuestionKind.SCALE, "How much trust?", (Part.BEFORE, Part.AFTER),
            low="none", high="full", is_required=False,
        ),
        Question(
            "words", QuestionKind.WORDS, "Which words fit?",
            answers=(Answer("calm", "calm"), Answer("loud", "loud")), is_required=False,
        ),
        Question("year", QuestionKind.NUMBER, "Year of birth?", is_required=False),
    )
)  # fmt: skip


def recorded_study(make_study, profile="research", **changes):
    """The talk with two attributes and questions."""
    study = make_study(profile, questionnaire=QUESTIONS, **changes)
    return replace(
        study,
        attributes=(
            Attribute("region", "Region", "Where?", REGIONS, (("north", "south"),)),
            Attribute("age", "Age", "How old?", AGES),
        ),
    )


def reactions(chance, leaning, choices, stimulus=0, targets=1):
    """One person's records of six intervals: presses, changed ones, absences, gaps."""
    found = []
    for k in range(6):
        draw = chance.random()
        if draw < 0.08:
            continue  # nothing heard
        if draw < 0.18:
            found.append((RecordKind.PRESENCE, 0, AWAY, 5_000 * k + 4_999))
            continue
        for target in range(targets):
            if chance.random() < 0.55:
                choice = chance.choices(choices, leaning)[0]
                at_ms = 5_000 * k + chance.randrange(200, 2_500)
                found.append((RecordKind.PRESS, target, choice, at_ms))
                if chance.random() < 0.2:
                    other = chance.choice(choices)
                    found.append((RecordKind.PRESS, target, other, at_ms + 1_000))
                if chance.random() < 0.1:
                    found.append((RecordKind.UNDO, target, 0, at_ms + 1_900))
        found.append((RecordKind.PRESENCE, 0, SKIPPED, 5_000 * k + 4_999))
    return [
        Incoming(number, kind, stimulus, target, choice, at_ms)
        for number, (kind, target, choice, at_ms) in enumerate(found, 1)
    ]


async def recorded(
    world, study, *, persons=64, seed=3, statements=SAID, passages=(), choices=(100, -100)
):
    """The session's code; its persons pressed, answered and commented, and it is over."""
    chance = random.Random(seed)
    await world.stores.studies.add_study(study, "", statements, passages)
    code = (await world.conduct.plan(study.name, SessionKind.ON_DEMAND)).code
    await world.go(code, SessionState.OPEN)
    targets = len(study.instrument.targets)
    for place in range(persons):
        region, age = ("north", "south")[place % 2], ("young", "old")[place // 2 % 2]
        seat = await world.sit(code, region=region, age=age)
        await world.hello(seat, 1)
        leaning = [3.0 if (region == "north") == (value > 0) else 1.0 for value in choices]
        number = 0
        for stimulus in range(len(study.stimuli)):
            own = reactions(chance, leaning, choices, stimulus, targets)
            own = [each._replace(sequence=number + at) for at, each in enumerate(own, 1)]
            number += len(own)
            if own:
                await world.send(seat, 1, *own)
        await answers(world, code, seat, place)
        held = world.enrolment.seat(seat.id)
        await world.done(world.enrolment.move(held, held.step, step=SeatStep.THANKS))
    await world.go(code, SessionState.CLOSED)
    for _ in range(4):
        world.clock.now_ms += 3_000
        await world.keeper.tick()
    return code


async def answers(world, code, seat, place):
    """What one person answered; some leave things empty, some never come to it."""
    book = world.stores.answers
    await book.put(code, seat.id, "before", {"trust": "" if place % 7 == 0 else str(place % 7)})
    if place % 5:
        given = {
            "voted": ("yes", "no", "")[place % 3],
            "trust": str(1 + place % 7),
            "words": ("calm,loud", "calm", "")[place % 3],
            "year": "" if place % 9 == 0 else str(1950 + place % 50),
        }
        await book.put(code, seat.id, "after", given)
    said = Said("why", f"Reason {place}, mail me: p{place}@example.org", "talk", "s1", 100)
    await book.say(code, [(1_000 + place, said)])
    if place % 4 == 0:
        comment = "=cmd()" if place == 0 else f"Comment number {place} – आह 😀"
        closing = ClosingAnswers("good", comment)
        await world.stores.seats.answer(code, seat.id, closing, 5_000 - place)
