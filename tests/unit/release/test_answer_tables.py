"""Released answers as tables: counts as told, nothing added."""

from pulsemeter.analysis.frames import rows
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
from pulsemeter.release.figures import Count

FEW, TEN, FORTY = Count(3, "under"), Count(10, "near"), Count(40, "near")
RELEASE = AnswerRelease(
    [
        QuestionFigures(
            "voted",
            [AnswerFigure("all", "after", FORTY, [AnswerCount("yes", TEN, 0.25, 0.1, 0.4)])],
            [
                MoveFigure("all", "", FORTY, 0.2, 0.1, 0.3, unchanged=TEN),
                MoveFigure("all", "yes", FORTY, 0.2, 0.1, 0.3, TEN, FEW, None, 0.1, -0.1, 0.3),
            ],
            [CrossFigure("yes", "no", FEW)],
        )
    ]
)


def test_every_answer_is_a_row_with_its_words():
    table = rows(ANSWERS, answer_rows(RELEASE.questions, {("voted", "yes"): "Yes, I did"}))
    (row,) = table.to_dicts()
    assert (row["answer_label"], row["persons"], row["answered"]) == ("Yes, I did", 10, 40)
    assert (row["persons_coding"], row["share"], row["low"]) == ("near", 0.25, 0.1)


def test_an_answer_without_words_is_called_as_it_is():
    assert answer_rows(RELEASE.questions, {})[0]["answer_label"] == "yes"


def test_moves_keep_their_coding_and_what_was_not_told_is_empty():
    whole, taken_up = rows(CHANGE, change_rows(RELEASE)).to_dicts()
    assert (whole["unchanged"], whole["up"], whole["up_coding"]) == (10, None, None)
    assert (whole["net"], whole["changed_share"]) == (None, 0.2)
    assert (taken_up["down"], taken_up["down_coding"], taken_up["net"]) == (3, "under", 0.1)


def test_the_table_is_one_row_per_pair_of_answers():
    (row,) = rows(TURNOVER, turnover_rows(RELEASE)).to_dicts()
    assert row == {
        "question": "voted", "before": "yes", "after": "no", "persons": 3,
        "persons_coding": "under",
    }  # fmt: skip
