"""Whatever an answer tells, where traffic is even it is as long as any other."""

import itertools

import msgspec
import pytest

from pulsemeter.domain.delay import CUE_WORDS_MAX
from pulsemeter.domain.protection import PROFILES, ProtectionProfile
from pulsemeter.domain.reaction import Refusal
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.even_answers import ANSWER_BYTES, answer_bytes
from pulsemeter.wire.participant import (
    Ack,
    OnAir,
    OpenCue,
    Refused,
    Sealed,
    StateChange,
    Welcome,
)

WRITER_MAX, SEQUENCE_MAX, SESSION_MAX_MS = 2**53 - 1, 1_000_000, 604_800_000
WORDS = ("", "Jetzt", "ж" * CUE_WORDS_MAX, "🎬" * CUE_WORDS_MAX, '"' * CUE_WORDS_MAX,
         "\x01" * CUE_WORDS_MAX)  # fmt: skip
STATES = ("planned", "open", "running", "paused", "closed", "released")


def place(make_study, profile: ProtectionProfile) -> Place:
    study = make_study(profile.name)
    return Place(Session("MOON42", study.name, SessionKind.LIVE), study, 0)


@pytest.mark.parametrize("refused", [0, 1, 12, 24])
def test_an_acknowledgement_tells_nothing_by_its_length(make_study, refused):
    sealed, sizes = place(make_study, PROFILES["sealed"]), set()
    for reason, number, words, state in itertools.product(
        Refusal, (1, 999, SEQUENCE_MAX), WORDS, STATES
    ):
        ack = Ack(
            WRITER_MAX if number > 1 else 1,
            number,
            state,
            number * 600,
            [Refused(number, reason.value)] * refused,
            OpenCue(50, words, -1) if words else None,
        )
        encoded = answer_bytes(ack, sealed)
        sizes.add(len(encoded))
        assert msgspec.json.decode(encoded, type=Ack) == ack
    assert sizes == {ANSWER_BYTES}


def test_nor_do_a_welcome_and_news_of_the_session(make_study):
    sealed = place(make_study, PROFILES["sealed"])
    cue, on_air = OpenCue(50, "\x01" * CUE_WORDS_MAX, 199), OnAir(SESSION_MAX_MS, 2**43)
    state = SessionState.RELEASED.value
    messages = (
        Welcome(1, 0, 0, "open", 0),
        Welcome(WRITER_MAX, SEQUENCE_MAX, SESSION_MAX_MS, state, SESSION_MAX_MS, cue, on_air),
        StateChange("running", -60_000),
        StateChange(state, SESSION_MAX_MS, cue, on_air),
    )
    assert {len(answer_bytes(message, sealed)) for message in messages} == {ANSWER_BYTES}


@pytest.mark.parametrize("profile", ["research", "standard"])
def test_elsewhere_an_answer_is_as_long_as_it_is(make_study, profile):
    ack = Ack(1, 2, "running", 3)
    plain = msgspec.json.encode(ack)
    assert answer_bytes(ack, place(make_study, PROFILES[profile])) == plain


def test_as_many_records_as_a_frame_holds_can_be_refused_in_one_answer(make_study):
    """The longest acknowledgement has room to spare, so that no limit moves unnoticed."""
    (most,) = (
        field.type.__metadata__[0].max_length
        for field in msgspec.structs.fields(Sealed)
        if field.name == "records"
    )
    longest = max(Refusal, key=lambda refusal: len(refusal.value))
    refused = [Refused(SEQUENCE_MAX, longest.value)] * most
    cue = OpenCue(50, "\x01" * CUE_WORDS_MAX, 199)
    ack = Ack(WRITER_MAX, SEQUENCE_MAX, "released", SESSION_MAX_MS, refused, cue)
    assert len(msgspec.json.encode(ack)) < ANSWER_BYTES
    assert len(answer_bytes(ack, place(make_study, PROFILES["sealed"]))) == ANSWER_BYTES
