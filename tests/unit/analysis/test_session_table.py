"""The session: by person and by press, bounds, floors, quality."""

import pytest

from pulsemeter.analysis.measured import measure
from pulsemeter.analysis.session_table import (
    judged_devices,
    person_table,
    presence_tables,
    quality_table,
    segment_table,
    session_table,
)
from pulsemeter.analysis.settings import AnalysisSettings

WAY = AnalysisSettings(instrument="two_buttons_free", replicates=100)


def busy():
    """Thirty like once; ten dislike nine times each."""
    rows = [(f"l{i:02}", 1_000, 100) for i in range(30)]
    rows += [(f"d{i:02}", 1_000 + 100 * k, -100) for i in range(10) for k in range(9)]
    return dict(zip(("participant", "stimulus_ms", "choice"), zip(*rows, strict=True), strict=True))


def test_a_few_busy_thumbs_turn_the_sign_by_press_and_not_by_person():
    held = measure(busy(), None, None, WAY)
    row = session_table(held, judged_devices(held)).row(0, named=True)
    assert row["net"] == pytest.approx(0.5)
    assert row["by_press"] == pytest.approx((30 - 90) / 120)
    assert row["mean_own"] == pytest.approx(0.5)
    assert (row["presses_like"], row["presses_dislike"]) == (30, 90)


def test_the_absent_bound_what_could_have_been():
    panel = {"participant": [*sorted(set(busy()["participant"])), *"abcdefghij"]}
    held = measure(busy(), panel, None, WAY)
    row = session_table(held, judged_devices(held)).row(0, named=True)
    assert row["low_if_absent_dislike"] == pytest.approx((30 - 10 - 10) / 50)
    assert row["high_if_absent_like"] == pytest.approx((30 - 10 + 10) / 50)
    sizes = segment_table(held).row(0, named=True)
    assert (sizes["persons"], sizes["present"]) == (50, 40)


def test_three_persons_are_too_few_for_any_figure():
    rows = {"participant": list("abc"), "stimulus_ms": [1, 2, 3], "choice": [100] * 3}
    held = measure(rows, None, None, WAY)
    row = session_table(held, judged_devices(held)).row(0, named=True)
    assert row["verdict"] == "too_few"
    assert all(row[name] is None for name in ("net", "mean_own", "by_press", "net_without_flagged"))


def test_persons_presence_and_devices_have_a_row_each():
    held = measure(busy(), None, None, WAY)
    quality = judged_devices(held)
    persons = person_table(held, quality)
    assert persons["presses"].sum() == 120
    assert persons["present_share"].to_list() == [1.0] * 40
    assert [table.is_empty() for table in presence_tables(held)] == [True, True]
    assert len(quality_table(quality)) == len(quality.limits)


def test_who_left_when_is_kaplan_and_meiers_curve() -> None:
    people = [f"p{i}" for i in range(8)]
    rows = [
        (p, 5_000 * k, 0, "skipped") for n, p in enumerate(people) for k in range(2 if n < 2 else 4)
    ]
    reactions = {
        name: [row[place] for row in rows]
        for place, name in enumerate(("participant", "stimulus_ms", "choice", "kind"))
    }
    held = measure(reactions, None, None, AnalysisSettings())
    presence, curve = presence_tables(held)
    (whole,) = presence.to_dicts()
    assert (whole["left"], whole["stayed"], whole["share_at_end"]) == (2, 6, 0.75)
    (step,) = curve.to_dicts()
    assert (step["time_ms"], step["at_risk"], step["leavers"], step["share"]) == (
        10_000,
        8,
        2,
        0.75,
    )
    assert 0 < step["low"] < 0.75 < step["high"] < 1
