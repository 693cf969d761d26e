"""Best, worst and widest divide of released figures."""

from pulsemeter.domain.protection import STANDARD
from pulsemeter.release.figures import Count, StatementFigure, StatementRelease
from pulsemeter.release.now_board import SHOWN_MAX, NowBoard, now_board
from pulsemeter.release.plan import PlannedCell

CELLS = [
    PlannedCell("all", "All", "all", (), 200),
    PlannedCell("region:north", "North", "region", ("north",), 100),
    PlannedCell("region:south", "South", "region", ("south",), 100),
    PlannedCell("age:young", "Young", "age", ("young",), 100),
]


def figure(cell, likes, dislikes, low, high, present=100):
    counts = (Count(likes, "near"), Count(dislikes, "near"), Count(present, "near"))
    return StatementFigure(cell, *counts, "resonates", "", (low + high) / 2, low, high)


def release(name, *figures, number=1):
    return StatementRelease(number, name, 1, "frozen", 90, list(figures))


def test_each_statement_stands_once_for_its_clearest_audience():
    board = now_board(
        [
            release("s1", figure("all", 50, 30, 5, 35), figure("region:north", 70, 10, 45, 75)),
            release("s2", figure("all", 60, 20, 25, 55)),
            release("s3", figure("all", 20, 60, -55, -25)),
            release("s4", figure("all", 40, 38, -14, 18)),
        ],
        CELLS,
        STANDARD,
    )
    assert [(f.release.statement, f.figure.cell) for f in board.best] == [
        ("s1", "region:north"), ("s2", "all"),
    ]  # fmt: skip
    assert [f.release.statement for f in board.worst] == ["s3"]
    assert all(f.certainty > 0.99 for f in (*board.best, *board.worst))


def test_there_are_three_of_each_at_most_the_clearest():
    likes = [release(f"s{k}", figure("all", 50 + k, 10, 10 + k, 60)) for k in range(6)]
    flat = [release(f"t{k}", figure("all", 10, 50 + k, -60, -10 - k)) for k in range(6)]
    board = now_board([*likes, *flat], CELLS, STANDARD)
    assert [f.release.statement for f in board.best] == ["s5", "s4", "s3"][:SHOWN_MAX]
    assert [f.release.statement for f in board.worst] == ["t5", "t4", "t3"]


def test_the_widest_divide_is_of_one_attribute_and_has_its_winner_first():
    board = now_board(
        [
            release("s1", figure("region:north", 20, 60, -55, -25),
                    figure("region:south", 60, 20, 25, 55), figure("age:young", 90, 2, 80, 95)),
            release("s2", figure("region:north", 50, 30, 5, 35),
                    figure("region:south", 35, 45, -25, 5)),
        ],
        CELLS,
        STANDARD,
    )  # fmt: skip
    apart = board.divide
    assert apart is not None
    assert (apart.release.statement, apart.first, apart.second) == (
        "s1", "region:south", "region:north",
    )  # fmt: skip
    assert apart.difference == 80.0
    assert 0 < apart.low < apart.high


def test_who_can_not_be_told_apart_makes_no_divide():
    near = release(
        "s1", figure("region:north", 50, 30, 5, 35), figure("region:south", 48, 32, 2, 32)
    )
    assert now_board([near], CELLS, STANDARD).divide is None
    alone = release("s1", figure("region:north", 90, 2, 80, 95))
    assert now_board([alone], CELLS, STANDARD).divide is None
    assert now_board([], CELLS, STANDARD) == NowBoard()
    assert now_board([alone], CELLS[:1], STANDARD).divide is None


def test_too_few_stand_nowhere():
    few = StatementFigure("all", *(Count(10, "under"),) * 3, "too_few", "")
    assert now_board([release("s1", few)], CELLS, STANDARD) == NowBoard()
