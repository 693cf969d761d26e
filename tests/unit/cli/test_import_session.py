"""A session of another system is previewed, taken in, and then like any other."""

import asyncio
import json

import polars as pl
import pytest

from pulsemeter.bootstrap import importing, opened
from pulsemeter.cli.analyse_files import read_session
from pulsemeter.cli.analyse_results import write_results
from pulsemeter.domain.protection import PROFILES
from pulsemeter.release.gated_analysis import gate_analysis

SECONDS, PERSONS = 40, 24
MAPPING = """
[study]
title = "Town hall (simulated)"
profile = "research"
simulated = true
[stimulus]
id = "speech"
title = "The speech"
duration_ms = 40000
transcript = "speech.srt"
[instrument]
cadence_ms = 1000
cue = true
[source]
system = "a dial system (simulated)"
[file]
layout = "wide_by_time"
[time]
unit = "s"
column = "time"
[value]
codes = {"1" = "like", "-1" = "dislike", "0" = "skipped"}
[panel]
file = "panel.csv"
participant = "id"
[[attribute]]
id = "region"
label = "region"
column = "region"
"""
SAID = (
    "1\n00:00:01,000 --> 00:00:14,000\nWe will go back there.\n\n"
    "2\n00:00:14,000 --> 00:00:28,000\nAnd not because it is easy.\n"
)


def cell(person: int, second: int) -> str:
    """A made-up panel: the north likes the first half, the south the second; some go early."""
    if second > 30 and person % 5 == 0:
        return ""
    likes = (person % 2 == 0) == (second < 20)
    return ("1" if likes else "-1") if (person * 7 + second * 3) % 4 else "0"


@pytest.fixture
def files(command):
    """The files of the other system beside the command line's folder."""
    folder = command.folder
    heads = ",".join(f"p{n}" for n in range(PERSONS))
    rows = [f"{k},{','.join(cell(n, k) for n in range(PERSONS))}" for k in range(SECONDS)]
    (folder / "dials.csv").write_text("\n".join([f"time,{heads}", *rows]) + "\n")
    regions = [f"p{n},{'North' if n % 2 == 0 else 'South'}" for n in range(PERSONS)]
    (folder / "panel.csv").write_text("\n".join(["id,region", *regions]) + "\n")
    (folder / "speech.srt").write_text(SAID)
    (folder / "mapping.toml").write_text(MAPPING)
    return folder


def arguments(files, *more):
    mapping = ("--mapping", files / "mapping.toml", "--study", "town")
    return ("import", files / "dials.csv", *mapping, *more)


def test_a_preview_tells_everything_and_writes_nothing(command, files):
    told = command.fine(*arguments(files, "--preview")).output
    for line in (
        "study town: Town hall (simulated)",
        "2 statements",
        "24 participants",
        "line 2: participant 1, 0:00",
        "region, North: 12 persons, can be told",
        "Nothing was written",
    ):
        assert line in told
    assert not command.data.exists()


def test_an_imported_session_is_analysed_as_its_files_are(command, files):
    said = command.fine(*arguments(files)).output
    assert "of study town is in" in said
    assert "24 participants" in said
    released = json.loads(command.fine("analyse", "--study", "town", "--json").stdout)
    options = {
        "reactions": str(files / "dials.csv"), "panel": str(files / "panel.csv"),
        "transcript": str(files / "speech.srt"), "wide": True, "instrument": None,
        "value_range": None, "time_unit": None, "interval_ms": None, "duration_ms": None,
        "lag_ms": 3_000, "band": "simultaneous", "replicates": 100, "seed": 1, "segments": None,
        "contrasts": (), "weights": None, "strata": None, "arm": None, "before": None,
        "after": None, "answers": None, "codes": None, "floor": None, "thresholds": (),
        "profile": "research", "participant_column": None, "time_column": None,
        "choice_column": None, "target_column": None, "kind_column": None,
    }  # fmt: skip
    measured, _ = read_session(options)
    own = gate_analysis(measured, PROFILES["research"])
    study = out_of(command)
    keys = ("likes", "dislikes", "present", "net", "majority")
    for table, place in (("curve", "interval"), ("statements", "statement")):
        one, two = (named(analysis, table, place) for analysis in (study, own))
        assert one.height == two.height > 0
        columns = [k for k in (*keys, "likers", "dislikers", "verdict") if k in one.columns]
        assert one.select(columns).equals(two.select(columns), null_equal=True), table
    assert "imported from a dial system (simulated)" in " ".join(released["notes"])
    assert released["plan"] == ""
    assert released["deviations"] is None


def named(analysis, table, place):
    """A table with its segments by label, in one order."""
    labels = dict(analysis.segments.select("segment", "label").iter_rows())
    held = getattr(analysis, table)
    return held.with_columns(
        segment=held["segment"].replace_strict(labels), place=held[place].cast(pl.String)
    ).sort("segment", pl.col(place))


def out_of(command):
    """What the study of these files has released."""
    return out_of_named(command, "town")


def out_of_named(command, study):
    """What a study has released."""
    import asyncio

    from pulsemeter.bootstrap import opened
    from pulsemeter.service.study_analysis import released_study

    async def read():
        async with opened(command.data) as stores:
            return await released_study(stores.stores, study)

    return asyncio.run(read())


