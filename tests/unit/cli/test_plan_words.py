from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.cli.plan_design import Design, PlannedSegment
from pulsemeter.cli.plan_figures import make_plan
from pulsemeter.cli.plan_words import REMEDY, plan_text, points, rule_line, table, warnings


def plan(*sizes, like=0.40, dislike=0.10, **more):
    segments = tuple(PlannedSegment(f"g:{n}", n, "g", f"{n}") for n in sizes)
    return make_plan(Design(segments, like, dislike, VerdictRule(floor=10), **more))


def test_points_promise_no_more_than_a_formula_can():
    assert [points(share) for share in (0.1283, 0.02, 0.0164, None)] == ["13", "2", "1.6", "–"]


def test_columns_stand_under_their_heads():
    assert table(("a", "b"), [("north", "1"), ("s", "22")]) == "a       b\nnorth   1\ns      22"


def test_a_plan_reads_as_tables_and_warnings():
    text = plan_text(plan(40, 12, 6))
    assert "40 % like, 10 % dislike (net +30, SD 64 points)" in text
    assert "that would be: resonates" in text
    assert "over a long curve at once (factor 3.9)" in text
    assert "– a band needs 20 persons" in text
    assert "g:40 – g:12" in text
    assert "nan" not in text
    assert REMEDY in text
    line = next(line for line in text.splitlines() if line.startswith("persons for 80 %"))
    assert line.split()[4:] == ["44", "98", "150"]


def test_warnings_name_the_verdict_the_segments_and_the_number_that_is_needed():
    told = warnings(plan(40, 12, 6))
    assert told[0].startswith("g:6: 6 persons are fewer than the smallest group shown (10)")
    assert told[1] == (
        "“resonates” at shares of 40/10/50 (like/dislike/neither): it needs about 44 persons "
        "present. Hardly reached by g:12 (12 persons: in 33 % of panels)."
    )
    assert "g:40" in told[2]
    assert "g:6 (" not in "".join(told)
    assert warnings(plan(400)) == []
    assert REMEDY not in plan_text(plan(400))


def test_the_rule_says_its_thresholds():
    rule = VerdictRule(floor=30, a=0.2)
    assert "groups of 30 and more" in rule_line(rule, free_pressing=False)
    assert "active from 20 % pressing," in rule_line(rule, free_pressing=False)
    assert "active from 8 % pressing (free)" in rule_line(rule, free_pressing=True)


def test_intervals_and_shares_of_no_verdict():
    text = plan_text(plan(40, like=0.10, dislike=0.05, intervals=12))
    assert "over 12 intervals at once (factor 2.9)" in text
    assert "no verdict with a name" in text
