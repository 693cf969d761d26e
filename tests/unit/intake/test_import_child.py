"""The program that reads uploaded files leaves a preview and a panel, or the reason why not."""

import msgspec
import numpy as np
import pytest

from pulsemeter.intake.import_child import Panel, Wanted, main
from pulsemeter.service.import_job_ports import ReadFiles

LONG = "user;time_s;button;region\n" + "".join(
    f"p{n};{5 * k};{1 if k % 2 else -1};{'north' if n % 2 else 'south'}\n"
    for n in range(24)
    for k in range(4)
)


@pytest.fixture
def read(tmp_path, make_study):
    """What comes of files by a mapping."""
    (tmp_path / "files").mkdir()

    def run(files, mapping=None):
        for name, text in files.items():
            (tmp_path / "files" / name).write_text(text, "utf-8")
        wanted = Wanted(make_study(), tuple(files), mapping)
        (tmp_path / "wanted.json").write_bytes(msgspec.json.encode(wanted))
        main(tmp_path)
        return msgspec.json.decode((tmp_path / "found.json").read_bytes(), type=ReadFiles)

    return run


def test_a_mapping_is_guessed_and_what_it_gives_is_kept(read, tmp_path):
    found = read({"a.csv": LONG})
    assert found.refused == ""
    assert found.preview.counts[0] == "24 participants"
    assert (found.looked.rows, found.looked.columns[1]) == (96, "time_s")
    assert found.looked.first[0] == ("p0", "0", "-1", "south")
    panel = msgspec.json.decode((tmp_path / "panel.json").read_bytes(), type=Panel)
    assert len(panel.categories) == 24
    assert len(np.load(tmp_path / "records.npy", allow_pickle=False)) == 96
    again = read({"a.csv": LONG}, found.mapping)
    assert again == found


def test_the_attributes_may_stand_in_a_file_of_their_own(read):
    lines = [line.rsplit(";", 1)[0] for line in LONG.splitlines()]
    panel = "id,region\n" + "".join(f"p{n},north\n" for n in range(24))
    mapping = read({"a.csv": "\n".join(lines), "p.csv": panel}).mapping
    mapping += '\n[panel]\nfile = "p.csv"\nparticipant = "id"\n'
    mapping += '[[attribute]]\nid = "region"\ncolumn = "region"\n'
    found = read({"a.csv": "\n".join(lines), "p.csv": panel}, mapping)
    assert found.refused == ""
    odd = read({"a.csv": "x"}, mapping)
    assert "'p.csv' is none of the files that came" in odd.refused


def test_a_file_is_shown_though_the_mapping_does_not_fit(read):
    fitting = read({"a.csv": LONG}).mapping
    found = read({"a.csv": LONG}, fitting.replace('"time_s"', '"when"'))
    assert "when" in found.refused
    assert found.looked.columns[0] == "user"
    assert found.preview is None


def test_a_mapping_that_makes_a_study_is_refused(read):
    mapping = read({"a.csv": LONG}).mapping + "[study]\ntitle = 'x'\n"
    assert "makes a study of its own" in read({"a.csv": LONG}, mapping).refused


def test_a_file_that_nothing_reads_is_told(read):
    found = read({"a.csv": "\x00"})
    assert found.refused.startswith("a.csv can't be used")
    assert (found.looked, found.preview) == (None, None)
