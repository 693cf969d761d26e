import asyncio

import pytest

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.enrol_participant import AnswersMissing, claim_of
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.join_refusal import JoinRefusal, JoinRefused
from pulsemeter.service.ports import StoreError
from pulsemeter.service.run_analysis import read_records
from pulsemeter.service.token_text import draw_token, grouped

KEY, OTHER_KEY = "k" * 24, "o" * 24


def run(world, study, story):
    async def whole():
        async with world.running():
            code = await world.session(study)
            await world.stores.credentials.add(
                [Token(secret_hash(f"token-{n}"), code) for n in range(3)]
            )
            await story(code)

    asyncio.run(whole())


@pytest.fixture
def by_token(make_study):
    return make_study(join=JoinMode.TOKENS)


async def refusal(world, code, token, key=KEY, address=""):
    with pytest.raises(JoinRefused) as refused:
        await world.done(world.enrolment.redeem(code, token, key, address))
    return refused.value.reason


def test_a_link_gives_one_seat_and_a_recovery_code_once(world, by_token):
    async def story(code):
        first = await world.done(world.enrolment.redeem(code, "token-0", KEY))
        assert len(first.recovery_code) == 16
        assert first.seat.step is SeatStep.CONSENT
        again = await world.done(world.enrolment.redeem(code.lower(), " token-0 ", KEY))
        assert (again.seat, again.recovery_code) == (first.seat, "")
        assert await refusal(world, code, "token-0", OTHER_KEY) is JoinRefusal.BURNT_LINK
        assert len(await world.stores.seats.all(code)) == 1

    run(world, by_token, story)


def test_two_pages_with_one_link_at_once_get_one_seat(world, by_token):
    async def story(code):
        attempts = [
            asyncio.ensure_future(world.enrolment.redeem(code, "token-0", key))
            for key in (KEY, OTHER_KEY)
        ]
        await world.done(asyncio.wait(attempts))
        assert attempts[0].result().seat.session == code
        assert attempts[1].exception().reason is JoinRefusal.BURNT_LINK
        assert len(await world.stores.seats.all(code)) == 1

    run(world, by_token, story)


def test_two_clicks_of_one_page_get_one_seat_even_without_tokens(world, make_study):
    async def story(code):
        attempts = [asyncio.ensure_future(world.enrolment.redeem(code, "", KEY)) for _ in range(2)]
        await world.done(asyncio.wait(attempts))
        assert attempts[0].result().seat == attempts[1].result().seat
        assert [a.result().recovery_code != "" for a in attempts] == [True, False]

    run(world, make_study(), story)


def test_a_second_click_hears_of_no_seat_that_is_not_durable(world, make_study):
    async def story(code):
        failing = world.stores.seats.add

        async def full(records):
            raise StoreError("no room")

        world.stores.seats.add = full
        attempts = [asyncio.ensure_future(world.enrolment.redeem(code, "", KEY)) for _ in range(2)]
        await world.clock.advance(3_000)
        assert not any(attempt.done() for attempt in attempts)
        assert world.enrolment.seat_now(KEY) is None
        world.stores.seats.add = failing
        await world.done(asyncio.wait(attempts))
        assert len(await world.stores.seats.all(code)) == 1

    run(world, make_study(), story)


def test_links_and_codes_that_lead_nowhere(world, by_token):
    async def story(code):
        assert await refusal(world, code, "no-such-token") is JoinRefusal.UNKNOWN_LINK
        assert await refusal(world, code, "token-0", "short") is JoinRefusal.UNKNOWN_LINK
        assert await refusal(world, "NOSUCH", "token-0") is JoinRefusal.UNKNOWN_SESSION
        other = await world.session(
            by_token.__class__(
                **{name: getattr(by_token, name) for name in by_token.__slots__ if name != "name"},
                name="other",
            )
        )
        assert await refusal(world, other, "token-0") is JoinRefusal.UNKNOWN_LINK
        planned = await world.conduct.plan("talk", world.conduct.place(code).session.kind)
        assert await refusal(world, planned.code, "token-0") is JoinRefusal.NOT_OPEN
        await world.go(code, SessionState.CLOSED)
        assert await refusal(world, code, "token-0") is JoinRefusal.CLOSED

    run(world, by_token, story)


def test_a_page_key_of_another_session_opens_no_second_seat(world, make_study):
    async def story(code):
        await world.done(world.enrolment.redeem(code, "", KEY))
        other = await world.session(make_study(name="other"))
        assert await refusal(world, other, "", KEY) is JoinRefusal.UNKNOWN_LINK

    run(world, make_study(), story)


