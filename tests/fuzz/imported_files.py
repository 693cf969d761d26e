"""Files of other systems: their subtitles, tables and workbooks, and the mapping of an import."""

import io
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import strategies as st
from tests.fuzz.people_files import MOON_STUDY, TOML_GROWING, in_file
from tests.fuzz.target import Target, around, spoiled, spoiled_text

from pulsemeter.intake import IntakeError
from pulsemeter.intake.import_child import Wanted, read_files
from pulsemeter.intake.import_preview import preview_of
from pulsemeter.intake.read_import import read_import
from pulsemeter.intake.read_mapping import read_mapping
from pulsemeter.intake.workbook import read_workbook
from pulsemeter.service.mapping_form import fields_of, tables_of
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.subtitles import read_subtitles
from pulsemeter.transcript.toml_tables import toml_tables

ASS = (
    b"[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text\n"
    b"Dialogue: 0,0:00:01.00,0:00:04.50,Default,Anna,{\\i1}Hello,\\Nworld{\\i0}\n"
)
TTML = (
    b'<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
    b'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25"><body><div>\n'
    b'<p begin="00:00:01.000" end="00:00:04:12">Hello<br/><span>world</span></p>\n'
    b'<p begin="5s" dur="2s">More</p></div></body></tt>\n'
)
TIMED = b"0:01 Anna: Hello there.\n[00:00:05.5 - 00:00:09] Ben: No.\nand on\n\n0:12\nMore\n"
_TT = "<tt xmlns='http://www.w3.org/ns/ttml'>"
DIALS = Path(__file__).resolve().parents[2] / "examples" / "imported_dials"
MAPPING = (DIALS / "mapping.toml").read_text("utf-8")
LONG_MAPPING = MAPPING.replace('layout = "wide"', 'layout = "long"').replace(
    'prefix = "t"', 'column = "time"'
)
PRESSES = b"user;time_s;button;age;region\nanna;1;+;\nben;2,5;-;\nanna;00:03;x;\n"
PRESS_MAPPING = """[source]
system = "x"
[file]
layout = "long"
[participant]
column = "user"
[time]
unit = "s"
column = "time_s"
[value]
column = "button"
codes = { "+" = "like", "-" = "dislike" }
range = [0, 7]
[[attribute]]
id = "age"
column = "age"
missing = "under_35"
"""


def _workbook():
    book = openpyxl.Workbook()
    rows = (["Respondent", "Region", "t0", "t5"], ["anna", "North", 50, "12"], ["ben", "", 1.5])
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _imported(name):
    """A reader of a file of another system's, by the example's mapping."""
    mapping = read_mapping(MAPPING)

    def read(path):
        found = read_import([path], mapping, "dials", None, panel_path=None, tell=lambda _: None)
        return preview_of(found, [], [])

    return in_file(name, read)


def _uploaded(brought):
    """What the child makes of a file and a mapping; whatever is wrong is told, nothing raised."""
    content, mapping = brought
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "files").mkdir()
        (Path(folder) / "files" / "a.csv").write_bytes(content)
        found = read_files(Path(folder), Wanted(MOON_STUDY, ("a.csv",), mapping))
    assert bool(found.refused) != bool(found.preview)
    fields = fields_of(found.mapping, MOON_STUDY)
    assert fields is None or tables_of(fields, MOON_STUDY) == toml_tables(found.mapping)


TARGETS = [
    Target(
        "subtitles of other systems",
        [
            "transcript/substation.py",
            "transcript/timed_markup.py",
            "transcript/timed_text.py",
            "transcript/found_cues.py",
        ],
        read_subtitles,
        spoiled(ASS, TTML, TIMED, TTML.decode().encode("utf-16")),
        (TranscriptError,),
        [
            around(ASS.decode(), "Dialogue: 0,0:00:01.00,0:00:02.00,D,,a\n"),
            around(ASS.decode(), "{\\"),
            around(ASS.decode(), ","),
            around(f"{_TT}<body><div>", "<p begin='1s' end='2s'>a</p>"),
            around(_TT, "<div>"),
            around(_TT, "<a b='c'/>"),
            around(TIMED.decode(), "0:01 a\n"),
            around("[0:01] ", "a: "),
            around("0:01 ", "1"),
        ],
        small=60_000,
    ),
    Target(
        "mapping of an import",
        ["intake/read_mapping.py"],
        read_mapping,
        spoiled_text(MAPPING, LONG_MAPPING),
        (IntakeError,),
        [(lambda n, g=g: g(n).decode()) for g in TOML_GROWING],
        share=0.5,
    ),
    Target(
        "imported table",
        [
            "intake/import_records.py",
            "intake/mapped_attributes.py",
            "intake/mapped_grid.py",
            "intake/mapped_values.py",
            "intake/understood.py",
            "intake/unused.py",
            "cli/import_session.py",
            "service/import_session.py",
        ],
        _imported("dials.csv"),
        spoiled((DIALS / "dials.csv").read_bytes()[:1_500]),
        (IntakeError, StudyFileError),
        share=0.1,
    ),
    Target(
        "files of an import in the browser",
        ["intake/guess_mapping.py", "intake/import_child.py", "service/mapping_form.py"],
        _uploaded,
        st.tuples(spoiled(PRESSES), st.one_of(st.none(), spoiled_text(PRESS_MAPPING))),
        share=0.3,
    ),
    Target(
        "imported workbook",
        ["intake/workbook.py"],
        lambda source: read_workbook(source, "dials.xlsx"),
        spoiled(_workbook()),
        (IntakeError,),
        share=0.3,
    ),
]
