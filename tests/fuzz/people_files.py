"""Files that people bring: transcripts, lists, studies, tables of reactions and panels."""

import io
import tempfile
import zipfile
from pathlib import Path

import click
import polars as pl
import pyreadstat
from hypothesis import strategies as st
from tests.fuzz.target import Target, around, repeated, spoiled, spoiled_text
from tests.unit.service.studies import studies

from pulsemeter.cli.analyse_files import read_margins
from pulsemeter.cli.backup import MANIFEST, read_manifest
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.plan_design import read_duration, read_range
from pulsemeter.cli.simulated_panel import truth_for
from pulsemeter.cli.token_cells import read_cells, wish_of
from pulsemeter.cli.vouchers import vouchers_in
from pulsemeter.delivery.read_couriers import CouriersRefused, couriers_of
from pulsemeter.intake import IntakeError, read_panel, read_reactions, read_statements
from pulsemeter.intake.contacts import read_contacts
from pulsemeter.outside import SystemClock
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.erasure_list import HEADER, ListRefused, read_list
from pulsemeter.service.make_tokens import TokensRefused
from pulsemeter.service.read_study import read_study
from pulsemeter.service.study_bundle import carried_study, packed, unpacked
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.service.write_study import write_study
from pulsemeter.simulation.truth import TruthError
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.draft import read_draft
from pulsemeter.transcript.manuscript import ManuscriptError, read_manuscript
from pulsemeter.transcript.passage_list import read_passage_list
from pulsemeter.transcript.statement_list import read_statement_list
from pulsemeter.transcript.subtitles import read_subtitles

MOON = Path(__file__).resolve().parents[2] / "examples" / "moon"
STUDY = (MOON / "study.toml").read_bytes()
LIST = (MOON / "statements.toml").read_bytes()[:6_000]
MOON_STUDY = read_study(STUDY.decode()).study
MOON_SAID = read_statement_list((MOON / "statements.toml").read_text("utf-8"), stimulus="moon")
SRT = (
    b"1\r\n00:00:01,000 --> 00:00:04,000\r\n<i>Hello</i> &amp; {\\an8}welcome\r\n\r\n"
    b"2\n00:05 --> 00:07.5\nB\n"
)
VTT = (
    b"WEBVTT x\n\nNOTE a\n\nc1\n00:01.000 --> 00:02.000 line:0\n"
    b"<v.loud Anna Bell>Yes.</v> <v Ben>No.\n"
)
LONG = b"participant;time_s;choice;target\nanna;1,5;like;a\nben;2;dislike;b\nanna;00:03;;a\n"
WIDE = b"time,anna,ben\n0,1,\n1,0,-1\n2,,1\n"
PANEL = b'id,region,weight\nanna,North,1.5\nben,,0.5\n"c, d","So""uth",1\n'
CONTACTS = "Name;E-Mail;Region\nJos\xe9;a@example.org;North\nAnn;;\n"
TABLE = b"start,end,words,speaker,id\n0,5,One,A,s1\n5,9.5,Two,,s2\n"
PASSAGES = b'\n[[passage]]\nid = "p1"\ntitle = "One"\nstatements = ["s01", "s02"]\n'
DEEP = ".a" * 40


def in_file(name, read):
    """A reader of paths as one of bytes, in a folder of its own."""

    def from_bytes(content):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            return read(path)

    return from_bytes


def _read_labelled(named):
    name, content = named
    return in_file(name, read_reactions)(content)


def _sav(suffix=".sav"):
    frame = pl.DataFrame({"id": ["a", "b"], "time_ms": [1000.0, 2000.0], "choice": [1.0, -1.0]})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        if suffix == ".dta":
            pyreadstat.write_dta(frame, str(path))
        else:
            labels = {"choice": {1.0: "Like", -1.0: "Dislike"}}
            pyreadstat.write_sav(
                frame, str(path), variable_value_labels=labels, compress=suffix == ".zsav"
            )
        return path.read_bytes()


