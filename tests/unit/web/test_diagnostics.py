"""Whatever looks like an id, a code, an address or a secret is blanked; sentences stay."""

import io
import logging
import secrets

import pytest

from pulsemeter.outside import SystemChance
from pulsemeter.service.token_text import draw_token
from pulsemeter.web.diagnostics import BLANK, blanked, set_up_diagnostics

CHANCE = SystemChance()


@pytest.mark.parametrize(
    "make",
    [
        lambda: str(2**58 + CHANCE.number(58)),
        lambda: draw_token(CHANCE),
        lambda: secrets.token_urlsafe(24),
        CHANCE.text,
        lambda: secrets.token_hex(32),
        lambda: repr(secrets.token_bytes(32)),
        lambda: "192.0.2.17:51234",
        lambda: "2001:db8:0:1::7",
    ],
    ids=["seat", "token", "page key", "chance", "hash", "bytes", "address", "address 6"],
)
def test_what_may_name_a_person_is_blanked(make):
    for _ in range(200):
        canary = make()
        for text in (f"seat {canary} failed", f"({canary!r},)", f"id={canary}", canary):
            found = blanked(text)
            assert canary not in found
            assert BLANK in found or "x" in canary


def test_recovery_codes_of_letters_and_digits_are_blanked():
    assert blanked("code 7KQ2MHWX9P, again") == f"code {BLANK}, again"


def test_sentences_paths_and_versions_stay():
    for text in (
        "/srv/data/reactions.sqlite can't be written: it or its folder is read-only.",
        'File "/usr/lib/python3.11/pulsemeter/service/enrol_participant.py", line 211',
        "ServerErrorMiddleware and LocalProtocolError",
        "figures wait: the disk that holds reactions.sqlite is full",
        "the socket needs picows 2.3.1, not 2.4.0",
        "session KENN3DY has had 12 cues, 3,000 ms apart",
    ):
        assert blanked(text) == text


def test_a_traceback_says_where_and_what_kind_and_not_with_what():
    stream, person = io.StringIO(), "Ann"
    handler = set_up_diagnostics(stream)
    logger = logging.getLogger("pulsemeter.test_diagnostics")
    try:
        try:
            {}[person]
        except KeyError:
            logger.exception("handling %s failed", 2**62 + 5)
        try:
            raise LookupError(f"writer {person} never took this seat")
        except LookupError:
            logger.exception("handling a message failed")
        logger.info("not worth it")
    finally:
        logging.getLogger().removeHandler(handler)
    written = stream.getvalue()
    assert "handling … failed" in written
    assert "test_diagnostics.py" in written
    assert "KeyError: …" in written
    assert "LookupError: …" in written
    assert "Ann" not in written
    assert "not worth it" not in written