def test_a_page_that_claimed_a_link_keeps_it_from_others(world, by_token):
    async def story(code):
        claim = claim_of(KEY)
        assert claim != secret_hash(KEY), "no hash in the credentials is one of the seats"
        assert await world.stores.credentials.claim([(secret_hash("token-0"), claim)]) == [True]
        assert await refusal(world, code, "token-0", OTHER_KEY) is JoinRefusal.BURNT_LINK
        first = await world.done(world.enrolment.redeem(code, "token-0", KEY))
        assert first.recovery_code

    run(world, by_token, story)


def test_a_withdrawal_that_the_disk_held_up_is_taken_up_again(world, make_study):
    async def story(code):
        seats = await world.sit_all(code, [{"region": "north"}] * 2)
        told, redact = [], world.stores.log.redact
        world.enrolment.on_withdrawal(told.append)

        async def full(session, seat):
            raise StoreError("no room")

        world.stores.log.redact = full
        for seat in seats:
            with pytest.raises(StoreError):
                await world.enrolment.withdraw(seat)
        assert len(await world.stores.erasures.unfinished()) == 2
        world.stores.log.redact = redact
        await world.enrolment.withdraw(seats[0])
        assert [w.seat for w in await world.stores.erasures.unfinished()] == [seats[1].id]
        await world.enrolment.finish_withdrawals()
        assert await world.stores.erasures.unfinished() == []
        assert {seat.id for seat in told} == {seat.id for seat in seats}

    run(world, make_study(), story)


def test_a_withdrawal_that_was_held_up_ends_with_its_sessions_persons(world, make_study):
    async def story(code):
        seat = await world.sit(code, region="north")

        async def away(session, seat):
            raise StoreError("the log doesn't answer")

        world.stores.log.redact = away
        with pytest.raises(StoreError):
            await world.enrolment.withdraw(seat)
        world.enrolment.unload(code)  # as where another server let them go
        await world.enrolment.finish_withdrawals()

    run(world, make_study(), story)


def test_the_way_through_the_steps_is_kept_over_a_restart(world, make_study):
    async def whole():
        async with world.running():
            code = await world.session(make_study())
            seat = await world.sit(code, region="south")
            assert seat.step is SeatStep.STIMULUS
            # A page that is behind changes nothing.
            assert (await world.enrolment.consent(seat)).step is SeatStep.STIMULUS
            await world.done(world.enrolment.watched(seat))
        again = world.restart()
        async with again.running():
            back = again.enrolment.seat(seat.id)
            assert back.step is SeatStep.CLOSING
            assert (back.categories, back.consent_version) == ({"region": "south"}, 1)
            answers = [
                asyncio.ensure_future(again.enrolment.answer_closing(back, "good", "  well  "))
                for _ in range(2)
            ]
            await again.done(asyncio.wait(answers))
            said = await again.stores.seats.answers(code)
            assert [(a.overall, a.comment) for a in said] == [("good", ""), ("", "well")]
            assert again.enrolment.seat(seat.id).step is SeatStep.THANKS

    asyncio.run(whole())


def test_the_sealed_profile_keeps_no_comment_and_nonsense_no_impression(world, make_study):
    async def story(code):
        seat = await world.sit(code, region="north")
        await world.done(world.enrolment.watched(seat))
        await world.done(world.enrolment.answer_closing(seat, "splendid", "a comment"))
        assert list(await world.stores.seats.answers(code)) == []

    run(world, make_study("sealed"), story)


def test_a_full_quota_ends_the_way_kindly(world, make_study):
    async def story(code):
        seats = await world.sit_all(code, [{"region": "north"}] * 2)
        assert [seat.step for seat in seats] == [SeatStep.STIMULUS] * 2
        full = await world.sit(code, region="north")
        assert full.step is SeatStep.SCREENED_OUT
        assert not full.may_react
        assert full.categories == {}
        assert (await world.sit(code, region="south")).may_react
        await world.enrolment.withdraw(seats[0])
        assert (await world.sit(code, region="north")).may_react

    run(world, make_study(quota=2), story)


def test_profile_answers_that_are_missing_are_named(world, make_study):
    async def story(code):
        redeemed = await world.done(world.enrolment.redeem(code, "", KEY))
        await world.done(world.enrolment.consent(redeemed.seat))
        for answers in ({}, {"region": "elsewhere"}):
            with pytest.raises(AnswersMissing) as missing:
                await world.enrolment.answer_profile(redeemed.seat, answers)
            assert missing.value.attributes == ["region"]

    run(world, make_study(), story)


def test_sides_are_balanced_among_seats_of_the_same_categories(world, make_study):
    async def story(code):
        for region in ("north", "south"):
            seats = await world.sit_all(code, [{"region": region}] * 10)
            assert sum(seat.likes_left for seat in seats) == 5

    run(world, make_study(), story)


