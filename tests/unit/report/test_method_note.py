"""What isn't known is named as missing."""

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.context import Context
from pulsemeter.report.method_note import DISCLOSED, method_section


def test_all_items_are_told_or_named(found: Analysis) -> None:
    context = Context(found, ENGLISH)
    whole = str(method_section(context, {}).blocks)
    assert all(name in whole for name in DISCLOSED.values())
    given = method_section(context, dict.fromkeys(DISCLOSED, "told"))
    assert "Not given" not in str(given.blocks)
    assert "Seed" in whole