def test_the_report_says_where_the_reactions_come_from(command, files):
    command.fine(*arguments(files))
    write_results(out_of(command), files / "out", title="Town", simulated=True)
    report = (files / "out" / "report.html").read_text()
    assert "imported from a dial system (simulated), by the mapping with SHA-256" in report
    assert "sealed at the opening" not in report


def test_no_name_of_the_files_is_in_the_store(command, files):
    text = (files / "dials.csv").read_text().replace("p7,", "Zoë Quux,")
    (files / "dials.csv").write_text(text)
    panel = (files / "panel.csv").read_text().replace("p7,", "Zoë Quux,")
    (files / "panel.csv").write_text(panel)
    command.fine(*arguments(files))
    stored = b"".join(path.read_bytes() for path in command.data.iterdir() if path.is_file())
    assert b"Quux" not in stored
    assert b"dials.csv" not in stored
    assert b"a dial system (simulated)" in stored


def test_the_same_again_is_another_session_and_the_audit_log_knows_both(command, files):
    first = command.fine(*arguments(files)).stdout.split()[1]
    second = command.fine(*arguments(files)).stdout.split()[1]
    assert first != second
    shown = command.fine("study", "show", "town").output
    assert f"Session {first}: on_demand, closed, imported" in shown
    assert f"Session {second}: on_demand, closed, imported" in shown
    assert command.fine("audit", "list").output.count("session imported") == 2
    refused = command.refused("session", "plan", first)
    assert "was imported; no plan was sealed before its data" in refused


def test_a_mapping_that_makes_another_study_of_the_name_is_refused(command, files):
    command.fine(*arguments(files))
    changed = MAPPING.replace('title = "Town hall', 'title = "Another hall')
    (files / "mapping.toml").write_text(changed)
    refused = command.refused(*arguments(files))
    assert "the mapping makes another one (other title)" in refused


def test_a_study_in_the_store_gives_what_the_mapping_leaves_out(command, files):
    command.fine("study", "create", command.study)
    own = MAPPING[MAPPING.index("[source]") :]
    (files / "mapping.toml").write_text(own)
    mapping = ("--mapping", files / "mapping.toml", "--study", "talk")
    said = command.fine("import", files / "dials.csv", *mapping, "--preview").output
    assert "240 before or after the stimulus, left out" in said
    assert "region" in said.lower()
    refused = command.refused("import", files / "dials.csv", *mapping[:2], "--study", "nothing")
    assert "there is no study 'nothing' in the store" in refused
    command.data = command.folder / "mistyped"
    refused = command.refused("import", files / "dials.csv", *mapping)
    assert f"no data folder at {command.data}" in refused
    assert not command.data.exists()


def test_a_transcript_comes_along_and_its_bad_lines_are_told(command, files):
    command.fine("study", "create", command.study)
    (files / "mapping.toml").write_text(MAPPING[MAPPING.index("[source]") :])
    (files / "words.srt").write_text(SAID + "\n3\n00:00:xx --> 00:00:29,000\nNever.\n")
    mapping = ("--mapping", files / "mapping.toml", "--study", "talk")
    asked = ("import", files / "dials.csv", *mapping, "--transcript", files / "words.srt")
    told = command.fine(*asked, "--preview").output
    assert "2 statements" in told
    assert "left out of words.srt, line 10: '00:00:xx' is not a time" in told
    assert "left out of words.srt, line 10" in command.fine(*asked).output

    async def kept():
        async with opened(command.data) as stores:
            studies = stores.stores.studies
            (session,) = await studies.sessions()
            return await studies.wording("talk"), await studies.plan(session.code)

    wording, plan = asyncio.run(kept())
    said = [statement.words for statement in wording.of("talk")]
    assert said == ["We will go back there.", "And not because it is easy."]
    assert plan.edition == wording.edition


def test_rows_that_are_left_out_are_told(command, files):
    text = (files / "dials.csv").read_text().replace("\n5,", "\n5,x", 1)
    (files / "dials.csv").write_text(text)
    told = command.fine(*arguments(files))
    assert "is none of the codes of the mapping" in told.output
    again = command.fine(*arguments(files, "--preview")).output
    assert "1 not understood, left out" in again


def test_one_import_at_a_time(command, files):
    with importing(command.data):
        assert "another import" in command.refused(*arguments(files))


def test_a_mapping_that_is_none_is_refused_with_every_mistake(command, files):
    (files / "mapping.toml").write_text("[file]\nlayout = 'tall'\n")
    refused = command.refused(*arguments(files))
    assert "file.layout: 'tall' isn't known" in refused
    assert "source.system: is missing" in refused
    assert not command.data.exists()


def test_the_example_can_be_taken_in(command, project_root):
    folder = project_root / "examples" / "imported_dials"
    mapping = ("--mapping", folder / "mapping.toml", "--study", "dials")
    told = command.fine("import", folder / "dials.csv", *mapping, "--preview").output
    assert "Two halves of a speech (simulated)" in told
    assert "2 statements" in told
    assert "Region, North: 12 persons, can be told" in told
    assert "0 not understood" in told
    command.fine("import", folder / "dials.csv", *mapping)
    found = out_of_named(command, "dials")
    halves = {
        (row["segment"], row["statement"]): row["verdict"]
        for row in found.statements.iter_rows(named=True)
    }
    first, second = found.statement_list["statement"].to_list()
    assert halves["region:north", first] == halves["region:south", second] == "resonates"
