"""A file comes in pieces and becomes a stimulus: resumed, refused, replaced, swept."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ManualClock, settle

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.jobs import TRIES_MAX, Jobs
from pulsemeter.service.receive_stimulus import (
    OffsetWrong,
    Reception,
    ReceptionLimits,
    UnknownUpload,
)
from pulsemeter.service.settle_stimulus import UploadRefused, file_stem, settled_ms
from pulsemeter.service.stimulus_ports import (
    Arrival,
    ArrivalKind,
    MadeStimulus,
    StimulusRefused,
)
from pulsemeter.storage.memory import memory_stores

STUDY = Study("moon", "Moon", "", (Stimulus("rice", "Rice", 0),), (), Consent("", "", "", ""))
FILE = Arrival("", "moon", "rice", ArrivalKind.STIMULUS, "", "a.mkv", 6, "mark")
WORDS = Statement("s1", 1, "rice", 0, 60_200, "We choose.")


def _is_good(source: Path) -> bool:
    return source.read_bytes().startswith(b"good")


class Maker:
    """Makes anything of one minute out of files that begin with "good"; can be held."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.began, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.may_go_on.set()

    async def make(
        self, source: Path, study: str, name: str, tell: Callable[[float], None]
    ) -> MadeStimulus:
        tell(0.5)
        self.began.set()
        await self.may_go_on.wait()
        if not await asyncio.to_thread(_is_good, source):
            raise StimulusRefused(f"{source}: is no video ({source.name})")
        self.kept.add(f"{name}.mp4")
        return MadeStimulus(f"{name}.mp4", 60_000, sound_only=False)

    async def keep_captions(self, study: str, name: str, text: str) -> str:
        self.kept.add(f"{name}.vtt")
        return f"{name}.vtt"

    async def remove(self, study: str, file: str) -> None:
        self.kept.discard(file)


async def sent(content: bytes) -> AsyncIterator[bytes]:
    yield content


class Place:
    """One reception over a folder, with a study that waits for its file."""

    def __init__(self, folder: Path, **limits: int) -> None:
        self.stores, self.maker, self.folder = memory_stores(), Maker(), folder
        self.limits = ReceptionLimits(**{"reserve_bytes": 0, **limits})
        self.clock = ManualClock()
        self.reception = self.opened()

    def opened(self) -> Reception:
        """The reception of a server that starts over what is there."""
        self.jobs = Jobs(self.stores.jobs, self.clock, SystemChance())
        return Reception(
            self.stores.studies, FolderQuarantine(self.folder / "q"), self.maker,
            SystemClock(), SystemChance(), self.jobs, self.limits,
        )  # fmt: skip

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """The server runs; it is stopped at the end, whatever it is at."""
        work = asyncio.gather(self.reception.run(), self.jobs.run())
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def upload(self, content: bytes, **changes: Any) -> Arrival:
        wanted = replace(FILE, size_bytes=len(content), **changes)
        arrival = await self.reception.begin(wanted)
        await self.reception.write(arrival.id, 0, sent(content))
        return arrival

    async def received(self) -> None:
        async with self.open():
            await self.reception.is_idle.wait()

    async def progress(self, kind: ArrivalKind = ArrivalKind.STIMULUS, language: str = "") -> Any:
        study = await self.stores.studies.study("moon")
        assert study is not None
        return self.reception.progress("moon", study.stimuli[0], kind, language)


def tell(tmp_path: Path, story: Any, **limits: int) -> None:
    async def told() -> None:
        place = Place(tmp_path, **limits)
        await place.stores.studies.add_study(STUDY, "", [])
        await story(place)

    asyncio.run(told())


