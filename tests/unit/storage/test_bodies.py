"""Values as JSON text and back."""

import pytest

from pulsemeter.domain.session import Boot, Session, SessionClock, SessionKind, SessionState
from pulsemeter.domain.study import Study
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.bodies import from_body, to_body


def test_a_value_comes_back_as_it_was(study: Study) -> None:
    session = Session(
        "K",
        "moon",
        SessionKind.LIVE,
        SessionState.PAUSED,
        SessionClock(5, 9, False, Boot("a", 3)),
        True,
    )
    assert from_body(to_body(session), Session) == session
    assert from_body(to_body(study), Study) == study


def test_the_text_is_readable_and_keeps_letters() -> None:
    assert to_body({"region": "Süd"}) == '{"region":"Süd"}'


def test_unknown_fields_are_passed_over_and_missing_ones_have_their_default() -> None:
    body = '{"code":"K","study":"moon","kind":"live","colour":"red"}'
    assert from_body(body, Session) == Session("K", "moon", SessionKind.LIVE)


@pytest.mark.parametrize(
    "body",
    [
        '{"code":"K"',
        '{"code":"K"}',
        '{"code":"K","study":"m","kind":"loud"}',
        "\udcff",
        '{"x":' + "[" * 3_000,
    ],
)
def test_a_body_that_holds_no_such_value_is_refused(body: str) -> None:
    with pytest.raises(StoreError, match="a stored Session can't be read") as refusal:
        from_body(body, Session)
    assert "backup" in str(refusal.value)


def test_a_value_against_the_rules_of_the_domain_is_refused(study: Study) -> None:
    body = to_body(study).replace('"smallest_roster":10', '"smallest_roster":2')
    with pytest.raises(StoreError, match="floor"):
        from_body(body, Study)
