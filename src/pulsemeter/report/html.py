"""A report as one self-contained page of HTML.

Nothing is fetched: sheet, script and figures stand in the page, whose content policy allows only
these. This module must not know an analysis beyond handing it on.
"""

from collections.abc import Mapping, Sequence

from jinja2 import DictLoader, Environment, StrictUndefined

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH, Words
from pulsemeter.report.compose import Sentences, compose
from pulsemeter.report.outline import Report
from pulsemeter.report.style import PAGE_STYLE, SORT_SCRIPT, content_policy
from pulsemeter.report.template import PAGE

_PAGES = Environment(
    loader=DictLoader({"report.html": PAGE}), autoescape=True, undefined=StrictUndefined
)


def report_html(
    analysis: Analysis,
    *,
    title: str,
    simulated: bool = False,
    segments: Sequence[str] = (),
    sentences: Sentences | None = None,
    facts: Mapping[str, str] | None = None,
    words: Words = ENGLISH,
) -> str:
    """The report on an analysis as a page.

    Parameters
    ----------
    analysis : Analysis
        What was found; released figures where the profile asks for them.
    title : str
        Name of the study or file.
    simulated : bool, optional
        Whether the data were made by the program; the page then says so at its top.
    segments : sequence of str, optional
        Ids of up to three segments whose curves are drawn beside the whole panel's. By default
        those of the first contrast, else the first of the first attribute.
    sentences : mapping, optional
        Sentence on a verdict by (target, segment, statement), where counts themselves may not be
        told; without it sentences are made from the counts of the table.
    facts : mapping, optional
        What the data can't tell, by the keys of `disclosure.DISCLOSED`: sponsor, conductor,
        population, recruitment, mode, dates, wording, languages, ethics, contact. What isn't
        given is named as missing.
    words : Words, optional
        The study's language.

    Returns
    -------
    str
        A whole HTML document.
    """
    return page_of(
        compose(
            analysis,
            title=title,
            simulated=simulated,
            segments=segments,
            sentences=sentences,
            facts=facts or {},
            words=words,
        )
    )


def page_of(report: Report) -> str:
    """A composed report as HTML; all of its texts are escaped."""
    return _PAGES.get_template("report.html").render(
        report=report, policy=content_policy(), style=PAGE_STYLE, script=SORT_SCRIPT
    )