def test_sides_stay_balanced_when_many_come_at_once_and_over_a_restart(world, make_study):
    async def arrive(server, code, count):
        seats = []
        for _ in range(count):
            key = server.chance.text()
            redeemed = await server.done(server.enrolment.redeem(code, "", key))
            await server.done(server.enrolment.consent(redeemed.seat))
            seats.append(redeemed.seat)
        answers = [server.enrolment.answer_profile(seat, {"region": "north"}) for seat in seats]
        return await server.done(asyncio.gather(*answers))

    async def whole():
        async with world.running():
            code = await world.session(make_study())
            first = await arrive(world, code, 11)
            assert abs(2 * sum(seat.likes_left for seat in first) - 11) == 1
        again = world.restart()
        async with again.running():
            second = await arrive(again, code, 9)
            held = {seat.id: seat.likes_left for seat in again.enrolment.seats(code)}
            assert held.items() >= {seat.id: seat.likes_left for seat in first}.items()
            assert sum(seat.likes_left for seat in (*first, *second)) == 10

    asyncio.run(whole())


def test_withdrawing_erases_the_seat_and_its_presses_from_the_log(world, make_study):
    async def story(code):
        seat, stays = await world.sit_all(code, [{"region": "north"}] * 2)
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += 5_000
        for person in (seat, stays):
            await world.hello(person, 7)
            await world.send(person, 7, Incoming(1, RecordKind.PRESS, 0, 0, 100, 1_000))
        await world.keeper.tick()
        told = []
        world.enrolment.on_withdrawal(told.append)
        await world.enrolment.withdraw(seat)
        records, _ = await read_records(world.stores.log, code)
        assert records["seat"].tolist() == [stays.id]
        record = next(r for r in await world.stores.seats.all(code) if r.seat.id == seat.id)
        assert record.seat.step is SeatStep.WITHDRAWN
        assert (record.seat.categories, record.seat.writers) == ({}, ())
        assert [gone.id for gone in told] == [seat.id]
        assert world.enrolment.counts(code).total == 1

    run(world, make_study(), story)


def test_what_is_held_is_not_replaced_by_what_was_read_a_moment_ago(world, make_study):
    async def story(code):
        redeemed = await world.done(world.enrolment.redeem(code, "", KEY))
        reading = world.stores.seats.all

        async def slow(session):
            records = await reading(session)
            await world.done(world.enrolment.consent(redeemed.seat))
            return records

        world.stores.seats.all = slow
        await world.enrolment.load(code)
        assert world.enrolment.seat(redeemed.seat.id).step is SeatStep.PROFILE

    run(world, make_study(), story)


def test_a_token_that_carries_categories_goes_straight_to_practice(world, make_study):
    study = make_study(
        join=JoinMode.TOKENS, recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS)
    )

    async def story(code):
        carried = {"region": "south"}
        await world.stores.credentials.add(
            [
                Token(secret_hash("carries"), code, categories=carried),
                Token(secret_hash("half"), code, categories={"region": "nowhere"}),
            ]
        )
        redeemed = await world.done(world.enrolment.redeem(code, "carries", KEY))
        stored = await world.stores.seats.all(code)
        assert [record.seat.categories for record in stored] == [carried]
        assert not redeemed.seat.may_react
        seat = await world.done(world.enrolment.consent(redeemed.seat))
        assert (seat.step, seat.categories) == (SeatStep.PRACTICE, carried)
        assert (seat.consent_version, seat.may_react) == (1, True)
        assert await world.done(world.enrolment.consent(seat)) == seat
        other = await world.done(world.enrolment.redeem(code, "half", OTHER_KEY))
        assert (await world.done(world.enrolment.consent(other.seat))).step is SeatStep.PROFILE

    run(world, study, story)


def test_a_token_with_categories_meets_the_quota_too(world, make_study):
    study = make_study(
        join=JoinMode.TOKENS,
        quota=1,
        recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS),
    )

    async def story(code):
        await world.stores.credentials.add(
            [Token(secret_hash(t), code, categories={"region": "north"}) for t in "ab"]
        )
        steps = []
        for token, key in (("a", KEY), ("b", OTHER_KEY)):
            redeemed = await world.done(world.enrolment.redeem(code, token, key))
            steps.append((await world.done(world.enrolment.consent(redeemed.seat))).step)
        assert steps == [SeatStep.PRACTICE, SeatStep.SCREENED_OUT]

    run(world, study, story)


def test_a_typed_code_may_hold_blanks_dashes_and_small_letters(world, by_token):
    async def story(code):
        token = draw_token(world.chance)
        await world.stores.credentials.add([Token(secret_hash(token), code)])
        typed = grouped(token).lower().replace(" ", " - ")
        assert (await world.done(world.enrolment.redeem(code, typed, KEY))).recovery_code

    run(world, by_token, story)


