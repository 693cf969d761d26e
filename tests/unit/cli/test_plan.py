import json

import pytest


def plan(command, *options):
    return command.fine("plan", *options, data=False)


def test_a_plan_for_a_number_of_persons(command):
    text = plan(command, "--persons", 120, "--duration", "45:00").output
    assert "over 540 intervals at once" in text
    assert "everybody" in text
    assert "30 % like, 15 % dislike" in text
    assert "Traceback" not in text


def test_json_holds_warnings_and_no_session(command):
    found = json.loads(plan(command, "--segment", "a:x=40", "--segment", "a:y=60", "--json").stdout)
    assert [segment["name"] for segment in found["segments"]] == ["a:x", "a:y"]
    assert found["from"] is None
    assert any("divides" in text for text in found["warnings"])
    assert found["differences"][0]["detectable"] == pytest.approx(0.374, abs=0.001)


def test_a_studys_segments_intervals_and_thresholds(command):
    command.study.write_text(command.study.read_text("utf-8") + "\n[verdict]\na = 0.2\n", "utf-8")
    done = plan(command, "--study", command.study, "--persons", 100, "--json")
    found = json.loads(done.stdout)
    assert [segment["persons"] for segment in found["segments"]] == [100, 40, 60]
    assert (found["rule"]["a"], found["intervals"]) == (0.2, 6)


def test_an_earlier_session_is_drawn_from(command):
    lines = ["participant,stimulus_ms,choice"]
    lines += [f"p{p},{k * 5_000},{100 if p % 3 else -100}" for p in range(60) for k in range(6)]
    reactions = command.folder / "presses.csv"
    reactions.write_text("\n".join(lines), "utf-8")
    words = ["--statements", command.folder / "talk.vtt", "--lag-ms", 0]
    options = ["--persons", 40, "--from", reactions, *words, "--replicates", 20]
    text = plan(command, *options).output
    assert "40 of 60" in text
    assert "earlier verdict" in text
    found = json.loads(plan(command, *options, "--json").stdout)["from"]
    assert (found["replicates"], found["seed"]) == (20, 1)
    assert len(found["segments"][0]["statements"]) == 2


def test_the_table_of_powers_names_its_command_and_takes_thresholds(command):
    out = command.folder / "power.md"
    options = ["--verdict-table", "--floor", 10, "--threshold", "a=0.15"]
    assert plan(command, *options, "--out", out).output == ""
    text = out.read_text("utf-8")
    assert f"    pulsemeter plan --verdict-table --floor 10 --threshold a=0.15 --out {out}" in text
    assert "groups of 10 and more" in text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "say how many persons"),
        (["--persons", 0], "--persons"),
        (["--persons", 50, "--like", 30], "Write shares, such as --like 0.30"),
        (["--persons", 50, "--like", 0.7, "--dislike", 0.7], "more than everybody"),
        (["--persons", 50, "--duration", "9:00", "--intervals", 4], "not both"),
        (["--persons", 50, "--duration", "soon"], "isn't a duration"),
        (["--segment", "North"], "name=N"),
        (["--segment", "N=40", "--segment", "N=50"], "given twice"),
        (["--persons", 50, "--threshold", "b=1"], "not known"),
        (["--persons", 50, "--statements", "talk.vtt"], "add --from FILE"),
        (["--persons", 50, "--lag-ms", 0], "add --from FILE"),
        (["--persons", 50, "--out", "x.md"], "--verdict-table"),
        (["--persons", 50, "--from", "none.csv"], "none.csv"),
        (["--study", "none.toml"], "check the name"),
        (["--verdict-table", "--floor", 10, "--out", "none/x.md"], "can't be written"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_the_remedy(command, options, told):
    assert told in " ".join(command.refused("plan", *options, data=False).split())
