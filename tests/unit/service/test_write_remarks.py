import asyncio

import pytest

from pulsemeter.domain.remark import RemarkKind, RemarkRefused
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role, StaffMember
from pulsemeter.service import write_remarks
from pulsemeter.service.staff_ports import SignIn
from pulsemeter.service.staff_sign_ins import SignedIn
from pulsemeter.service.write_remarks import Remarks, UnknownRemark

NOTE, LINE = RemarkKind.NOTE, RemarkKind.LINE


class Heard:
    """How often screens were told to look."""

    def __init__(self):
        self.sessions = []

    def remarks(self, session):
        self.sessions.append(session)


def member(name, role, study="talk"):
    sign_in = SignIn(b"", f"id-{name}", "link", "", 0, 0)
    audiences = ("region:north",) if role is Role.EDITOR else ()
    return SignedIn(
        StaffMember(f"id-{name}", name.title()), (Membership(study, role, audiences),), sign_in
    )


MONA, EDA, ANA = (
    member("mona", Role.MODERATOR), member("eda", Role.EDITOR), member("ana", Role.ANALYST),
)  # fmt: skip


@pytest.fixture
def told(world, make_study):
    """A story with the remarks of a session that runs."""

    def run(story):
        async def whole():
            async with world.running():
                code = await world.session(make_study())
                await world.go(code, SessionState.RUNNING)
                heard = Heard()
                book = world.stores.remarks
                remarks = Remarks(book, world.conduct, heard, world.clock, world.chance)
                await story(remarks, code, heard)

        asyncio.run(whole())

    return run


def words(remarks):
    return [remark.words for remark in remarks]


def test_everybody_reads_what_is_theirs(told):
    async def story(remarks, code, heard):
        await remarks.write(MONA, code, NOTE, 0, 5_000, "a  cough")
        await remarks.write(EDA, code, NOTE, 0, 6_000, "the north is at +40")
        await remarks.write(EDA, code.lower(), LINE, 0, 7_000, "sound is low")
        assert words(await remarks.of_session(MONA, code)) == [
            "a cough", "the north is at +40", "sound is low",
        ]  # fmt: skip
        assert words(await remarks.of_session(ANA, code)) == ["a cough", "the north is at +40"]
        assert words(await remarks.of_session(EDA, code)) == ["the north is at +40", "sound is low"]
        assert heard.sessions == [code] * 3
        (first, *_) = await remarks.of_session(MONA, code)
        assert (first.author.name, first.author.role, first.at_ms) == (
            "Mona",
            Role.MODERATOR,
            5_000,
        )

    told(story)


def test_own_remarks_are_taken_back_and_nobody_elses(told):
    async def story(remarks, code, heard):
        note = await remarks.write(EDA, code, NOTE, 0, 0, "no")
        for who, which in ((MONA, note.id), (EDA, "nothing")):
            with pytest.raises(UnknownRemark):
                await remarks.take_back(who, code, which)
        await remarks.take_back(EDA, code, note.id)
        assert await remarks.of_session(MONA, code) == []
        assert len(heard.sessions) == 2

    told(story)


def test_a_line_needs_somebody_who_moderates(told, world):
    async def story(remarks, code, heard):
        await world.go(code, SessionState.CLOSED)
        with pytest.raises(RemarkRefused, match="write a note instead"):
            await remarks.write(EDA, code, LINE, 0, 0, "hello?")
        await remarks.write(EDA, code, NOTE, 0, 0, "for the report")
        assert len(heard.sessions) == 1

    told(story)


def test_what_can_not_be_written_is_refused_and_nothing_is_kept(told, monkeypatch):
    async def story(remarks, code, heard):
        stranger = member("sam", Role.OWNER, "another")
        with pytest.raises(RemarkRefused, match="don't belong"):
            await remarks.write(stranger, code, NOTE, 0, 0, "x")
        with pytest.raises(RemarkRefused, match="no stimulus 1"):
            await remarks.write(MONA, code, NOTE, 1, 0, "x")
        with pytest.raises(RemarkRefused, match="missing"):
            await remarks.write(MONA, code, NOTE, 0, 0, " ")
        monkeypatch.setattr(write_remarks, "REMARKS_MAX", 1)
        await remarks.write(MONA, code, NOTE, 0, 0, "x")
        with pytest.raises(RemarkRefused, match="1 remarks, the most"):
            await remarks.write(MONA, code, NOTE, 0, 0, "y")
        assert await remarks.of_session(stranger, code) == []
        assert words(await remarks.of_session(MONA, code)) == ["x"]
        assert heard.sessions == [code]

    told(story)
