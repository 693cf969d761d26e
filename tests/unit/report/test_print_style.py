"""The style is Typst with places to fill."""

from pulsemeter.report.print_style import PRINT_STYLE


def test_title_language_and_direction_are_filled_in() -> None:
    filled = PRINT_STYLE.format(
        title='"T"', language='"ar"', direction="rtl", page='"p"', fonts="()", text_size=13
    )
    assert 'lang: "ar", dir: rtl' in filled
    assert "{{" not in filled
