"""Package B: refused where it must be, tied to nobody, and its scripts come to the library's
numbers and near the released ones."""

import asyncio
import shutil
import subprocess
import sys
from dataclasses import replace

import frictionless
import polars as pl
import pyreadstat
import pytest
from tests.recorded_session import recorded, recorded_study

from pulsemeter.analysis.analyse import analyse
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.retention import Piece
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.packing.package_files import FORMATS, write_folder
from pulsemeter.report.package_texts import SIMULATED
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.pack_persons import ACT, Asked, ExportRefused, pack_persons
from pulsemeter.service.persons_watched import exact_settings
from pulsemeter.service.reaction_table import reaction_table
from pulsemeter.service.run_analysis import read_records

OWNER = Asked("Ada", Role.OWNER, "Re-analysis for the journal", ("csv",))
KINDS = InstrumentKind
INSTRUMENTS = {
    "two buttons": (Instrument(), (100, -100)),
    "free": (Instrument(cue=False), (100, -100)),
    "four steps": (Instrument(KINDS.FOUR_STEPS), (100, 50, -50, -100)),
    "slider": (Instrument(KINDS.SLIDER, start=-10), (80, 35, 0, -40, -90)),
    "per target": (
        Instrument(KINDS.TWO_BUTTONS_PER_TARGET, targets=("Anna Berg", "Ole Dahl")), (100, -100),
    ),
}  # fmt: skip


async def pack(world, name="talk", code=None, asked=OWNER):
    trail = AuditTrail(world.stores.audit, world.clock)
    return await pack_persons(world.stores, trail, world.chance, name, code, asked)


def packed(world, study, **options):
    """Package B of a recorded session, and what the library makes of its log."""

    async def story():
        async with world.running():
            code = await recorded(world, study, **options)
            package = await pack(world)
            records, _ = await read_records(world.stores.log, code)
            seats = [r.seat for r in await world.stores.seats.all(code)]
            return package, exact(study, records, seats)

    return asyncio.run(story())


def exact(study, records, seats):
    """Nets by (stimulus, target, statement, segment), as `analyse` finds them in the same log."""
    from tests.recorded_session import SAID

    panel = {"participant": [str(s.id) for s in seats]}
    panel |= {a.id: [s.categories.get(a.id) for s in seats] for a in study.attributes}
    found = {}
    for index, stimulus in enumerate(study.stimuli):
        said = [s for s in SAID if s.stimulus == stimulus.id]
        analysis = analyse(
            reaction_table(records, study.instrument, index),
            panel,
            said or None,
            replace(exact_settings(study, index), replicates=100),
        )
        for unit in (analysis.session, analysis.statements):
            for row in unit.iter_rows(named=True):
                key = (stimulus.id, row["target"], row.get("statement", "*"), row["segment"])
                found[key] = row["net"]
    return found


