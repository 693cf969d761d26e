"""Files that a study names and a machine doesn't have."""

from dataclasses import replace

from pulsemeter.domain.study import Stimulus
from pulsemeter.media.missing_files import missing_files


def test_only_what_is_not_there_is_named(tmp_path, make_study):
    stimulus = Stimulus(
        "a", "A", 60_000, file="a.mp4", captions="a.vtt", captions_in=(("de", "de.vtt"),)
    )
    elsewhere = Stimulus("b", "B", 60_000, address="https://media.example/b.m3u8")
    study = replace(make_study(), stimuli=(stimulus, elsewhere))
    folder = tmp_path / study.name
    folder.mkdir()
    (folder / "a.vtt").touch()
    assert missing_files(tmp_path, study) == [folder / "a.mp4", folder / "de.vtt"]
    for name in stimulus.files:
        (folder / name).touch()
    assert missing_files(tmp_path, study) == []
