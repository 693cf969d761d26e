import asyncio
import hashlib

from pulsemeter.bootstrap import opened
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.storage.sqlite import lock_folder


def test_a_session_goes_through_its_steps(command):
    code = command.session()
    for step, state in (
        ("start", "running"), ("pause", "paused"), ("resume", "running"), ("close", "closed"),
    ):  # fmt: skip
        assert command.fine("session", step, code).output == f"Session {code} is {state}.\n"
    assert f"Session {code}: live, closed" in command.fine("study", "show", "talk").output
    assert "is closed; it can't become running" in command.refused("session", "start", code)


def test_opening_says_how_people_join(command):
    command.fine("study", "create", command.study)
    said = command.fine("session", "open", "talk").output
    assert "People join at /j/" in said
    assert "session start" in said
    own_clock = command.fine("session", "open", "talk", "--on-demand").output
    assert "(on_demand)" in own_clock
    assert "session start" not in own_clock
    for output in (said, own_clock):
        assert "Note: Nobody has read the consent text and pages in en." in output
        assert "Note: Nobody came to the end of a dry run" in output


def test_names_nobody_has(command):
    command.begin()
    assert "none yet" in command.refused("session", "open", "moon")
    command.fine("study", "create", command.study)
    assert "there are: talk" in command.refused("session", "open", "moon")
    assert "NOSUCH" in command.refused("session", "start", "NOSUCH")


def test_a_session_may_be_shown_elsewhere_and_count_down(command):
    command.fine("study", "create", command.study)
    assert "Write cues" in command.refused("session", "open", "talk", "--shown", "own-screen")
    assert "open the session live" in command.refused(
        "session", "open", "talk", "--shown", "one-room", "--on-demand"
    )
    code = command.fine("session", "open", "talk", "--shown", "one-room").output.split()[1]
    assert "is running" in command.fine("session", "start", code, "--countdown", "10").output
    assert "one room" in command.fine("study", "show", "talk").output


def test_a_closed_sessions_persons_can_be_erased_at_once_with_a_reason(command):
    code = command.session()
    asked = ("session", "erase", code, "--reason", "the panel asked for it")
    assert "close it first" in command.refused(*asked)
    command.fine("session", "close", code)
    assert "--reason is empty" in command.refused("session", "erase", code, "--reason", " ")
    with lock_folder(command.data):
        assert "The running server erases" in command.fine(*asked).output
    assert "due" not in command.fine("retention").output
    assert "All persons of session" in command.fine(*asked).output
    assert (
        f"{code}\tpersons: seats, reactions, answers, comments\tgone"
        in command.fine("retention").output
    )
    noted = command.fine("audit", "list").output
    assert "the panel asked for it" in noted
    assert "retention persons" in noted


def test_the_analysis_plan_is_printed_with_its_digest(command):
    code = command.session()
    printed = command.fine("session", "plan", code.lower()).output
    text, _, digest = printed.rpartition("SHA-256: ")
    assert text.startswith("Pulsemeter analysis plan, form 1\n")
    assert "statement talk-s01: " in text
    assert digest.strip() == hashlib.sha256(text.encode()).hexdigest()
    assert "no session 'NOSUCH'" in command.refused("session", "plan", "NOSUCH")


def test_a_plan_that_is_not_sealed_says_so(command):
    command.fine("study", "create", command.study)

    async def change(frozen):
        async with opened(command.data) as stores:
            book = stores.stores.studies
            study = await book.study("talk")
            await book.put_session(
                Session("EARLY2", "talk", SessionKind.LIVE), study if frozen else None
            )

    asyncio.run(change(frozen=False))
    assert "Not sealed yet" in command.fine("session", "plan", "EARLY2").output
    asyncio.run(change(frozen=True))
    assert "before there were plans" in command.refused("session", "plan", "EARLY2")


def test_a_session_in_a_draft_language_is_refused_and_the_study_can_still_be_mended(command):
    german = command.study.read_text("utf-8").replace(
        'title = "A talk"\njoin', 'title = "A talk"\nlanguage = "de"\njoin'
    )
    command.study.write_text(german, "utf-8")
    command.fine("study", "create", command.study)
    assert "read_by" in command.refused("session", "open", "talk")
    assert "Session " not in command.fine("study", "show", "talk").output
    read = german.replace('language = "de"', 'language = "de"\nread_by = "Ada"')
    command.study.write_text(read, "utf-8")
    command.fine("study", "create", command.study)
    assert "is open" in command.fine("session", "open", "talk").output


def test_the_end_of_a_live_session_is_moved_and_noted(command):
    code = command.session()
    said = command.fine("session", "extend", code, "--minutes", "5").output
    assert "ends 5 minutes later" in said
    assert "session extended" in command.fine("audit", "list").output
    command.fine("session", "close", code)
    assert "over" in command.refused("session", "extend", code)
    assert command.fine("audit", "list").output.count("session extended") == 1
