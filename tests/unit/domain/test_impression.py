"""The built-in question is one like the others."""

from pulsemeter.domain.impression import BAD, GOOD, OVERALL, OVERALL_ANSWERS, overall_question
from pulsemeter.domain.questionnaire import check_answers


def test_its_answers_run_from_best_to_worst_and_are_taken() -> None:
    asked = overall_question("What did you think?")
    assert [answer.id for answer in asked.answers] == list(OVERALL_ANSWERS)
    assert OVERALL_ANSWERS[:2] == GOOD
    assert OVERALL_ANSWERS[-2:] == BAD
    assert check_answers([asked], {OVERALL: ["bad"]}).values == {OVERALL: "bad"}
    assert check_answers([asked], {OVERALL: ["splendid"]}).wrong == (OVERALL,)
