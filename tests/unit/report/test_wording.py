"""Single figures, and what has none."""

from pulsemeter.release.words import ENGLISH
from pulsemeter.report.wording import decimal_text, net_text, whole_text


def test_what_has_no_value_is_said() -> None:
    assert net_text(ENGLISH, None) == "too few"
    assert decimal_text(None) == whole_text(ENGLISH, None) == "–"
    assert net_text(ENGLISH, -0.126) == "−13"
    assert decimal_text(-0.001) == "0.00"
