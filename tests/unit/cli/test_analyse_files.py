"""Files and options of `pulsemeter analyse` become one session; options go before files."""

import re
from pathlib import Path

import pytest

from pulsemeter import intake
from pulsemeter.cli.analyse import analyse
from pulsemeter.cli.analyse_files import read_session
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.intake import IntakeError


def options(**given):
    """Every option at its default, but for those given."""
    held = analyse.make_context("analyse", ["x.csv", "--json"]).params
    assert set(given) <= set(held)
    return {**held, **given}


@pytest.fixture
def wide(tmp_path):
    path = tmp_path / "wide.csv"
    lines = ["time,a,b,c"] + [f"{second},1,0,-1" for second in range(30)]
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_wide_file_brings_its_own_step_and_length(wide):
    measured, notes = read_session(options(reactions=wide, wide=True))
    assert measured.settings.interval_ms == 1_000
    assert measured.matrix.duration_ms == 30_000
    assert measured.matrix.presence_known
    assert any("seconds" in note for note in notes)


def test_an_option_goes_before_the_files_own_step(wide):
    measured, _ = read_session(options(reactions=wide, wide=True, interval_ms=5_000))
    assert measured.matrix.intervals == 6


def test_passages_and_codes_come_with_the_statements(tmp_path, wide):
    table = tmp_path / "words.csv"
    table.write_text("start_s,end_s,words,passage,attack\n0,10,A,x,1\n10,20,B,x,0\n", "utf-8")
    measured, _ = read_session(options(reactions=wide, wide=True, transcript=table, codes="attack"))
    assert measured.statements["passage"].to_list() == ["x", "x"]
    assert measured.statements["attack"].to_list() == ["1", "0"]


def test_margins_come_from_a_file(tmp_path, wide):
    (tmp_path / "panel.csv").write_text("id,region\na,N\nb,S\nc,S\n", "utf-8")
    (tmp_path / "m.toml").write_text("[region]\nN = 0.5\nS = 0.5\n", "utf-8")
    measured, _ = read_session(
        options(
            reactions=wide,
            wide=True,
            panel=tmp_path / "panel.csv",
            weights=str(tmp_path / "m.toml"),
        )
    )
    assert measured.segments.weights.round(2).tolist() == [1.5, 0.75, 0.75]


@pytest.mark.parametrize("text", ["", "region = 3", "[region]", "=", "[region"])
def test_a_file_that_holds_no_margins_is_named(tmp_path, wide, text):
    (tmp_path / "panel.csv").write_text("id,region\na,N\nb,S\nc,S\n", "utf-8")
    (tmp_path / "m.toml").write_text(text, "utf-8")
    with pytest.raises(Stop, match=r"m\.toml"):
        read_session(
            options(
                reactions=wide,
                wide=True,
                panel=tmp_path / "panel.csv",
                weights=str(tmp_path / "m.toml"),
            )
        )


def test_a_column_of_weights_keeps_its_name(tmp_path, wide):
    (tmp_path / "panel.csv").write_text("id,region,w\na,N,2\nb,S,1\nc,S,1\n", "utf-8")
    measured, _ = read_session(
        options(reactions=wide, wide=True, panel=tmp_path / "panel.csv", weights="w")
    )
    assert measured.segments.weights.tolist() == [1.5, 0.75, 0.75]
    assert measured.segments.ids == ("all", "region:N", "region:S")


def test_a_column_of_an_unknown_name_can_be_named(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("wer,stimulus_ms,choice\na,100,100\n", "utf-8")
    measured, _ = read_session(options(reactions=path, participant_column="wer"))
    assert measured.matrix.participants == ("a",)


def test_every_option_that_a_refusal_names_is_there():
    """Whoever is told to use an option must find it."""
    known = {option for parameter in analyse.params for option in parameter.opts}
    folder = Path(intake.__file__).parent
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r"--[a-z]+(?:-[a-z]+)*", text))
    assert named
    assert named <= known


def test_the_column_of_participants_may_be_the_panels(tmp_path, wide):
    panel = tmp_path / "panel.csv"
    panel.write_text("wer,region\na,N\nb,S\nc,S\n", "utf-8")
    measured, _ = read_session(
        options(reactions=wide, wide=True, panel=panel, participant_column="wer")
    )
    assert measured.segments.ids == ("all", "region:N", "region:S")
    long = tmp_path / "long.csv"
    long.write_text("participant,stimulus_ms,choice\na,100,100\n", "utf-8")
    measured, _ = read_session(options(reactions=long, panel=panel, participant_column="wer"))
    assert measured.matrix.participants == ("a", "b", "c")
    with pytest.raises(IntakeError, match="nobody"):
        read_session(options(reactions=long, panel=panel, participant_column="nobody"))
