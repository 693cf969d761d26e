"""One outline, three files."""

import pytest
from tests.unit.report.study_reports import findings

from pulsemeter.media.write_report import MEDIA_TYPES, report_file, report_outline


def test_every_format_is_what_it_says() -> None:
    made = report_outline(findings("de"))
    assert made.language == "de"
    starts = {"html": b"<!doctype html>", "pdf": b"%PDF-", "pptx": b"PK"}
    for form in MEDIA_TYPES:
        assert report_file(made, form).startswith(starts[form]), form
    with pytest.raises(KeyError):
        report_file(made, "docx")
