"""Reliability in plain words."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.context import Context
from pulsemeter.report.trust_part import trust_section
from pulsemeter.report.wording import decimal_text


def test_split_half_is_said(found: Analysis) -> None:
    blocks = trust_section(Context(found, ENGLISH)).blocks
    assert decimal_text(found.reliability["split_half"][0]) in str(blocks)
