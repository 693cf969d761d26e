"""Files of other systems come in as they were meant, whatever their layout and format."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.intake.imports import (
    FORMATS,
    LAYOUTS,
    STUDY,
    TRUTH,
    VALUES,
    expected,
    export,
    read,
    told,
    write,
)

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.study import Attribute, Category, Consent, Stimulus, Study
from pulsemeter.intake.complaint import IntakeError
from pulsemeter.service.study_reading import StudyFileError

LONG = (
    STUDY
    + '[file]\nlayout = "long"\n[participant]\ncolumn = "ID"\n[time]\nunit = "s"\ncolumn = "t"\n'
)
PRESSES = VALUES.format(column='column = "v"\n')


def long_file(folder: Path, text: str, name: str = "all.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_in_every_format_gives_the_same_panel(
    tmp_path: Path, layout: str, kind: str
) -> None:
    found = read(*export(tmp_path, layout, kind))
    assert told(found) == expected()
    assert found.counts == {"press": 16, "skipped": 11}
    assert (found.unused.wrong, found.unused.outside, found.filled) == (0, 0, 0)
    assert found.study.simulated


def test_nothing_of_what_participants_were_called_gets_out(tmp_path: Path) -> None:
    found = read(*export(tmp_path, "long", "csv"))
    out = repr((found.study, found.panel, found.origin, found.sample, found.counts, found.notes))
    assert not any(name in out for name in TRUTH)
    many = read(*export(tmp_path, "file_per_participant", "csv"))
    assert "p3" not in repr((many.study, many.panel, many.origin, many.counts))


delimiters = st.sampled_from([",", ";", "\t", "|", ":", "^", "~", " ", "¦", "§", "あ"])
encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp1251"])
ends = st.sampled_from(["\n", "\r\n", "\r"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(delimiter=delimiters, encoding=encodings, end=ends, mixed=st.booleans())
def test_any_delimiter_encoding_and_line_end(
    tmp_path: Path, delimiter: str, encoding: str, end: str, mixed: bool
) -> None:
    lines = [delimiter.join(("ID", "t", "v"))]
    for name, (_, values) in TRUTH.items():
        plain = name.replace("ç", "c").replace("é", "e")
        lines += [
            delimiter.join((plain, str(k), str(v))) for k, v in enumerate(values) if v is not None
        ]
    other = "\n" if end != "\r" and mixed else end
    text = "".join(line + (other if n % 3 == 0 else end) for n, line in enumerate(lines))
    try:
        source = text.encode(encoding)
    except UnicodeEncodeError:
        return  # this encoding has no such delimiter
    path = tmp_path / "all.csv"
    path.write_bytes(source)
    rule = f'delimiter = "{delimiter}"\nencoding = "{encoding}"\n'.replace("\t", "\\t")
    mapping = LONG.replace('layout = "long"\n', f'layout = "long"\n{rule}') + PRESSES
    found = read([path], mapping)
    assert sum(told(found, attribute=None).values()) == len(TRUTH)
    assert {rows for _, rows in told(found, attribute=None)} == {rows for _, rows in expected()}


def test_rows_that_cannot_be_used_are_listed_with_line_column_value_and_reason(
    tmp_path: Path,
) -> None:
    text = "ID,t,v\n" + "anna,1,1\n" * 400
    text += "ben,nan,1\nben,inf,1\nben,soon,1\n,2,1\nben,2,maybe\nben,2,1e999\nben,3,-1\n"
    found = read([long_file(tmp_path, text)], LONG + PRESSES + "[limits]\nunused_percent = 2\n")
    assert found.unused.found == [
        "line 405, ID: an empty field names no participant of the row",
        "line 402, t: 'nan' is no number of seconds",
        "line 403, t: 'inf' is no number of seconds",
        "line 404, t: 'soon' is no number of seconds",
        "line 406, v: 'maybe' is none of the codes of the mapping",
        "line 407, v: '1e999' is none of the codes of the mapping",
    ]
    assert (found.unused.wrong, found.unused.percent) == (6, 2)
    assert found.origin.unused_percent == 2
    assert "399 rows are of the same participant and time" in found.notes[0]


def test_more_unusable_rows_than_the_mapping_allows_are_refused(tmp_path: Path) -> None:
    text = "ID,t,v\n" + "anna,1,1\n" * 98 + "ben,2,maybe\n" * 2
    with pytest.raises(IntakeError, match=r"2 of 100 rows can't be used, more than 1 %") as refused:
        read([long_file(tmp_path, text)], LONG + PRESSES)
    assert "line 100, v: 'maybe'" in str(refused.value)


def test_a_file_of_which_nothing_can_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="no row could be used: 1 read"):
        read([long_file(tmp_path, "ID,t,v\nanna,7,1\n")], LONG + PRESSES)


def test_times_backwards_before_and_after_the_stimulus(tmp_path: Path) -> None:
    text = "ID,t,v\nanna,5,1\nanna,2,-1\nanna,-1,1\nanna,6,1\nanna,5.999,-1\n"
    found = read([long_file(tmp_path, text)], LONG + PRESSES)
    assert found.unused.outside == 2
    assert told(found, attribute=None) == {
        ("", ((2_000, "press", -100), (5_000, "press", 100), (5_999, "press", -100))): 1
    }
    assert any("1 row is earlier than the one above" in note for note in found.notes)


def test_an_offset_moves_every_time(tmp_path: Path) -> None:
    mapping = LONG.replace('unit = "s"', 'unit = "s"\noffset_ms = -2500') + PRESSES
    found = read([long_file(tmp_path, "ID,t,v\nanna,2,1\nanna,4,1\n")], mapping)
    assert told(found, attribute=None) == {("", ((1_500, "press", 100),)): 1}
    assert found.unused.outside == 1


def test_missing_values_become_what_the_mapping_says(tmp_path: Path) -> None:
    text = "ID,t,v\nanna,0,1\nanna,1,-99\nanna,2,\nanna,3,NA\n"
    values = PRESSES + 'missing = ["-99"]\n'
    silent = read([long_file(tmp_path, text)], LONG + values)
    assert silent.counts == {"press": 1}
    assert silent.unused.missing == 3
    away = read([long_file(tmp_path, text)], LONG + values + '[presence]\nmissing = "away"\n')
    assert away.counts == {"away": 3, "press": 1}
    assert away.origin.missing == "not there"


def test_silence_is_presence_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    path = long_file(tmp_path, "ID,t,v\nanna,0,1\nben,2.5,-1\n")
    assert read([path], LONG + PRESSES).counts == {"press": 2}
    found = read([path], LONG + PRESSES + '[presence]\nsilence = "skipped"\n')
    assert found.counts == {"press": 2, "skipped": 10}
    assert found.filled == 10
    assert (
        told(found, attribute=None)[
            "",
            (
                (0, "press", 100),
                *((1_000 * k, "skipped", 0) for k in range(1, 6)),
            ),
        ]
        == 1
    )


def test_a_dial_that_writes_changes_only_keeps_its_value(tmp_path: Path) -> None:
    mapping = (LONG + '[value]\ncolumn = "v"\nrange = [0, 100]\nheld = true\n').replace(
        "[instrument]\n", '[instrument]\nkind = "slider"\n'
    )
    found = read([long_file(tmp_path, "ID,t,v\nanna,1.5,75\nanna,4,0\nben,0,50\n")], mapping)
    assert told(found, attribute=None) == {
        (
            "",
            (
                (1_500, "press", 50),
                (2_000, "press", 50),
                (3_000, "press", 50),
                (4_000, "press", -100),
                (5_000, "press", -100),
            ),
        ): 1,
        ("", tuple((1_000 * k, "press", 0) for k in range(6))): 1,
    }


def test_two_targets_are_told_apart(tmp_path: Path) -> None:
    mapping = (
        LONG + PRESSES + 'target_column = "who"\ntargets = {"A" = "Anna Berg", "B" = "Ole Dahl"}\n'
    ).replace(
        "cadence_ms = 1000",
        'cadence_ms = 1000\nkind = "two_buttons_per_target"\n'
        '[[instrument.target]]\nname = "Anna Berg"\n[[instrument.target]]\nname = "Ole Dahl"',
    ) + "[limits]\nunused_percent = 30\n"
    text = "ID,t,v,who\nx,0,1,A\nx,1,-1,b\nx,2,1,ole dahl\nx,3,1,C\nx,4,0,\n"
    found = read([long_file(tmp_path, text)], mapping)
    records = np.sort(found.panel.records, order="clock_ms")
    assert records["target"].tolist() == [0, 1, 1, 0]
    assert records["kind"].tolist() == [RecordKind.PRESS] * 3 + [RecordKind.PRESENCE]
    assert found.unused.found == ["line 5, who: 'C' is none of the targets Anna Berg, Ole Dahl"]


def held_study(**changes: object) -> Study:
    return Study(
        **{
            "name": "town",
            "title": "Town hall",
            "question": "",
            "stimuli": (Stimulus("speech", "The speech", 6_000),),
            "attributes": (
                Attribute(
                    "region", "Region", "Region",
                    (Category("n", "North"), Category("s", "South"), Category("x", "Elsewhere")),
                ),
            ),
            "consent": Consent("a", "b", "c", "d"),
            "instrument": Instrument(cadence_ms=1_000, cue=False),
            **changes,
        }
    )  # fmt: skip


def test_a_study_in_the_store_says_what_the_mapping_leaves_out(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "wide", "csv")
    mapping = '[source]\nsystem = "dials"\n' + mapping[mapping.index("[file]") :]
    found = read(paths, mapping, study=held_study())
    assert found.study == held_study()
    assert {person["region"] for person in found.panel.categories} == {"n", "s"}


def test_attributes_of_a_study_in_the_store_must_all_be_told(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "wide", "csv")
    mapping = '[source]\nsystem = "dials"\n' + mapping[mapping.index("[file]") :]
    age = Attribute("age", "Age", "Age", (Category("y", "Young"), Category("o", "Old")))
    two = held_study(attributes=(*held_study().attributes, age))
    with pytest.raises(IntakeError, match="nothing says where the study's 'age' stand"):
        read(paths, mapping, study=two)


def test_without_a_study_anywhere_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "wide", "csv")
    mapping = '[source]\nsystem = "dials"\n' + mapping[mapping.index("[file]") :]
    with pytest.raises(IntakeError, match=r"there is no study 'town' in the store.*Add \[study\]"):
        read(paths, mapping)


def test_a_section_that_makes_no_study_is_refused_by_its_own_reader(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "wide", "csv")
    with pytest.raises(StudyFileError, match=r"study\.profile"):
        read(paths, mapping.replace('"research"', '"none"'))


def test_codes_that_the_instrument_cannot_give_are_refused(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "wide", "csv")
    with pytest.raises(IntakeError, match="'1' stands for 30, which two buttons can't give"):
        read(paths, mapping.replace('"1" = "like"', '"1" = 30'))


def test_the_most_hostile_numbers_of_files_and_rows_are_refused(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "wide", "csv")
    with pytest.raises(IntakeError, match="wide is of one file; 2 were given"):
        read(paths * 2, mapping)
    paths, mapping = export(tmp_path, "long", "csv")
    with pytest.raises(IntakeError, match="files are called alike: 'all'"):
        read(paths * 2, mapping)
    with pytest.raises(IntakeError, match="5,001 files; at most 5,000"):
        read([tmp_path / f"{n}.csv" for n in range(5_001)], mapping)


def test_several_long_files_are_one_session(tmp_path: Path) -> None:
    first = long_file(tmp_path, "ID,t,v\nanna,0,1\n", "one.csv")
    second = long_file(tmp_path, "ID;t;v\nanna;1;-1\nben;0;bad\n", "two.csv")
    found = read([first, second], LONG + PRESSES + "[limits]\nunused_percent = 50\n")
    assert told(found, attribute=None) == {("", ((0, "press", 100), (1_000, "press", -100))): 1}
    assert found.unused.found == ["two.csv, line 3, v: 'bad' is none of the codes of the mapping"]
    assert [row.place for row in found.sample] == ["one.csv, line 2", "two.csv, line 2"]


def test_zero_bytes_and_broken_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_bytes(b"ID,t,v\nanna,0,1\n" + b"ben,1,\x00\n" * 3000)
    with pytest.raises(IntakeError, match="line 3: holds a zero byte"):
        read([path], LONG + PRESSES)


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    heads = ",".join(f"s{k}" for k in range(1_000_000))
    path.write_text(f"ID,{heads}\nanna" + ",1" * 1_000_000 + "\n")
    _, mapping = export(tmp_path, "wide", "csv")
    path.write_text(f"ID,{heads}\nanna" + ",1" * 1_000_000 + "\n")
    with pytest.raises(IntakeError, match="columns; at most 20,000 are read"):
        read([path], mapping)


def test_presence_codes_reach_the_records(tmp_path: Path) -> None:
    mapping = LONG + PRESSES.replace('"0" = "skipped"', '"0" = "away", "5" = "skipped"')
    found = read([long_file(tmp_path, "ID,t,v\na,0,0\na,1,5\na,2,1\n")], mapping)
    records = np.sort(found.panel.records, order="clock_ms")
    assert records["choice"].tolist() == [AWAY, SKIPPED, 100]


def test_steps_and_numbers_as_codes(tmp_path: Path) -> None:
    mapping = (LONG + '[value]\ncolumn = "v"\ncodes = {"a" = "strong_like", "b" = "like", '
               '"c" = "dislike", "d" = -100}\n').replace(
        "[instrument]\n", '[instrument]\nkind = "four_steps"\n'
    )  # fmt: skip
    text = "ID,t,v\nx,0,A\nx,1,b\nx,2,C\nx,3,d\n"
    found = read([long_file(tmp_path, text)], mapping)
    assert np.sort(found.panel.records, order="clock_ms")["choice"].tolist() == [100, 50, -50, -100]
    assert found.study.instrument.kind is InstrumentKind.FOUR_STEPS


def test_attributes_beside_several_files_need_their_own(tmp_path: Path) -> None:
    paths, mapping = export(tmp_path, "long", "csv")
    other = write(tmp_path / "other", "csv", ["ID", "t", "v", "Region"], [["x", 0, 1, "North"]])
    with pytest.raises(IntakeError, match=r"need a file of their own: see \[panel\]"):
        read([*paths, other], mapping)
