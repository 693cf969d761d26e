"""Backups: made while somebody writes, freed of who withdrew, restored without them."""

import asyncio
import json
import os
import shutil
import subprocess

import pytest

from pulsemeter.bootstrap import desk_for, opened, serving
from pulsemeter.cli.backup import MANIFEST, read_manifest
from pulsemeter.cli.passphrase import VARIABLE
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.retention import DAY_MS
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.erasure_list import list_text, withdrawal_entry
from pulsemeter.service.erasure_ports import Withdrawal
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.service.ports import SeatRecord, StoreError
from pulsemeter.settings import Settings
from pulsemeter.storage.data_folder import DataFolder

GONE, STAYS = 2**62 + 11, 2**62 + 22


def in_folder(folder, work):
    async def inside():
        async with opened(folder) as stores:
            return await work(stores.stores)

    return asyncio.run(inside())


def steps(folder, code):
    async def work(stores):
        return {r.seat.id: r.seat.step for r in await stores.seats.all(code)}

    return in_folder(folder, work)


@pytest.fixture
def seated(command):
    """The code of a session with two seats."""
    code = command.session()

    async def sit(stores):
        for number in (GONE, STAYS):
            seat = Seat(number, code, SeatStep.STIMULUS, 1, {"region": "north"})
            secret = number.to_bytes(32, "big")
            await stores.seats.add([SeatRecord(seat, secret, secret)])

    in_folder(command.data, sit)
    return code


@pytest.fixture
def backup(command, seated):
    """A backup, made before one of them withdrew."""
    target = command.folder / "backup"
    said = command.fine("backup", target).output
    assert f"backup {target} --erase" in said
    in_folder(command.data, lambda stores: stores.seats.erase(seated, GONE))
    return target


def test_a_restored_backup_has_nobody_who_withdrew_since(command, seated, backup):
    new = command.folder / "new"
    said = command.fine("restore", backup, "--live", command.data, "--data", new, data=False).output
    assert "Erased again: 1 withdrawn seat, 0 forgotten contacts." in said
    assert steps(new, seated) == {GONE: SeatStep.WITHDRAWN, STAYS: SeatStep.STIMULUS}
    noted = command.fine("audit", "list", "--data", new, data=False).output
    assert "backup restored" in noted


def test_the_folder_knows_when_its_last_backup_was_made_and_no_copy_does(command, backup):
    made_ms = asyncio.run(DataFolder(command.data).look()).backup_ms
    assert 0 <= SystemClock().wall_ms() - made_ms < DAY_MS
    assert asyncio.run(DataFolder(backup).look()).backup_ms is None


def test_a_backup_of_which_no_note_can_be_kept_is_made_all_the_same(command, seated):
    (command.data / "backup.made.new").mkdir()
    said = command.fine("backup", command.folder / "backup").output
    assert "The status page won't know of it" in said
    assert read_manifest(command.folder / "backup").files


def test_a_restored_backup_lets_nobody_in_who_was_let_out_since(command):
    clock, chance = SystemClock(), SystemChance()

    def at_desk(folder, work):
        settings = Settings(folder)
        return in_folder(folder, lambda stores: work(desk_for(settings, stores, clock, chance)))

    async def employ(desk):
        owner = await desk.people.add_owner("Ada")
        invited = await desk.admission.invite("Ada", Membership(EVERY_STUDY, Role.VIEWER))
        await desk.tokens.make("Ada", owner, TokenWish("nightly", ["read"]))
        return await desk.sign_ins.begin(owner.id, "link"), invited

    async def look(desk):
        member = (await desk.people.everyone())[0][0]
        return (
            member.name,
            await desk.sign_ins.of(member.id),
            await desk.admission.open(EVERY_STUDY),
            await desk.tokens.of(member.id),
        )

    at_desk(command.data, employ)
    target, new = command.folder / "backup", command.folder / "new"
    command.fine("backup", target)
    said = command.fine("restore", target, "--live", command.data, "--data", new, data=False).output
    assert "staff list" in said
    assert at_desk(new, look) == ("Ada", [], [], [])
    assert len(at_desk(command.data, look)[1]) == 1


def test_where_the_live_folder_is_lost_a_list_does(command, seated, backup):
    listed = command.folder / "erasures.txt"
    assert "1 erasure: " in command.fine("erasures", listed).output
    assert str(GONE) not in listed.read_text("utf-8")
    new = command.folder / "new"
    command.fine("restore", backup, "--erasures", listed, "--data", new, data=False)
    assert steps(new, seated)[GONE] is SeatStep.WITHDRAWN


def test_a_list_keeps_what_it_held_and_no_other_file_is_written_over(command, seated, backup):
    listed, notes = command.folder / "erasures.txt", command.folder / "notes.txt"
    of_a_lost_disk = withdrawal_entry(Withdrawal("LOST22", 7))
    listed.write_text(list_text([of_a_lost_disk]), "utf-8")
    for _ in range(2):
        assert "2 erasures" in command.fine("erasures", listed).output
    assert of_a_lost_disk in listed.read_text("utf-8")
    notes.write_text("mine", "utf-8")
    assert "is no list of erasures" in command.refused("erasures", notes)
    assert notes.read_text("utf-8") == "mine"