def rows_of(package, name):
    table = next(table for table in package.tables if table.name == name)
    return [row for batch in table.batches() for row in batch.iter_rows(named=True)]


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("way", INSTRUMENTS)
def test_scripts_come_to_the_numbers_of_the_library(world, make_study, tmp_path, way):
    instrument, choices = INSTRUMENTS[way]
    study = recorded_study(make_study, instrument=instrument)
    package, library = packed(world, study, choices=choices)
    told = {
        (r["stimulus"], r["target"], r["statement"], r["segment"]): r["net"]
        for r in rows_of(package, "headlines")
    }
    assert told.keys() == library.keys()
    assert {k: pytest.approx(v, abs=1e-12) for k, v in library.items()} == told
    assert len({round(net, 6) for net in told.values()}) > 5
    write_folder(package, ("csv",), tmp_path / "out")
    done = run(sys.executable, "-W", "error", str(tmp_path / "out" / "recompute.py"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(told)} numbers, 0 of them" in done.stdout
    if shutil.which("Rscript"):
        done = run("Rscript", str(tmp_path / "out" / "recompute.R"), str(tmp_path / "out"))
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"{len(told)} numbers, 0 of them" in " ".join(done.stdout.split())


def test_scripts_find_numbers_that_are_not_those_of_the_reactions(world, make_study, tmp_path):
    package, _ = packed(world, recorded_study(make_study))
    write_folder(package, ("csv",), tmp_path / "out")
    path = tmp_path / "out" / "reactions.csv"
    path.write_text(path.read_text("utf-8-sig").replace(",100\n", ",-100\n"), "utf-8-sig")
    assert run(sys.executable, str(tmp_path / "out" / "recompute.py")).returncode == 1
    if shutil.which("Rscript"):
        done = run("Rscript", str(tmp_path / "out" / "recompute.R"), str(tmp_path / "out"))
        assert done.returncode == 1, done.stdout + done.stderr


@pytest.mark.parametrize("profile", ["research", "standard"])
def test_released_figures_lie_within_their_rounding(world, make_study, profile):
    package, _ = packed(world, recorded_study(make_study, profile))
    step = {"research": 1, "standard": 2}[profile]
    compared = 0
    for row in rows_of(package, "headlines"):
        if row["released_net"] is None:
            continue
        compared += 1
        # Both sides and the base are each told to the nearest step, a net to a tenth of a point.
        bound = 2 * step / row["present"] if step > 1 else 0
        assert abs(row["net"] - row["released_net"]) <= bound + 0.0005
    assert compared >= 2 * 5


def test_every_form_is_valid_and_reads_the_same(world, make_study, tmp_path):
    stimuli = (Stimulus("talk", "A talk", 30_000), Stimulus("reply", "الرد", 30_000))
    package, _ = packed(world, recorded_study(make_study, stimuli=stimuli))
    write_folder(package, FORMATS, tmp_path / "out")
    folder = tmp_path / "out"
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "type", "message"])
    presence = pl.read_parquet(folder / "presence.parquet")
    assert set(presence["state"]) == {"pressed", "skipped", "away", "unknown"}
    assert len(presence) == 64 * 12
    for read, ending in ((pyreadstat.read_sav, "zsav"), (pyreadstat.read_dta, "dta")):
        held, about = read(folder / f"presence.{ending}", user_missing=True, output_format="polars")
        labels = about.variable_value_labels["choice"]
        told = [labels.get(c, c) for c in held["choice"].to_list()]
        reasons = {"skipped": "there, no press", "away": "away: hidden, paused or stalled",
                   "unknown": "nothing received"}  # fmt: skip
        wanted = [
            choice if state == "pressed" else reasons[state]
            for state, choice in presence.select("state", "choice").iter_rows()
        ]
        assert told == wanted
        _, about = read(folder / f"persons.{ending}", output_format="polars")
        assert about.variable_value_labels["attribute_region"] == {1: "الشمال", 2: "दक्षिण 😀"}


def test_answers_left_empty_and_never_asked_are_told_apart(world, make_study):
    package, _ = packed(world, recorded_study(make_study))
    persons = rows_of(package, "persons")
    voted = [row["after_voted"] for row in persons]
    assert {"yes", "no", "left_empty", None} == set(voted)
    for row in persons:
        assert (row["before_trust"] is None) == (row["before_trust_given"] == "left_empty")
        assert (row["after_year"] is None) == (row["after_year_given"] != "answered")
        assert (row["after_words_calm"] is None) == (row["after_words_given"] != "answered")
    assert "not_asked" in {row["after_year_given"] for row in persons}


def test_nothing_ties_a_package_to_the_store_or_to_another_package(world, make_study, tmp_path):
    async def story():
        async with world.running():
            code = await recorded(world, recorded_study(make_study))
            packages = [await pack(world) for _ in range(2)]
            return code, packages, [r.seat.id for r in await world.stores.seats.all(code)]

    _, packages, seats = asyncio.run(story())
    orders = [[row["attribute_region"] for row in rows_of(p, "persons")] for p in packages]
    assert orders[0] != orders[1]
    for number, package in enumerate(packages):
        write_folder(package, ("csv",), tmp_path / str(number))
        for path in (tmp_path / str(number)).iterdir():
            text = path.read_text("utf-8-sig")
            assert not any(str(seat) in text for seat in seats), path.name
            assert "received" not in text.replace("nothing received", ""), path.name
        assert rows_of(package, "persons")[0]["person"] == 1


def test_comments_stand_alone_and_are_masked(world, make_study, tmp_path):
    package, _ = packed(world, recorded_study(make_study, "standard"))
    table = next(table for table in package.tables if table.name == "comments")
    assert [column.name for column in table.columns] == ["comment", "about", "words"]
    assert table.references == ()
    rows = rows_of(package, "comments")
    assert [row["words"] for row in rows if "@" in row["words"]] == []
    assert any("[…]" in row["words"] for row in rows)
    about = [row["about"] for row in rows]
    assert about == sorted(about)
    write_folder(package, ("csv",), tmp_path / "out")
    assert ",'=cmd()\n" in (tmp_path / "out" / "comments.csv").read_text("utf-8-sig")


