"""What isn't known is named as missing."""

from dataclasses import replace

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.context import Context
from pulsemeter.report.disclosure import DISCLOSED
from pulsemeter.report.method_note import method_section


def test_all_items_are_told_or_named(found: Analysis) -> None:
    context = Context(found, ENGLISH)
    whole = str(method_section(context, {}).blocks)
    assert all(name in whole for name in DISCLOSED.values())
    given = method_section(context, dict.fromkeys(DISCLOSED, "told"))
    assert "Not given" not in str(given.blocks)
    assert "Seed" in whole


def test_the_instrument_is_told_in_the_studys_own_words_where_they_are_known(
    found: Analysis,
) -> None:
    plain = str(method_section(Context(found, ENGLISH), {}).blocks)
    assert "two buttons, one press per interval" in plain
    pad = "slider that keeps its value, cadence 2 s; starts at -20"
    told = replace(found, settings=replace(found.settings, pad=pad))
    assert pad in str(method_section(Context(told, ENGLISH), {}).blocks)


def test_deviations_from_a_plan_are_told_where_there_was_one(found: Analysis) -> None:
    def note(analysis: Analysis) -> str:
        return str(method_section(Context(analysis, ENGLISH), {}).blocks)

    assert "Deviations" not in note(found)
    kept = note(replace(found, plan="ab12", deviations=[]))
    assert "sealed at the opening (SHA-256 ab12)" in kept
    assert "Bullets(texts=('none',))" in kept
    assert "lag_ms: planned 3000" in note(
        replace(found, plan="ab12", deviations=["lag_ms: planned 3000, used 2000"])
    )