def test_without_either_one_must_say_so(command, seated, backup):
    new = command.folder / "new"
    said = command.refused("restore", backup, "--data", new, data=False)
    assert "who withdrew after the backup would be back" in said
    assert not new.exists()
    command.fine("restore", backup, "--without-erasures", "--data", new, data=False)
    assert steps(new, seated)[GONE] is SeatStep.STIMULUS


def test_a_backup_is_freed_of_who_withdrew(command, seated, backup):
    command.fine("backup", backup, "--erase")
    assert steps(backup, seated) == {GONE: SeatStep.WITHDRAWN, STAYS: SeatStep.STIMULUS}
    new = command.folder / "new"
    command.fine("restore", backup, "--without-erasures", "--data", new, data=False)
    assert steps(new, seated)[GONE] is SeatStep.WITHDRAWN, "the manifest knows the new digests"


def test_what_fell_due_meanwhile_goes_from_backups_too(command, seated, backup, monkeypatch):
    command.fine("session", "close", seated)
    later = command.folder / "later"
    command.fine("backup", later)
    now = SystemClock.wall_ms
    monkeypatch.setattr(SystemClock, "wall_ms", lambda clock: now(clock) + 91 * DAY_MS)
    new = command.folder / "new"
    command.fine("restore", later, "--live", command.data, "--data", new, data=False)
    assert steps(new, seated) == {}
    command.fine("backup", later, "--erase")
    assert steps(later, seated) == {}


@pytest.mark.parametrize("how", ["time", "asked for"])
@pytest.mark.parametrize("when", ["restored", "freed"])
def test_persons_whose_time_was_over_do_not_come_back_from_before_the_close(
    command, seated, backup, monkeypatch, how, when
):
    """In that backup the session still runs, so that by its own dates nothing would ever go."""
    command.fine("session", "close", seated)
    if how == "time":
        now = SystemClock.wall_ms
        monkeypatch.setattr(SystemClock, "wall_ms", lambda clock: now(clock) + 91 * DAY_MS)
        command.fine("retention", "--apply")
    else:
        command.fine("session", "erase", seated, "--reason", "The panel asked for it.")
    assert steps(command.data, seated) == {}
    new = backup if when == "freed" else command.folder / "new"
    if when == "freed":
        command.fine("backup", backup, "--erase")
    else:
        command.fine("restore", backup, "--live", command.data, "--data", new, data=False)
    assert steps(new, seated) == {}
    said = command.fine("study", "show", "talk", "--data", new, data=False).output
    assert f"Session {seated}: live, closed" in said, "nobody may join it again"


def test_persons_who_were_erased_before_their_time_do_not_come_back(command, seated):
    command.fine("session", "close", seated)
    target, new = command.folder / "closed", command.folder / "new"
    command.fine("backup", target)
    command.fine("session", "erase", seated, "--reason", "The panel asked for it.")
    command.fine("restore", target, "--live", command.data, "--data", new, data=False)
    assert steps(new, seated) == {}


def test_forgotten_contacts_do_not_come_back(command, seated, monkeypatch):
    monkeypatch.setenv(VARIABLE, "words that are long enough")
    people = command.folder / "people.csv"
    people.write_text("name\nAnn\nBob\n", "utf-8")
    command.fine("register", "add", "talk", people)
    target, new = command.folder / "backup", command.folder / "new"
    assert "register.sqlite" in command.fine("backup", target).output
    command.fine("register", "forget", "talk", "Ann")
    said = command.fine("restore", target, "--live", command.data, "--data", new, data=False).output
    assert "1 forgotten contact." in said
    held = command.fine("register", "list", "talk", "--data", new, data=False).output
    assert held.strip() == "Bob"


def test_media_come_along_where_asked(command, seated):
    (command.data / "media" / "talk").mkdir(parents=True, exist_ok=True)
    (command.data / "media" / "talk" / "talk.mp4").write_bytes(b"video")
    bare, whole = command.folder / "bare", command.folder / "whole"
    command.fine("backup", bare)
    command.fine("backup", whole, "--media")
    assert not (bare / "media").exists()
    new = command.folder / "new"
    command.fine("restore", whole, "--without-erasures", "--data", new, data=False)
    assert (new / "media" / "talk" / "talk.mp4").read_bytes() == b"video"


def test_what_is_no_backup_or_no_place_for_one_says_so(command, seated, backup):
    assert "is no backup" in command.refused(
        "restore", command.folder, "--without-erasures", "--data", command.folder / "x", data=False
    )
    assert "holds something already" in command.refused("backup", backup)
    assert "holds something already" in command.refused("restore", backup, "--without-erasures")
    manifest = json.loads((backup / "manifest.json").read_text("utf-8"))
    (backup / "manifest.json").write_text(json.dumps({**manifest, "format": 9}), "utf-8")
    assert "another format" in command.refused("backup", backup, "--erase")
    (backup / "manifest.json").write_text("{", "utf-8")
    assert "can't be read" in command.refused("backup", backup, "--erase")


