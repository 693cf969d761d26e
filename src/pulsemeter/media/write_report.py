"""A report in the formats that people ask for, written from one outline.

HTML and slides are made by the report room; a PDF is set by Typst, whose compiler refuses what
isn't accessible.
"""

from collections.abc import Callable, Iterator, Mapping

from pulsemeter.languages import words_for
from pulsemeter.report.html import page_of
from pulsemeter.report.outline import Report
from pulsemeter.report.print_source import print_source
from pulsemeter.report.slides import slides_of
from pulsemeter.report.study_findings import StudyFindings
from pulsemeter.report.study_outline import compose_study
from pulsemeter.service.set_sheets import pdf_of

MEDIA_TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def report_outline(findings: StudyFindings) -> Report:
    """The outline in the study's language."""
    return compose_study(findings, words_for(findings.study.language))


def report_file(report: Report, form: str) -> bytes:
    """The report as one of `MEDIA_TYPES`. KeyError for another form."""
    return _WRITERS[form](report)


def report_parts(findings: StudyFindings) -> Iterator[tuple[str, bytes]]:
    """Every format in turn, each made when it is asked for."""
    outline = report_outline(findings)
    for form in MEDIA_TYPES:
        yield form, report_file(outline, form)


_WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    "html": lambda report: page_of(report).encode(),
    "pdf": lambda report: pdf_of(print_source(report), tagged=True),
    "pptx": slides_of,
}
