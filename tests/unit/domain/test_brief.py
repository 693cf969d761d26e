"""Recipients, rules, and how often a brief is tried."""

from dataclasses import replace

import pytest

from pulsemeter.domain.brief import (
    GIVE_UP_MS,
    WAITS_MS,
    Brief,
    BriefChannel,
    BriefRefused,
    BriefRule,
    BriefState,
    Occasion,
    Recipient,
    Try,
    TryOutcome,
    after_failure,
    check_recipient,
    check_rule,
)

EDDA = Recipient("r1", "moon", "Edda", BriefChannel.MAIL, "edda@north.example", "de", ("region",))
RULE = BriefRule("b1", "moon", Occasion.CLOSE)
BRIEF = Brief("m1", "moon", "KENNEDY", "r1", "Edda", "b1", "k", 1_000, "subject", "text")


def test_a_recipient_learns_of_own_audiences_only() -> None:
    assert EDDA.may_learn("region:north")
    assert not EDDA.may_learn("age:under_35")
    assert not EDDA.may_learn("all")
    assert replace(EDDA, audiences=None).may_learn("all")


def test_a_rule_is_for_all_or_for_those_it_names() -> None:
    assert RULE.is_for(EDDA)
    assert replace(RULE, recipients=("r2", "r1")).is_for(EDDA)
    assert not replace(RULE, recipients=("r2",)).is_for(EDDA)


def test_waits_grow_and_end() -> None:
    brief, at_ms, waits = BRIEF, BRIEF.written_ms, []
    while brief.state is BriefState.WAITING:
        made = after_failure(brief, at_ms, "busy", is_final=False)
        brief = brief.with_try(made)
        waits.append(made.next_ms - at_ms)
        at_ms = made.next_ms
    assert tuple(waits[: len(WAITS_MS)]) == WAITS_MS
    assert set(waits[len(WAITS_MS) : -1]) <= {WAITS_MS[-1]}
    assert brief.state is BriefState.GIVEN_UP
    assert brief.tries[-1].at_ms <= BRIEF.written_ms + GIVE_UP_MS


def test_a_final_refusal_ends_at_once() -> None:
    made = after_failure(BRIEF, 2_000, "unknown", is_final=True)
    assert made == Try(2_000, TryOutcome.GIVEN_UP, "unknown")
    assert BRIEF.with_try(made).state is BriefState.GIVEN_UP


def test_a_receiver_may_ask_for_a_longer_wait_and_not_for_a_shorter_one() -> None:
    assert after_failure(BRIEF, 0, "", is_final=False, asked_wait_ms=60_000).next_ms == 60_000
    assert after_failure(BRIEF, 0, "", is_final=False, asked_wait_ms=1).next_ms == WAITS_MS[0]


def test_a_brief_is_due_when_written_and_then_when_its_last_try_says() -> None:
    assert (BRIEF.state, BRIEF.due_ms) == (BriefState.WAITING, 1_000)
    later = BRIEF.with_try(Try(1_000, TryOutcome.LATER, "busy", 6_000))
    assert (later.state, later.due_ms) == (BriefState.WAITING, 6_000)
    arrived = later.with_try(Try(6_000, TryOutcome.ARRIVED, "250 OK"))
    assert arrived.state is BriefState.ARRIVED


@pytest.mark.parametrize(
    ("recipient", "said"),
    [
        (replace(EDDA, name=" "), "name"),
        (replace(EDDA, name="a" * 81), "name"),
        (replace(EDDA, language="xx"), "choose one of en, de"),
        (replace(EDDA, audiences=()), "at least one audience"),
    ],
)
def test_a_recipient_that_makes_no_sense(recipient: Recipient, said: str) -> None:
    check_recipient(EDDA, ("en", "de"))
    with pytest.raises(BriefRefused, match=said):
        check_recipient(recipient, ("en", "de"))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (replace(RULE, occasion=Occasion.THRESHOLD, net_from=100), "between 0 and 99"),
        (replace(RULE, occasion=Occasion.THRESHOLD, net_from=-1), "between 0 and 99"),
        (replace(RULE, occasion=Occasion.THRESHOLD, certainty=0.4), "between 50 and"),
        (replace(RULE, occasion=Occasion.THRESHOLD, certainty=1.0), "between 50 and"),
        (replace(RULE, occasion=Occasion.TIMER, every_s=10), "every 1 to 60 minutes"),
        (replace(RULE, occasion=Occasion.TIMER, every_s=7_200), "every 1 to 60 minutes"),
    ],
)
def test_a_rule_that_makes_no_sense(rule: BriefRule, said: str) -> None:
    check_rule(replace(rule, occasion=Occasion.HAND))
    with pytest.raises(BriefRefused, match=said):
        check_rule(rule)
