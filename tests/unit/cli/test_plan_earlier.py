import json

import numpy as np
import pytest

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.plan_design import Design, PlannedSegment
from pulsemeter.cli.plan_earlier import EarlierFiles, plan_from

WORDS = "WEBVTT\n\n00:00.000 --> 00:12.000\nWe go.\n\n00:12.000 --> 00:25.000\nNot easy.\n"
SEGMENTS = (PlannedSegment("everybody", 80), PlannedSegment("region:north", 40, "region", "north"))
DESIGN = Design(SEGMENTS, 0.3, 0.15, VerdictRule(floor=10))


@pytest.fixture
def files(tmp_path):
    """100 persons; the 40 of the north like everything, the others mostly press nothing."""
    random = np.random.default_rng(8)
    presses, panel = ["participant,stimulus_ms,choice"], ["participant,region"]
    for person in range(100):
        north = person < 40
        panel.append(f"p{person:03},{'north' if north else 'south'}")
        for k in range(6):
            chance = random.random()
            if chance < (0.8 if north else 0.2):
                presses.append(f"p{person:03},{k * 5_000 + 1_000},{100 if north else -100}")
        presses.append(f"p{person:03},29000,{random.choice([100, -100])}")
    for name, lines in (("presses.csv", presses), ("panel.csv", panel), ("talk.vtt", [WORDS])):
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
    return tmp_path


def test_segments_are_drawn_from_their_own_rows_of_the_earlier_panel(files):
    read = EarlierFiles(files / "presses.csv", files / "talk.vtt", files / "panel.csv", lag_ms=0)
    made = plan_from(read, DESIGN, replicates=60, seed=3)
    found = json.loads(json.dumps(made.as_table(), allow_nan=False))
    everybody, north = found["segments"]
    assert (everybody["persons"], everybody["persons_earlier"]) == (80, 100)
    assert (north["persons"], north["persons_earlier"]) == (40, 40)
    assert [s["verdict_earlier"] for s in north["statements"]] == ["resonates", "resonates"]
    assert north["reproduced"] == 1
    assert north["named_earlier"] == 1
    assert everybody["statements"][0]["id"] == north["statements"][0]["id"]
    assert (
        everybody["half_width_statement"]["median"] <= everybody["half_width_statement"]["ninety"]
    )
    text = made.as_text()
    assert "80 of 100" in text
    assert "40 of 40" in text
    assert "60 times (seed 3)" in text
    assert "resonates (2)" in text
    assert "nan" not in text


def test_json_keys_are_documented(files, project_root):
    read = EarlierFiles(files / "presses.csv", files / "talk.vtt")
    found = plan_from(read, DESIGN, replicates=20, seed=3).as_table()
    document = (project_root / "docs" / "reference" / "planning.md").read_text("utf-8")
    segment = found["segments"][0]
    for key in (*found, *segment, *segment["statements"][0]):
        assert f"`{key}`" in document, key


def test_without_statements_or_panel_there_are_curves_only(files):
    made = plan_from(EarlierFiles(files / "presses.csv"), DESIGN, replicates=20, seed=3)
    assert [drawn.persons for _, drawn in made.segments] == [100, 100]
    found = made.as_table()["segments"][0]
    assert found["statements"] == []
    assert found["reproduced"] is None
    assert found["half_width_statement"] is None
    assert "earlier verdict" not in made.as_text()


def test_a_list_of_statements_is_read_as_well(files):
    (files / "list.toml").write_text(
        '[[statement]]\nid = "go"\nstart_ms = 0\nend_ms = 9000\nwords = "We go."\n', "utf-8"
    )
    read = EarlierFiles(files / "presses.csv", files / "list.toml")
    assert plan_from(read, DESIGN, replicates=20, seed=3).names == ("go",)


def test_a_wide_file_with_a_slider_is_refused(files):
    (files / "wide.csv").write_text("time,a,b\n0,12,-40\n1,37,2\n2,55,-3\n", "utf-8")
    read = EarlierFiles(files / "wide.csv", wide=True, value_range=(-100, 100))
    with pytest.raises(Stop, match="slider"):
        plan_from(read, DESIGN, replicates=20, seed=3)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"reactions": "none.csv"}, "none.csv"),
        ({"statements": "none.toml"}, "none.toml"),
        ({"panel": "none.csv"}, "none.csv"),
        ({"panel": "presses.csv"}, "no column is called 'region'"),
    ],
)
def test_files_that_do_not_fit_are_named(files, change, told):
    names = {"reactions": "presses.csv", **change}
    read = EarlierFiles(**{key: files / name for key, name in names.items()})
    with pytest.raises((ValueError, Stop)) as refused:
        plan_from(read, DESIGN, replicates=20, seed=3)
    assert told in str(refused.value.args[0] if refused.value.args else refused.value)


def test_nobody_of_a_category_is_named(files):
    design = Design((PlannedSegment("region:west", 40, "region", "west"),), 0.3, 0.15, DESIGN.rule)
    read = EarlierFiles(files / "presses.csv", panel=files / "panel.csv")
    with pytest.raises(Stop) as refused:
        plan_from(read, design, replicates=20, seed=3)
    assert "there are: north, south" in refused.value.message
