import pytest


def test_create_list_show(command):
    command.begin()
    assert "No studies yet" in command.fine("study", "list").output
    created = command.fine("study", "create", command.study).output
    assert "Study talk is in" in created
    assert "2 statements" in created
    assert f"session open talk --data {command.data}" in created
    assert command.fine("study", "list").output == "talk\tA talk\n"
    shown = command.fine("study", "show", "talk").output
    assert "A talk (talk)" in shown
    assert "smallest group 10, counts in steps of 2" in shown
    assert "North (quota 40), South" in shown
    assert "We choose to go." in shown
    assert "Instrument: two buttons, cadence 5 s, with the moving bar; words: Like" in shown
    assert "study list" in command.refused("study", "show", "moon")


def test_it_says_which_segments_will_be_shown(command):
    created = command.fine("study", "create", command.study, "--panel-size", "50").output
    assert "With 50 persons and the profile standard (smallest group 10):" in created
    assert "Region: North (about 25), South (about 25)" in created
    assert "equally large categories of Region" in created
    assert "depends on the panel" in command.fine("study", "show", "talk").output
    few = command.fine("study", "show", "talk", "--panel-size", "15").output
    assert "Region: will never be shown, its categories are too small to be told apart" in few
    assert (
        "nothing will be shown" in command.fine("study", "show", "talk", "--panel-size", "9").output
    )


def test_what_the_author_should_know_of_the_language_is_said(command):
    text = command.study.read_text("utf-8").replace("[study]\n", '[study]\nlanguage = "ja"\n', 1)
    command.study.write_text(text, "utf-8")
    created = command.fine("study", "create", command.study).output
    assert "Note: line 2, study.language: there are no words for 'ja'" in created
    assert "Study talk is in" in created


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "A talk"', 'titel = "A talk"', "line 3, study.titel: is not a key here"),
        ("30000", '"long"', "line 9, stimulus[0].duration_ms: must be a whole number"),
        ("[consent]", "[consent", "TOML:"),
        ("duration_ms = 30000", 'file = "no.mp4"', "no.mp4"),
        ("duration_ms = 30000", 'file = "talk.vtt"', "talk.vtt"),
        ('"talk.vtt"', '"other.vtt"', "check the name in the study file"),
        ("30000", "20000", "after the end of talk at 20000 ms"),
    ],
)
def test_a_wrong_study_file_is_refused_with_the_remedy_and_nothing_written(command, old, new, told):
    text = command.study.read_text("utf-8")
    assert old in text
    command.study.write_text(text.replace(old, new, 1), "utf-8")
    assert told in command.refused("study", "create", command.study)
    assert not command.data.exists()


def test_files_that_are_no_study(command, tmp_path):
    assert "check the name" in command.refused("study", "create", tmp_path / "none.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in command.refused("study", "create", tmp_path / "b.toml")
    (tmp_path / "c.toml").write_bytes(b"#" * 1_000_001)
    assert "too large" in command.refused("study", "create", tmp_path / "c.toml")
    command.refused("study", "create", tmp_path)


def test_a_broken_video_is_refused_by_its_name(command, tmp_path):
    text = command.study.read_text("utf-8").replace("duration_ms = 30000", 'file = "talk.mp4"')
    command.study.write_text(text, "utf-8")
    (tmp_path / "talk.mp4").write_bytes(b"\x00\x00\x00\x20ftypisom" + bytes(500))
    assert "talk.mp4" in command.refused("study", "create", command.study)


def test_broken_subtitle_lines_are_listed_and_the_good_ones_used(command, tmp_path):
    words = (tmp_path / "talk.vtt").read_text("utf-8")
    (tmp_path / "talk.vtt").write_text(words + "\n00:99.000 --> zz\nLost.\n", "utf-8")
    done = command.fine("study", "create", command.study)
    assert "could not be used" in done.output
    assert "line 9" in done.output
    assert "2 statements" in done.output


def test_a_study_with_sessions_stays_and_so_do_its_files(command, tmp_path):
    text = command.study.read_text("utf-8")
    command.study.write_text(
        text.replace('transcript = "talk.vtt"', 'transcript = "talk.vtt"\ncaptions = "talk.vtt"'),
        "utf-8",
    )
    command.session()
    kept = command.data / "media" / "talk" / "talk.vtt"
    before = kept.read_text("utf-8")
    (tmp_path / "talk.vtt").write_text(before.replace("easy", "hard"), "utf-8")
    assert "new name" in command.refused("study", "create", command.study)
    assert kept.read_text("utf-8") == before
    assert [path.name for path in (command.data / "media").iterdir()] == ["talk"]


def test_versions_of_the_consent_text_are_shown(command):
    code = command.session()
    said = command.fine("study", "consent", "talk").output
    assert said.startswith("Version 1, en:\n  runner: we\n")
    assert f"Session {code} asks for version 1." in said
    assert "no study 'moon'" in command.refused("study", "consent", "moon")


def test_a_changed_consent_text_needs_another_version(command):
    command.fine("study", "create", command.study)
    text = command.study.read_text("utf-8").replace('kept = "presses"', 'kept = "everything"')
    command.study.write_text(text, "utf-8")
    assert "write version = 2 under [consent]" in command.refused("study", "create", command.study)
    command.study.write_text(text.replace("[consent]", "[consent]\nversion = 2"), "utf-8")
    command.fine("study", "create", command.study)
    said = command.fine("study", "consent", "talk").output
    assert said.index("kept: presses") < said.index("Version 2, en:") < said.index("everything")


def test_a_list_of_statements_may_come_before_the_video(command, tmp_path):
    text = command.study.read_text("utf-8").replace("duration_ms = 30000\n", "")
    command.study.write_text(
        text.replace('transcript = "talk.vtt"', 'statements = "s.toml"'), "utf-8"
    )
    (tmp_path / "s.toml").write_text(
        '[[statement]]\nid = "s1"\nstart_ms = 0\nend_ms = 9000\nwords = "We go."\n'
        '[[passage]]\nid = "p1"\ntitle = "All"\nstatements = ["s1"]\n',
        "utf-8",
    )
    assert "1 statement." in command.fine("study", "create", command.study).output
    assert "Passage p1 r1: All (s1)" in command.fine("study", "show", "talk").output
    (tmp_path / "s.toml").write_text("[[passage]]\nid = 5\n", "utf-8")
    assert "holds no statement" in command.refused("study", "create", command.study)