def test_too_many_at_once_are_asked_to_come_again_and_lose_nothing(world, make_study):
    study = make_study(join=JoinMode.TOKENS, recruitment=Recruitment(joins_a_second=1))

    async def story(code):
        assert (await world.done(world.enrolment.redeem(code, "token-0", KEY))).recovery_code
        for _ in range(3):
            again = await world.done(world.enrolment.redeem(code, "token-0", KEY))
            assert again.seat.session == code, "a page that holds its seat doesn't wait"
        assert await refusal(world, code, "token-1", OTHER_KEY) is JoinRefusal.TOO_MANY
        assert not (await world.stores.credentials.find(secret_hash("token-1"))).is_used
        world.clock.now_ms += 1_000
        assert (await world.done(world.enrolment.redeem(code, "token-1", OTHER_KEY))).recovery_code

    run(world, study, story)


def test_simulated_sessions_are_let_in_at_any_rate(world, make_study):
    async def story(code):
        for number in range(4):
            await world.done(world.enrolment.redeem(code, "", f"{KEY}{number}"))

    study = make_study(simulated=True, recruitment=Recruitment(joins_a_second=1))
    run(world, study, story)


def test_who_guesses_tokens_sessions_or_recovery_codes_has_to_wait(world, by_token):
    async def story(code):
        reasons = [await refusal(world, code, f"guess-{n}", KEY, "10.0.0.1") for n in range(20)]
        assert set(reasons[:12]) == {JoinRefusal.UNKNOWN_LINK}
        assert set(reasons[12:]) == {JoinRefusal.TOO_MANY}
        # Not even a good token tells itself from a bad one now; elsewhere it does.
        assert await refusal(world, code, "token-0", KEY, "10.0.0.1") is JoinRefusal.TOO_MANY
        with pytest.raises(JoinRefused):
            world.enrolment.seat_of_recovery_code("ABCDEFGHJK", "10.0.0.1")
        assert world.enrolment.seat_of_recovery_code("ABCDEFGHJK", "10.0.0.2") is None
        redeemed = await world.done(world.enrolment.redeem(code, "token-0", KEY, "10.0.0.2"))
        found = world.enrolment.seat_of_recovery_code(redeemed.recovery_code, "10.0.0.2")
        assert found == redeemed.seat
        sessions = [await refusal(world, f"NO{n}", "", KEY, "10.0.0.3") for n in range(13)]
        assert sessions[-2:] == [JoinRefusal.UNKNOWN_SESSION, JoinRefusal.TOO_MANY]
        world.clock.now_ms += 61_000
        world.enrolment.forget_addresses()
        await world.enrolment.joinable(code, "10.0.0.1")

    run(world, by_token, story)


def test_a_voucher_is_kept_as_a_hash_without_its_seat(world, make_study):
    async def story(code):
        seat = await world.sit(code, region="north")
        await world.enrolment.give_voucher(seat, "VOUCHER")
        asked = [secret_hash("VOUCHER"), secret_hash("OTHER")]
        assert await world.stores.credentials.vouchers(code, asked) == {asked[0]}

    run(world, make_study(), story)


def test_two_devices_that_take_a_seat_over_at_once_leave_one_holder(world, make_study):
    async def story(code):
        seat = (await world.done(world.enrolment.redeem(code, "", KEY))).seat
        keys = ["n" * 24, "m" * 24]
        attempts = [
            asyncio.ensure_future(world.enrolment.take_over(seat, key, "10.0.0.1")) for key in keys
        ]
        await world.done(asyncio.wait(attempts))
        holders = [key for key in (KEY, *keys) if world.enrolment.seat_now(key)]
        former = [key for key in (KEY, *keys) if world.enrolment.seat_of_former(key)]
        assert (len(holders), len(former)) == (1, 2)
        (record,) = await world.stores.seats.all(code)
        assert record.secret_hash == secret_hash(holders[0])

    run(world, make_study(), story)


def test_taking_over_is_shed_like_joining(world, make_study):
    async def story(code):
        seat = (await world.done(world.enrolment.redeem(code, "", KEY))).seat
        for number in range(60):
            await world.enrolment.take_over(seat, f"{number:024}", "10.0.0.1")
        with pytest.raises(JoinRefused) as refused:
            await world.enrolment.take_over(seat, OTHER_KEY, "10.0.0.1")
        assert refused.value.reason is JoinRefusal.TOO_MANY
        assert world.enrolment.seat_now(f"{59:024}") == seat

    run(world, make_study(), story)
