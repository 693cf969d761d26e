"""A preview says how everything was understood, and names nobody."""

from pathlib import Path

from tests.unit.intake.imports import TRUTH, export, read

from pulsemeter.domain.statement import Statement
from pulsemeter.intake.import_preview import preview_of


def test_a_preview_tells_rows_counts_and_segments(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "long", "csv")
    found = read(paths, mapping)
    said = Statement("s1", 1, "speech", 0, 5_000, "We will.")
    preview = preview_of(found, [said], ["1 cue merged"])
    assert preview.study[0] == "study town: Town hall (simulated)"
    assert "1 statement" in preview.study
    assert preview.rows[0] == "line 2: participant 1, 0:00, '1' = +100"
    assert preview.rows[1] == "line 3: participant 1, 0:01, '0' = there without a reaction"
    assert "5 participants" in preview.counts
    assert "16 records: reactions" in preview.counts
    assert "1 cue merged" in preview.notes
    assert any("imported from a dial system" in note for note in preview.notes)
    assert [(s.label, s.persons, bool(s.withheld)) for s in preview.segments] == [
        ("All", 5, False),
        ("North + South", 5, True),
    ]
    assert not any(name in repr(preview) for name in TRUTH)


def test_what_is_left_out_is_listed(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "long", "csv")
    paths[0].write_text(paths[0].read_text() + "zoe,9,1,North\nzoe,1,?,North\n")
    preview = preview_of(read(paths, mapping + "[limits]\nunused_percent = 9\n"), [], [])
    assert preview.left_out == ("line 30, v: '?' is none of the codes of the mapping",)
    assert preview.unlisted == 0
    assert "1 before or after the stimulus, left out" in preview.counts
    assert "1 not understood, left out" in preview.counts
