"""The sums of a question hold for its true counts, whatever they are: else the gate would judge by
a reckoning that no attacker could make."""

import numpy as np
import pytest

from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind
from pulsemeter.release.answer_counts import count_question
from pulsemeter.release.answer_sums import CodedQuestion
from pulsemeter.release.plan import settle_plan
from pulsemeter.release.sums import Sums, narrowed

BOTH = (Part.BEFORE, Part.AFTER)
ABC = tuple(Answer(a, a) for a in "abc")
QUESTIONS = [
    Question("q", QuestionKind.SINGLE, "?", BOTH, answers=ABC),
    Question("q", QuestionKind.MULTIPLE, "?", BOTH, answers=ABC),
    Question("q", QuestionKind.SCALE, "?", BOTH, steps=3),
    Question("q", QuestionKind.SINGLE, "?", (Part.AFTER,), answers=ABC, is_required=False),
]


def drawn(question, rng):
    names = "123" if question.kind is QuestionKind.SCALE else "abc"
    if not question.is_required and rng.random() < 0.2:
        return ""
    if question.kind is QuestionKind.MULTIPLE:
        return ",".join(a for a in names if rng.random() < 0.5) or "a"
    return names[rng.integers(3)]


@pytest.mark.parametrize("question", QUESTIONS, ids=["single", "multiple", "scale", "optional"])
@pytest.mark.parametrize("seed", range(4))
def test_the_true_counts_fit_all_sums(study_of, question, seed):
    rng = np.random.default_rng(seed)
    roster = [
        {"region": rng.choice(["north", "south"]), "age": rng.choice(["young", "old"])}
        for _ in range(150)
    ]
    plan = settle_plan(study_of(STANDARD, two_way=(("region", "age"),)), roster)
    codes = np.array([plan.codes(person) for person in roster]).T
    given = [{part: drawn(question, rng) for part in question.parts} for _ in roster]
    counts = count_question(question, given, codes, plan.sizes)
    held, sums = CodedQuestion(plan, counts, STANDARD), Sums(STANDARD)
    for number, partition in enumerate(plan.partitions):
        held.add_answers(sums, partition, plan.partitions[:number])
    if len(question.parts) > 1:
        for partition in plan.partitions:
            held.add_moves(sums, partition, plan.partitions)
    if counts.crossed is not None:
        cells = {(i, j): int(counts.crossed[i, j]) for i in range(3) for j in range(3)}
        held.add_table(sums, [range(k, k + 1) for k in range(3)], cells)
    known = narrowed(sums.between, sums.totals)
    # Contradictions would show as bounds that crossed.
    assert all(low <= high for low, high in known.values())
    for partition, row in zip(plan.partitions, counts.cells, strict=True):
        for cell, exact in zip(partition.cells, row, strict=True):
            for part, answers in exact.given.items():
                for answer, count in zip(counts.answers, answers, strict=True):
                    low, high = known[part, cell.id, answer]
                    assert low <= count <= high
            for key, count in held.move_counts(cell.id).items() if exact.up else ():
                assert known[key][0] <= count <= known[key][1]
    assert not sums.gives_away(), "even draws of many give nothing away"