def test_a_complete_file_becomes_the_stimulus(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        assert (await place.progress()).state == "missing"
        await place.upload(b"good one")
        assert (await place.progress()).state == "waiting"
        await place.received()
        study = await place.stores.studies.study("moon")
        (stimulus,) = study.stimuli
        assert (stimulus.duration_ms, {stimulus.file}) == (60_000, place.maker.kept)
        assert (await place.progress()).state == "ready"
        assert list((tmp_path / "q").iterdir()) == []
        await place.upload(b"good two")
        await place.received()
        assert len(place.maker.kept) == 1, "the file before it is removed"

    tell(tmp_path, story)


def test_an_upload_goes_on_after_a_restart_where_it_stopped(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        arrival = await place.reception.begin(FILE)
        assert await place.reception.write(arrival.id, 0, sent(b"good")) == 4
        place.reception = place.opened()
        again = await place.reception.begin(FILE)
        assert (again.id, place.reception.offset(again.id)[1]) == (arrival.id, 4)
        with pytest.raises(OffsetWrong) as wrong:
            await place.reception.write(again.id, 0, sent(b"good"))
        assert wrong.value.offset == 4
        assert await place.reception.write(again.id, 4, sent(b"!!")) == 6
        place.reception = place.opened()  # complete, not yet made
        await place.received()
        assert (await place.progress()).state == "ready"

    tell(tmp_path, story)


def test_another_file_for_the_same_place_takes_its_turn(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        first = await place.reception.begin(FILE)
        second = await place.reception.begin(replace(FILE, mark="other"))
        assert second.id != first.id
        with pytest.raises(UnknownUpload):
            await place.reception.write(first.id, 0, sent(b"x"))

    tell(tmp_path, story)


def test_a_file_that_is_no_video_is_refused_by_its_own_name(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        arrival = await place.upload(b"bad file")
        await place.received()
        told = await place.progress()
        assert (told.state, told.reason) == ("refused", "a.mkv: is no video (a.mkv)")
        with pytest.raises(UploadRefused, match="is no video"):
            await place.reception.write(arrival.id, 0, sent(b"x"))
        assert (await place.reception.begin(FILE)).refused == "", "another try is a new one"

    tell(tmp_path, story)


def test_a_file_given_up_while_it_is_made_leaves_nothing(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        place.maker.may_go_on.clear()
        arrival = await place.upload(b"good one")
        async with place.open():
            await place.maker.began.wait()
            told = await place.progress()
            assert (told.state, told.share, told.upload) == ("making", 0.5, arrival.id)
            await place.reception.drop(arrival.id)
            await place.reception.is_idle.wait()
        assert (await place.progress()).state == "missing"
        assert await place.stores.jobs.all() == []
        assert list((tmp_path / "q").iterdir()) == []

    tell(tmp_path, story)


def test_what_waits_says_how_many_come_first_and_what_is_made_how_long(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        place.maker.may_go_on.clear()
        srt = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"
        await place.upload(b"good one")
        await place.upload(srt, kind=ArrivalKind.CAPTIONS, name="a.srt")
        async with place.open():
            await place.maker.began.wait()
            assert (await place.progress()).remaining_ms is None
            place.clock.now_ms += 30_000
            assert (await place.progress()).remaining_ms == 30_000
            told = await place.progress(ArrivalKind.CAPTIONS)
            assert (told.state, told.ahead) == ("waiting", 1)

    tell(tmp_path, story)


def test_a_stopped_server_goes_on_and_what_stops_it_again_and_again_is_refused(
    tmp_path: Path,
) -> None:
    async def story(place: Place) -> None:
        place.maker.may_go_on.clear()
        await place.upload(b"good one")
        for _ in range(TRIES_MAX):
            async with place.open():
                await place.maker.began.wait()
                assert (await place.progress()).state == "making"
            place.reception = place.opened()
            place.maker.began.clear()
        async with place.open():
            await settle()
            told = await place.progress()
            assert (told.state, "upload the file again" in told.reason) == ("refused", True)
        place.maker.may_go_on.set()
        await place.upload(b"good one")  # asked for anew it is another one
        await place.received()
        assert (await place.progress()).state == "ready"

    tell(tmp_path, story)


def test_a_film_shorter_than_its_statements_is_refused(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        await place.stores.studies.add_study(STUDY, "", [WORDS])
        await place.upload(b"good one")
        await place.received()
        assert (await place.progress()).state == "ready", "a moment is tolerated"
        study = await place.stores.studies.study("moon")
        assert study.stimuli[0].duration_ms == 60_200
        await place.stores.studies.add_study(STUDY, "", [replace(WORDS, end_ms=90_000)])
        await place.upload(b"good two")
        await place.received()
        told = await place.progress()
        assert told.state == "refused"
        assert "ends at 90.0 s" in told.reason

    tell(tmp_path, story)


def test_a_study_with_a_session_takes_nothing(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        await place.upload(b"good one")
        await place.stores.studies.put_session(Session("ABC", "moon", SessionKind.LIVE))
        with pytest.raises(UploadRefused, match="has a session"):
            await place.reception.begin(FILE)
        await place.received()  # a session was planned while the file was on its way
        assert (await place.progress()).state == "refused"
        assert place.maker.kept == set()

    tell(tmp_path, story)


def test_captions_become_web_captions_by_language(tmp_path: Path) -> None:
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"

    async def story(place: Place) -> None:
        for language in ("", "de"):
            await place.upload(srt, kind=ArrivalKind.CAPTIONS, language=language, name="a.srt")
        await place.upload(b"none", kind=ArrivalKind.CAPTIONS, language="fr", name="b.srt")
        assert place.reception.languages_under_way("moon", "rice") == {"", "de", "fr"}
        await place.received()
        study = await place.stores.studies.study("moon")
        (stimulus,) = study.stimuli
        assert set(stimulus.files) == place.maker.kept
        assert [language for language, _ in stimulus.captions_in] == ["de"]
        assert (await place.progress(ArrivalKind.CAPTIONS, "fr")).state == "refused"

    tell(tmp_path, story)


def test_caps(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        with pytest.raises(UploadRefused, match="are taken"):
            await place.reception.begin(replace(FILE, size_bytes=101))
        arrival = await place.reception.begin(replace(FILE, size_bytes=100))
        with pytest.raises(UploadRefused, match="more bytes came"):
            await place.reception.write(arrival.id, 0, sent(bytes(11)))
        with pytest.raises(UploadRefused, match="1 uploads are open"):
            await place.reception.begin(replace(FILE, kind=ArrivalKind.CAPTIONS))

    tell(tmp_path, story, bytes_max=100, piece_bytes_max=10, open_max=1)


def test_a_full_disk_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        with pytest.raises(UploadRefused, match="no room"):
            await place.reception.begin(FILE)

    tell(tmp_path, story, reserve_bytes=10**18)


def test_what_lay_a_day_is_swept(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        await place.reception.begin(FILE)
        await place.received()
        assert list((tmp_path / "q").iterdir()) == []

    tell(tmp_path, story, age_max_ms=-60_000)


def test_a_hanging_sender_gives_way_to_a_later_one(tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        arrival = await place.reception.begin(FILE)
        later_is_done = asyncio.Event()

        async def hanging() -> AsyncIterator[bytes]:
            await later_is_done.wait()
            yield b"xx"

        first = asyncio.create_task(place.reception.write(arrival.id, 0, hanging()))
        await asyncio.sleep(0)
        assert await place.reception.write(arrival.id, 0, sent(b"good")) == 4
        later_is_done.set()
        with pytest.raises(UploadRefused, match="goes on elsewhere"):
            await first
        assert place.reception.offset(arrival.id)[1] == 4

    tell(tmp_path, story)


def test_names_of_made_files_hold_nothing_odd() -> None:
    odd = replace(FILE, id="-_ab-cdefghij", stimulus="../../Öl & Gas", language="de")
    assert file_stem(odd) == "l-Gas-abcdefgh-de"
    assert (settled_ms(60_000, 60_300), settled_ms(60_000, 61_000)) == (60_300, 60_000)
