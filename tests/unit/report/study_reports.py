"""What a study's report is made of, put together without a store: released figures of a small
simulated session, answers, decisions and comments."""

from dataclasses import replace
from functools import cache

import numpy as np

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.frames import rows
from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.impression import OVERALL
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Questionnaire
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.staff import Role
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.languages import words_for
from pulsemeter.release.answer_figures import (
    AnswerCount,
    AnswerFigure,
    AnswerRelease,
    CrossFigure,
    MoveFigure,
    QuestionFigures,
)
from pulsemeter.release.answer_tables import (
    ANSWERS,
    CHANGE,
    TURNOVER,
    answer_rows,
    change_rows,
    turnover_rows,
)
from pulsemeter.release.desk_table import Split
from pulsemeter.release.figures import Count
from pulsemeter.release.gated_analysis import gate_analysis
from pulsemeter.report.context import Context
from pulsemeter.report.outline import Report
from pulsemeter.report.study_findings import Comments, StudyFindings
from pulsemeter.report.study_outline import compose_study

HOSTILE = "#panic(\"no\") <script>alert('x')</script> \u202eturned\u202c"
INTERVALS, PERSONS = 24, 80
IMPORTANT = Question(
    "space", QuestionKind.SCALE, "How important is it?", (Part.BEFORE, Part.AFTER),
    steps=3, low="not at all", high="very",
)  # fmt: skip
FITS = Question(
    "fits", QuestionKind.WORDS, "Which words fit?",
    answers=(Answer("bold", "bold"), Answer("clear", "clear")),
)  # fmt: skip
ENTRY = DecisionEntry(
    DecisionState.PROPOSED, Author("id-ada", "Ada", Role.MODERATOR), 1, "It carries"
)


def near(value: int) -> Count:
    return Count(value, "near")


def study(language: str = "en") -> Study:
    """The study that all of it is of."""
    return Study(
        name="talk",
        title="A talk",
        question="",
        stimuli=(Stimulus("talk", "The talk", INTERVALS * 5_000),),
        attributes=(
            Attribute("age", "Age", "", (Category("old", "old"), Category("young", "young"))),
        ),
        consent=Consent("Town hall", "Nobody", "", ""),
        language=language,
        questionnaire=Questionnaire((IMPORTANT, FITS)),
    )


@cache
def released_figures() -> Analysis:
    """Eighty persons over two minutes through the gate; the young like what the old dislike."""
    rng = np.random.default_rng(3)
    ages = np.array(["old", "young"])[np.arange(PERSONS) % 2]
    lean = np.where(ages == "young", 1.4, -0.5)
    noise = rng.normal(0, 1, (PERSONS, INTERVALS))
    score = np.sin(np.arange(INTERVALS) / 4) + lean[:, None] + noise
    who, when = np.nonzero(np.abs(score) > 0.9)
    start = np.arange(6) * 18_000
    measured = measure(
        {
            "participant": [f"p{i}" for i in who],
            "stimulus_ms": when * 5_000 + 2_500,
            "choice": np.where(score[who, when] > 0, 100, -100),
        },
        {"participant": [f"p{i}" for i in range(PERSONS)], "age": ages},
        {
            "start_ms": start,
            "end_ms": start + 15_000,
            "words": [HOSTILE, *(f"Sentence number {n}." for n in range(2, 7))],
            "passage": ["Energy"] * 3 + ["Schools"] * 3,
        },
        AnalysisSettings(duration_ms=INTERVALS * 5_000),
    )
    found = gate_analysis(measured, PROFILES["standard"])
    held = [closing_answers(), *asked()]
    labels = {(q.id, a.id): a.label for q in (FITS,) for a in q.answers}
    release = AnswerRelease(held)
    return replace(
        found,
        answers=rows(ANSWERS, answer_rows(held, labels)),
        change=rows(CHANGE, change_rows(release)),
        turnover=rows(TURNOVER, turnover_rows(release)),
    )


def closing_answers() -> QuestionFigures:
    """The closing question: the whole panel and the young call it good, the old are divided."""
    shares = {
        "all": (0.3, 0.3, 0.2, 0.1, 0.1), "age:young": (0.5, 0.4, 0.1, 0.0, 0.0),
        "age:old": (0.1, 0.3, 0.2, 0.2, 0.2),
    }  # fmt: skip
    names = ("very_good", "good", "neither", "bad", "very_bad")
    return QuestionFigures(
        OVERALL,
        [
            AnswerFigure(
                cell, "after", near(n := 80 if cell == "all" else 40),
                [AnswerCount(a, near(round(n * s)), s, s, s)
                 for a, s in zip(names, told, strict=True)],
            )
            for cell, told in shares.items()
        ],
    )  # fmt: skip


def asked() -> list[QuestionFigures]:
    """A scale asked twice and words asked once."""
    scale = [AnswerCount(str(k), near(26), 0.333, 0.25, 0.45) for k in (1, 2, 3)]
    bold = AnswerCount("bold", near(52), 0.65, 0.5, 0.7)
    ticked = [bold, AnswerCount("clear", near(20), 0.25, 0.2, 0.4)]
    up, down = near(22), near(10)
    return [
        QuestionFigures(
            IMPORTANT.id,
            [AnswerFigure("all", part, near(78), scale) for part in ("before", "after")],
            [
                MoveFigure(cell, "", near(n), 0.4, 0.3, 0.5, up, down, None, 0.15, 0.05, 0.26)
                for cell, n in (("all", 78), ("age:young", 38))
            ],
            [CrossFigure(b, a, near(20)) for b in ("1+2", "3") for a in ("1+2", "3")],
        ),
        QuestionFigures(FITS.id, [AnswerFigure("all", "after", near(80), ticked)]),
    ]


def findings(language: str = "en", **changed: object) -> StudyFindings:
    """All of it."""
    analysis = released_figures()
    first = analysis.statement_list["statement"][0]
    decision = Decision(
        "d1", "talk", "CODE", first, 1, "age:young", DecisionKind.FEATURE, (ENTRY,), "young"
    )
    told = StudyFindings(
        analysis=analysis,
        study=study(language),
        session=Session("CODE", "talk", SessionKind.LIVE),
        stimulus="The talk",
        made="2026-11-26",
        facts={"sponsor": "Nobody"},
        decisions=(decision,),
        decided={"d1": "2026-11-25"},
        comments=Comments(quotes=("Bold.", "Clear words."), why_none=""),
        splits={first: (Split("age", "age:young", "age:old", 61.0, 40.0, 80.0),)},
    )
    return replace(told, **changed)  # type: ignore[arg-type]


def context(language: str = "en", **changed: object) -> Context:
    """The same as the parts of a report see it."""
    return Context(findings(language, **changed).analysis, words_for(language), None, True)


def report(language: str = "en", **changed: object) -> Report:
    """The same as an outline."""
    return compose_study(findings(language, **changed), words_for(language))
