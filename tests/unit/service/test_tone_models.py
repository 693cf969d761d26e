"""The model sentences between which tone is read."""

from pulsemeter.service.tone_models import DISPLEASED, PLEASED


def test_each_praise_has_its_own_complaint() -> None:
    assert len(PLEASED) == len(DISPLEASED) == len({*PLEASED, *DISPLEASED}) / 2