def test_rare_profiles_are_as_coarse_as_they_will_be_kept(world, make_study):
    """Nine persons of which one alone is of a combination: it goes, and the package says so."""
    study = recorded_study(make_study, "research")
    package, _ = packed(world, study, persons=23)
    persons = rows_of(package, "persons")
    held = [(row["attribute_region"], row["attribute_age"]) for row in persons]
    assert all(held.count(each) >= 5 for each in held)


def test_what_the_profile_forbids_is_refused_before_anything_is_read(world, make_study):
    async def story():
        async with world.running():
            await recorded(world, recorded_study(make_study, "standard"))
            for asked, why in (
                (replace(OWNER, reason=""), "written reason"),
                (replace(OWNER, role=Role.ANALYST), "owners alone"),
                (replace(OWNER, role=Role.VIEWER), "no viewer may"),
                (replace(OWNER, role=None), "nobody outside"),
            ):
                with pytest.raises(ExportRefused, match=why):
                    await pack(world, asked=asked)
            return [e.deed for e in await world.stores.audit.entries(0, 100)]

    assert not any(deed.act == ACT for deed in asyncio.run(story()))


def test_a_sealed_study_has_no_such_export(world, make_study):
    async def story():
        async with world.running():
            await world.session(recorded_study(make_study, "sealed"), SessionKind.ON_DEMAND)
            with pytest.raises(ExportRefused, match="promised to those who took part"):
                await pack(world)

    asyncio.run(story())


def test_an_export_is_in_the_audit_log_with_its_reason(world, make_study):
    async def story():
        async with world.running():
            code = await recorded(world, recorded_study(make_study, "standard"))
            await pack(world)
            return code, [e.deed for e in await world.stores.audit.entries(0, 100)]

    code, deeds = asyncio.run(story())
    (deed,) = [deed for deed in deeds if deed.act == ACT]
    assert (deed.actor, deed.subject) == ("Ada", code)
    assert deed.detail == "forms: csv; reason: Re-analysis for the journal"


def test_persons_leave_after_the_close_and_not_once_they_are_gone(world, make_study):
    async def story():
        async with world.running():
            study = recorded_study(make_study)
            code = await world.session(study, SessionKind.ON_DEMAND)
            with pytest.raises(ExportRefused, match="is not over"):
                await pack(world)
            await world.go(code, SessionState.CLOSED)
            with pytest.raises(ExportRefused, match="fewer than 5 persons"):
                await pack(world)
            await world.stores.erasures.note_step(code, Piece.PERSONS)
            with pytest.raises(ExportRefused, match="Kept are released figures"):
                await pack(world)

    asyncio.run(story())


def test_who_withdrew_is_in_no_package(world, make_study):
    async def story():
        async with world.running():
            code = await recorded(world, recorded_study(make_study))
            seat = (await world.stores.seats.all(code))[3].seat
            await world.done(world.enrolment.withdraw(world.enrolment.seat(seat.id)))
            return await pack(world)

    package = asyncio.run(story())
    assert len(rows_of(package, "persons")) == 63
    assert {row["person"] for row in rows_of(package, "presence")} == set(range(1, 64))


@pytest.mark.parametrize("late", [False, True])
def test_late_comers_are_named_where_there_are_any(world, make_study, late):
    async def story():
        async with world.running():
            study = recorded_study(make_study)
            code = await world.session(study)
            profiles = [{"region": "north", "age": "old"}, {"region": "south", "age": "old"}]
            seats = await world.sit_all(code, profiles * 10)
            await world.go(code, SessionState.RUNNING)
            await world.keeper.tick()
            world.clock.now_ms += 11_000
            await world.keeper.tick()
            if late:
                seats += await world.sit_all(code, profiles * 10)
                await world.keeper.tick()
            for seat in seats:
                await world.press(seat, 1_000)
            await world.go(code, SessionState.CLOSED)
            for _ in range(3):
                world.clock.now_ms += 3_000
                await world.keeper.tick()
            return await pack(world)

    package = asyncio.run(story())
    assert any(note.startswith("late-comers") for note in package.notes) == late
    assert len(rows_of(package, "persons")) == (40 if late else 20)


def test_simulated_sessions_say_so(world, make_study, tmp_path):
    package, _ = packed(world, recorded_study(make_study, simulated=True))
    write_folder(package, ("csv",), tmp_path / "out")
    for name in ("method_note.md", "codebook.txt", "datapackage.json"):
        assert SIMULATED in (tmp_path / "out" / name).read_text("utf-8")