def _parquet():
    held = io.BytesIO()
    pl.DataFrame({"id": ["a"], "time_ms": [1000], "choice": ["like"]}).write_parquet(held)
    return held.getvalue()


def _bundle():
    return packed({"study.toml": STUDY, "statements.toml": LIST, "moon.vtt": VTT})


def _other_packing(method):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as package:
        package.writestr("study.toml", STUDY)
    return held.getvalue()


def _said_where(error):
    """A refusal of a table names a line, a row, a column or the whole file."""
    return "can't be used" in str(error)


def _list_with_passages(text):
    said = read_statement_list(text, "list.toml", stimulus="moon", duration_ms=10**9)
    return read_passage_list(text, "list.toml", said)


def _unpack_and_read(content):
    return carried_study(unpacked("study.zip", content))


def _bomb(length):
    """A package that holds a thousand times its length."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for place in range(60):
            package.writestr(f"{place}.toml", b"\0" * (length * 10))
    return held.getvalue()


def _many_entries(length):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as package:
        for place in range(length // 100):
            package.writestr(f"{place}", b"")
    return held.getvalue()


_TIMED = "00:00:01.000 --> 00:00:02.000\n"
_QUOTES = around('a = "', "\\\\", '"')
TOML_GROWING = [
    *repeated("[[statement]]\n", "[a.b]\n", "x = 1\n", "# a\n", "a.b.c.d = 1\n", "[", '"', "a."),
    around("", "a.", "a = 1"),
    around("[", "a.", "a]"),
    around("a = {", "b.", "b = 1}"),
    around("a = ", "["),
    around("a = ", "[1,"),
    around("a = {", "b={"),
    around("a = ", "9"),
    around('a = """', '"" ', '"""'),
    _QUOTES,
    around("", '"a".', "a = 1"),
    around("", '"\\"".', "a = 1"),
    around("a = [", "1,", "]"),
]

TARGETS = [
    Target(
        "subtitles",
        ["transcript/subtitles.py", "transcript/statements.py"],
        read_subtitles,
        spoiled(SRT, VTT, SRT.decode().encode("utf-16")),
        (TranscriptError,),
        [
            *repeated("a\n", "\n", "-->\n", _TIMED, "<v ", "{\\", "<", "&#9;", "1\n\n", "\r"),
            *repeated(_TIMED + "a\n\n", _TIMED + "<v" + " " * 9_000 + "\n\n"),
            around(_TIMED, "<v a>"),
            around(_TIMED, "<v" + " " * 40),
            around(_TIMED, "&amp;"),
            around(_TIMED + "&#", "9"),
            around(_TIMED, "<v.a", ">"),
            around("", "0", ":00 --> 1"),
            around("WEBVTT\n\n", "NOTE\n"),
        ],
        small=100_000,
    ),
    Target(
        "draft",
        ["transcript/draft.py"],
        lambda text: read_draft(text, "moon", 10**7),
        spoiled_text(SRT.decode(), VTT.decode(), LIST.decode()),
        (TranscriptError,),
        [
            lambda n: _TIMED * (n // 30),
            lambda n: "[[statement]]" + "\n[[" * (n // 3),
            lambda n: "-->" + "\t" * n,
            lambda n: "\n" * n + "[[statement]]",
        ],
        small=30_000,
    ),
    Target(
        "manuscript",
        ["transcript/manuscript.py"],
        read_manuscript,
        spoiled_text("# One\n\nA line. Another line, with signs.\n\nA heading\n\n" + "word " * 60),
        (ManuscriptError,),
        [
            lambda n: "#" * n,
            lambda n: "# " * n,
            lambda n: "a. " * (n // 3),
            lambda n: "\n" * n,
            lambda n: "a" * n,
            lambda n: "# a\n" * (n // 4),
        ],
    ),
    Target(
        "statement list",
        ["transcript/statement_list.py", "transcript/passage_list.py", "transcript/toml_tables.py"],
        _list_with_passages,
        spoiled_text(LIST.decode(), (LIST + PASSAGES).decode()),
        (TranscriptError,),
        [(lambda n, g=g: g(n).decode()) for g in TOML_GROWING],
    ),
    Target(
        "study file",
        [
            "service/read_study.py",
            "service/study_reading.py",
            "service/study_lines.py",
            "service/read_questions.py",
            "service/read_recruitment.py",
            "service/read_stimuli.py",
            "cli/study_files.py",
            "cli/tokens.py",
        ],
        read_study,
        st.one_of(spoiled_text(STUDY.decode()), studies().map(write_study).flatmap(spoiled_text)),
        (StudyFileError,),
        [(lambda n, g=g: g(n).decode()) for g in TOML_GROWING],
        share=0.5,
    ),
    Target(
        "study package",
        ["service/study_bundle.py"],
        _unpack_and_read,
        spoiled(
            _bundle(),
            _other_packing(zipfile.ZIP_LZMA),
            _other_packing(zipfile.ZIP_BZIP2),
            _other_packing(zipfile.ZIP_STORED),
            STUDY,
        ),
        (StudyFileError, StudyRefused, TranscriptError),
        [_bomb, _many_entries, *repeated("PK\x01\x02", "PK\x05\x06", "PK\x03\x04")],
    ),
    Target(
        "reactions, long",
        [
            "intake/delimited.py",
            "intake/text.py",
            "intake/long.py",
            "intake/source.py",
            "intake/table.py",
            "intake/columns.py",
            "intake/choices.py",
            "intake/numerals.py",
            "intake/scale.py",
            "intake/times.py",
            "intake/complaint.py",
            "intake/form.py",
            "intake/reactions.py",
        ],
        in_file("a.csv", read_reactions),
        spoiled(
            LONG, LONG.decode().encode("utf-16"), _parquet(), LONG.replace(b"like", b"jos\x8e")
        ),
        (IntakeError,),
        [
            around("participant,time,choice\n", "a,1,1\n"),
            around("participant,time,choice\n", ","),
            around("", "a,"),
            around("", '"'),
            around("", '"a\n'),
            around("", "\n"),
            around("", "sep=\n"),
            around("participant,time,choice\n", '"a,1,1\n', '"'),
            around("x\n", "a,b\n"),
            around("participant,time,choice\n", "a,1,x\n"),
            around("id,time,choice\n", "a,9:99,1\n"),
            around("participant,time,choice\na,1,", "9"),
            around("", "a;", "\n1;2"),
            around("", "x,x,"),
        ],
        _said_where,
        small=30_000,
    ),
    Target(
        "reactions, wide",
        ["intake/wide.py"],
        in_file("a.csv", lambda path: read_reactions(path, wide=True)),
        spoiled(WIDE),
        (IntakeError,),
        [
            around("time,a,b\n", "1,2,3\n"),
            around("t", ",a", "\n1"),
            lambda n: b"time,a\n" + b"".join(b"%d,1\n" % i for i in range(n // 8)),
        ],
        _said_where,
        small=30_000,
    ),
    Target(
        "panel",
        ["intake/panel.py"],
        in_file("a.csv", lambda path: read_panel(path, weight_column="weight")),
        spoiled(PANEL),
        (IntakeError,),
        [
            around("id,region,weight\n", "a,b,1\n"),
            around("id,weight\n", "a,\n"),
            around("id", ",r", "\na"),
        ],
        _said_where,
        small=30_000,
    ),
    Target(
        "file of SPSS or Stata, in a child",
        ["intake/spss.py", "intake/read_apart.py", "intake/table_child.py"],
        _read_labelled,
        st.one_of(
            st.tuples(st.just("a.sav"), spoiled(_sav(), _sav(".zsav"))),
            st.tuples(st.just("a.dta"), spoiled(_sav(".dta"))),
        ),
        (IntakeError,),
        [lambda n: ("a.sav", b"$FL2\x00" * (n // 5)), lambda n: ("a.dta", _sav(".dta") + bytes(n))],
        _said_where,
        # A child for each takes a second of the wall; its CPU time has a limit of its own.
        share=0.05,
    ),
    Target(
        "contacts",
        ["intake/contacts.py"],
        in_file("a.csv", lambda path: read_contacts(path, ("Region",))),
        spoiled(CONTACTS.encode(), CONTACTS.encode("cp1252")),
        (IntakeError,),
        [around("name,email\n", "a,b\n"), around("name\n", ",\n")],
        _said_where,
        small=30_000,
    ),
    Target(
        "statements",
        ["intake/statements.py"],
        in_file("a.csv", lambda path: read_statements(path, duration_ms=60_000)),
        spoiled(TABLE, SRT, VTT, LIST),
        (IntakeError,),
        [around("start,end,words\n", "1,2,a\n"), around("start,words\n", "1,\n")],
        _said_where,
    ),
    Target(
        "margins",
        ["cli/analyse_files.py"],
        in_file("a.toml", lambda path: read_margins(str(path))),
        spoiled(b'[region]\nNorth = 0.4\n"So uth" = 0.6\n'),
        (Stop,),
        TOML_GROWING,
    ),
    Target(
        "truth of a simulated panel",
        ["cli/simulated_panel.py"],
        in_file("truth.toml", lambda path: truth_for(MOON_STUDY, MOON_SAID, path.parent)),
        spoiled((MOON / "truth.toml").read_bytes()),
        (TruthError,),
        TOML_GROWING,
    ),
    Target(
        "couriers",
        ["delivery/read_couriers.py", "delivery/courier_file.py"],
        in_file("a.toml", lambda path: couriers_of(path, b"master", SystemClock())),
        spoiled(
            b'[mail]\nhost = "a.example"\nsender = "a@b.example"\nport = 25\n[webhook]\n'
            b"allow_private = true\n"
        ),
        (CouriersRefused,),
        TOML_GROWING,
    ),
    Target(
        "list of erasures",
        ["service/erasure_list.py", "bootstrap/server.py"],
        lambda text: read_list(text, "erased.txt"),
        spoiled_text(f"{HEADER}\n{'0a' * 32}\n"),
        (ListRefused,),
        [lambda n: f"{HEADER}\n" + ("0a" * 32 + "\n") * (n // 65)],
    ),
    Target(
        "cells of links",
        ["cli/token_cells.py"],
        in_file("a.csv", read_cells),
        spoiled(b"age,region,count\nunder_35,north,40\n"),
        (TokensRefused,),
        [
            around("age,count\n", "a,1\n"),
            around("", "a,"),
            around("age,count\n", '"'),
            around("count\n", "9"),
        ],
    ),
    Target(
        "a cell of links",
        [],
        wish_of,
        spoiled_text("age=under_35,region=north:40"),
        (TokensRefused,),
        [lambda n: "a=b," * (n // 4) + ":1", lambda n: "a=b:" + "9" * n],
    ),
    Target(
        "durations and ranges of the command line",
        ["cli/plan_design.py"],
        lambda text: (read_duration(text), read_range(text)),
        st.one_of(spoiled_text("1:30:00"), spoiled_text("-100:100")),
        (click.BadParameter,),
        [lambda n: "9" * n, lambda n: "1:" * n],
    ),
    Target(
        "vouchers",
        ["cli/vouchers.py"],
        vouchers_in,
        spoiled_text(f"a;b;{'A' * 26}\n"),
        (),
        [lambda n: ";" * n, lambda n: "\n" * n],
    ),
    Target(
        "manifest of a backup",
        ["cli/backup.py"],
        in_file(MANIFEST, lambda path: read_manifest(path.parent)),
        spoiled(b'{"format": 1, "program": "0", "made": "x", "files": {"a": "b"}, "media": false}'),
        (Stop,),
        [around('{"a":', "[")],
    ),
]