def test_a_folder_that_is_not_there_is_never_taken_for_one_without_erasures(
    command, seated, backup
):
    nothing, new = command.folder / "nothing", command.folder / "new"
    listed = command.folder / "erasures.txt"
    command.fine("erasures", listed)
    whole = listed.read_text("utf-8")
    for empty in (False, True):  # a wrong name; a disk that wasn't mounted
        if empty:
            nothing.mkdir()
        for asked in (
            ("backup", command.folder / "y", "--data", nothing),
            ("backup", backup, "--erase", "--data", nothing),
            ("erasures", listed, "--data", nothing),
            ("restore", backup, "--live", nothing, "--data", new),
            ("audit", "verify", "--data", nothing),
        ):
            assert f"no data folder at {nothing}" in command.refused(*asked, data=False)
        assert not new.exists()
        assert nothing.exists() == empty
    assert listed.read_text("utf-8") == whole


def test_a_list_that_cannot_be_read_leaves_no_folder_with_everybody_back(command, seated, backup):
    (command.data / "reactions.sqlite").write_bytes(b"a broken disk left this behind" * 200)
    new = command.folder / "new"
    said = command.refused("restore", backup, "--live", command.data, "--data", new, data=False)
    assert "reactions.sqlite" in said
    assert not new.exists()


def test_a_restore_that_was_cut_short_leaves_nothing_that_can_be_served(
    command, seated, backup, monkeypatch
):
    new = command.folder / "new"

    async def killed(*_):
        raise KeyboardInterrupt

    async def serve():
        async with serving(Settings(new, port=0)):
            return "served"

    arguments = ("restore", backup, "--live", command.data, "--data", new)
    with monkeypatch.context() as patched:
        patched.setattr("pulsemeter.cli.backup._restored", killed)
        assert command(*arguments, data=False).exit_code != 0
    with pytest.raises(StoreError, match="cut short"):
        asyncio.run(serve())
    assert "holds something already" in command.refused(*arguments, data=False)
    shutil.rmtree(new)
    command.fine(*arguments, data=False)
    assert asyncio.run(serve()) == "served"


def test_an_erasure_that_was_cut_short_comes_to_its_end_before_anything_is_restored(
    command, seated, backup, monkeypatch
):
    new = command.folder / "new"
    digests = read_manifest(backup).files

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("pulsemeter.cli.backup._manifest", killed)
        assert command("backup", backup, "--erase").exit_code != 0
    arguments = ("restore", backup, "--without-erasures", "--data", new)
    assert "was cut short; let it come to its end" in command.refused(*arguments, data=False)
    command.fine("backup", backup, "--erase", "--data", backup, data=False)  # the folder is lost
    assert read_manifest(backup).files != digests
    command.fine(*arguments, data=False)
    assert steps(new, seated)[GONE] is SeatStep.WITHDRAWN


def test_an_erasure_gives_no_new_digest_to_what_broke_since(command, seated, backup):
    with (backup / "audit.sqlite").open("ab") as file:
        file.write(b"what a dying disk added")
    manifest = (backup / MANIFEST).read_bytes()
    assert "the backup is damaged" in command.refused("backup", backup, "--erase")
    assert (backup / MANIFEST).read_bytes() == manifest


def test_lists_and_places_that_cannot_be_read_or_written_are_told(command, seated, backup):
    nowhere, odd = command.folder / "nowhere" / "list.txt", command.folder / "odd.txt"
    odd.write_bytes(b"\xff\xfe")
    new = command.folder / "new"
    for asked, why in (
        (("erasures", nowhere), f"{nowhere} can't be written: No such file"),
        (("erasures", nowhere, "--apply"), f"{nowhere} can't be read: No such file"),
        (("erasures", odd), "is no list of erasures"),
        (("restore", backup, "--erasures", nowhere, "--data", new), "can't be read: No such file"),
        (("restore", backup, "--erasures", odd, "--data", new), "is no list of erasures"),
        (("backup", "/proc/nothing/here"), "can't be made: No such file"),
        (("restore", "/proc/self/mem", "--without-erasures"), "is a file"),
    ):
        said = command.refused(*asked, data="--data" not in asked)
        assert why in said, said
    assert not new.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk in memory")
def test_a_backup_and_a_restore_without_room_say_which_disk_is_full(command, seated, backup):
    small = command.folder / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60k", "none", small], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        for asked in (
            ("backup", small / "b"),
            ("restore", backup, "--without-erasures", "--data", small / "r"),
        ):
            said = command.refused(*asked, data="--data" not in asked)
            assert str(small) in said
            assert "No space left on device. Make room there" in said
        assert not (small / "b").exists()
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":', '{"a":' + "[" * 3_000, '{"b":1}'])
def test_a_damaged_manifest_is_said(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(Stop, match="damaged"):
        read_manifest(tmp_path)
