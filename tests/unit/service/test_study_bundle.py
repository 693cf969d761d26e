import zipfile
from io import BytesIO

import pytest

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.study import Stimulus
from pulsemeter.domain.wording import wording_of
from pulsemeter.service import study_bundle
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.export_study import exported_study
from pulsemeter.service.study_bundle import carried_study, packed, unpacked
from pulsemeter.service.study_reading import StudyFileError

TRANSCRIPT = b"1\n00:00:00,000 --> 00:00:12,000\nWe choose the moon.\n\n2\nbad\nline\n"


def files_of(study, said=(), passages=()):
    exported = exported_study(study, wording_of(study, said, passages))
    return {
        "study.toml": exported.text.encode(),
        **{name: text.encode() for name, text in exported.texts.items()},
    }


def complaint(run, *args):
    with pytest.raises((StudyFileError, StudyRefused)) as refused:
        run(*args)
    return str(refused.value)


def test_what_was_packed_comes_back(make_study, spoken):
    passage = Passage("talk-p01", 1, "talk", "All", ("s1", "s2"))
    study = make_study()
    carried = carried_study(unpacked("a.zip", packed(files_of(study, spoken, (passage,)))))
    assert carried.study == study
    assert tuple(carried.said.statements) == spoken
    assert carried.said.passages == [passage]
    assert carried.notes == ()


def test_the_same_study_packs_to_the_same_bytes(make_study):
    assert packed(files_of(make_study())) == packed(files_of(make_study()))


def test_video_and_captions_are_still_to_be_uploaded(make_study, spoken):
    stimuli = (Stimulus("talk", "A talk", 30_000, "talk.mp4", "talk.vtt"),)
    carried = carried_study(files_of(make_study(stimuli=stimuli), spoken))
    assert carried.study.stimuli == (Stimulus("talk", "A talk", 0),)
    assert carried.notes == ("talk.mp4, talk.vtt of “A talk” are still to be uploaded",)
    assert len(carried.said.statements) == 2


def test_a_transcript_becomes_statements_and_bad_lines_are_told(make_study):
    (text,) = files_of(make_study()).values()
    named = text.replace(
        b'title = "A talk"\nduration', b'title = "A talk"\ntranscript = "sub/a.srt"\nduration'
    )
    assert named != text
    carried = carried_study({"study.toml": named, "a.srt": TRANSCRIPT})
    assert [s.words for s in carried.said.statements] == ["We choose the moon."]
    assert any(note.startswith("sub/a.srt, line") for note in carried.notes)
    assert "sub/a.srt: is named by the study file" in complaint(
        carried_study, {"study.toml": named}
    )


def test_a_file_alone_is_a_study_too(make_study):
    (text,) = files_of(make_study()).values()
    files = unpacked("my talk.toml", text)
    assert list(files) == ["my talk.toml"]
    assert carried_study(files).study == make_study()


def test_what_is_no_study_is_said(make_study):
    assert "isn't among the files" in complaint(carried_study, {"a.srt": b""})
    assert "isn't among the files" in complaint(carried_study, {"a.toml": b"", "b.toml": b""})
    assert "isn't UTF-8" in complaint(carried_study, {"study.toml": b"\xff"})
    assert "study.title" in complaint(carried_study, {"study.toml": b"[study]\nname = 'a'\n"})
    for garbage in (b"PK\x03\x04" + bytes(60), b"", bytes(range(256))):
        assert complaint(carried_study, unpacked("study.toml", garbage))


def test_a_hostile_package_is_refused(monkeypatch):
    monkeypatch.setattr(study_bundle, "FILE_BYTES_MAX", 1_000)
    bomb = packed({"study.toml": bytes(1_001)})
    assert len(bomb) < 300
    assert "longer than" in complaint(unpacked, "a.zip", bomb)
    monkeypatch.setattr(study_bundle, "ALL_BYTES_MAX", 1_500)
    assert "holds more than" in complaint(
        unpacked, "a.zip", packed({"a": bytes(900), "b": bytes(900)})
    )
    monkeypatch.setattr(study_bundle, "STUDY_BYTES_MAX", 10)
    assert "too large for a study file" in complaint(carried_study, {"study.toml": bytes(11)})
    many = packed({f"{n}.txt": b"" for n in range(65)})
    assert "holds 65 files" in complaint(unpacked, "a.zip", many)
    up = unpacked("a.zip", packed({"../../study.toml": b"x", "a\\b.txt": b"y", "c/": b""}))
    assert set(up) == {"study.toml", "b.txt"}


def test_a_damaged_package_is_refused():
    whole = packed({"study.toml": b"words " * 500})
    made = BytesIO(whole)
    with zipfile.ZipFile(made) as package:
        start = package.getinfo("study.toml").header_offset + 45
    broken = whole[:start] + bytes(20) + whole[start + 20 :]
    assert "no ZIP that can be opened" in complaint(unpacked, "a.zip", broken)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_package_damaged_at_any_place_is_refused_or_read(method):
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        package.writestr("study.toml", bytes(range(256)) * 4)
    whole = made.getvalue()
    refused = 0
    for place in range(0, len(whole), 3):
        broken = whole[:place] + b"\xff\x00" + whole[place + 2 :]
        try:
            unpacked("a.zip", broken)
        except StudyFileError:
            refused += 1
    assert refused > len(whole) // 6
