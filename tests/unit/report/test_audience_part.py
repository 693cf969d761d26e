"""What reached whom: verdicts counted, and each segment's curve once."""

from collections import Counter

from tests.unit.report.study_reports import context, findings, report

from pulsemeter.report.audience_part import NAMED, curve_groups
from pulsemeter.report.outline import Picture, Table


def test_counts_are_those_of_the_verdicts() -> None:
    section = next(s for s in report().sections if s.key == "segments")
    table = next(b for b in section.blocks if isinstance(b, Table))
    young = next(row for row in table.rows if row[0].text == "young")
    verdicts = findings().analysis.statements.filter(segment="age:young")["verdict"]
    counted = Counter(verdicts)
    assert [cell.text for cell in young[2:7]] == [str(counted[name]) for name in NAMED]


def test_every_segment_but_the_main_one_is_drawn_once() -> None:
    assert curve_groups(context()) == [("age:old", "age:young")]
    section = next(s for s in report().sections if s.key == "segments")
    (picture,) = (b for b in section.blocks if isinstance(b, Picture))
    assert picture.chart is not None
    assert [one.name.split(" · ")[0] for one in picture.chart.series] == ["old", "young"]
