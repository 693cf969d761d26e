"""`pulsemeter analyse` from the command line: files in, tables and figures out, clear refusals."""

import json

import numpy as np
import polars as pl
import pytest


@pytest.fixture
def files(tmp_path):
    """Reactions, panel and statements of 60 persons over a minute, as somebody would bring them."""
    rng = np.random.default_rng(4)
    rows = ["participant,stimulus_ms,choice"]
    for person in range(60):
        likes = person % 3 != 0
        for k in range(12):
            if rng.random() < 0.4:
                choice = 100 if likes == (k < 6) else -100
                rows.append(f"p{person:02},{k * 5_000 + int(rng.integers(0, 5_000))},{choice}")
    held = {
        "reactions": "\n".join(rows),
        "panel": "id,region\n" + "\n".join(f"p{p:02},{'NS'[p % 2]}" for p in range(60)),
        "words": "id,start_ms,end_ms,words\na,0,25000,First words\nb,30000,55000,Last words\n",
    }
    for name, text in held.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def given(files):
    return (
        files / "reactions.csv",
        *("--panel", files / "panel.csv"),
        *("--transcript", files / "words.csv"),
        *("--replicates", 200),
    )


def test_figures_go_to_standard_output_as_json(command, files):
    done = command.fine("analyse", *given(files), "--json", "--contrast", "region=N:S", data=False)
    found = json.loads(done.stdout)
    assert set(found["reliability"]) >= {
        "mean_r",
        "cronbach_alpha",
        "icc_a1",
        "icc_ak",
        "split_half",
    }
    assert set(found["net"]["speech"]) >= {"by_person", "by_press"}
    assert set(found["contrasts"]["N:S"]) >= {"raw", "bh", "by", "holm", "max_t"}
    assert set(found["variance_components"]) == {"person", "statement", "person_statement"}
    whole = [row for row in found["statements"] if row["segment"] == "all"]
    assert [row["verdict"] for row in whole] == ["resonates", "falls_flat"]
    assert len([row for row in found["curve"] if row["segment"] == "all"]) == 12
    assert "Working" in done.stderr


def test_a_folder_gets_tables_figures_and_the_report(command, files):
    out = files / "results"
    done = command.fine("analyse", *given(files), "--out", out, "--title", "Minute", data=False)
    assert "Net approval of the session" in done.stdout
    page = (out / "report.html").read_text("utf-8")
    assert "<title>Minute" in page
    assert "First words" in page
    assert (out / "figures" / "curve-region-N.svg").read_text("utf-8").startswith("<svg")
    curve = pl.read_parquet(out / "tables" / "curve.parquet")
    numbers = json.loads((out / "analysis.json").read_text("utf-8"))
    assert curve["likes"].to_list() == [row["likes"] for row in numbers["curve"]]
    assert "net" in (out / "tables" / "codebook.txt").read_text("utf-8")


def test_a_second_run_with_the_same_seed_says_the_same(command, files):
    runs = [
        command.fine("analyse", *given(files), "--json", "--seed", 7, data=False).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_a_profile_lets_only_rounded_counts_out(command, files):
    done = command.fine("analyse", *given(files), "--json", "--profile", "standard", data=False)
    found = json.loads(done.stdout)
    assert found["released"] == "standard"
    assert {row["likes"] % 2 for row in found["curve"] if row["likes_coding"] == "near"} <= {0}
    assert found["reliability"]["mean_r"] is None
    assert found["net"]["speech"]["by_press"] is None
    # Simultaneous bands need exact persons; what leaves is the interval of rounded counts.
    assert {row["band"] for row in found["curve"]} <= {"pointwise", "none"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "--out"),
        (("--json", "--contrast", "region=N"), "attribute=a:b"),
        (("--json", "--contrast", "region=N:West"), "there are: N, S"),
        (("--json", "--segments", "income"), "income"),
        (("--json", "--value-range", "5"), "0:100"),
        (("--json", "--threshold", "delta"), "KEY=NUMBER"),
        (("--json", "--threshold", "gamma=1"), "verdict.gamma is not known"),
        (("--json", "--weights", "income"), "income"),
        (("--json", "--duration-ms", "20000"), "ends at 20 s"),
        (("--json", "--codes", "attack"), "attack"),
        (("--json", "--before", "q1"), "after"),
        (("--json", "--profile", "sealed", "--weights", "region"), "weight"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(command, files, options, says):
    done = command("analyse", *given(files), *options, data=False)
    assert done.exit_code == 2, done.output
    assert says in done.output
    assert "Traceback" not in done.output


def test_an_attribute_without_a_panel_says_what_to_add(command, files):
    done = command("analyse", files / "reactions.csv", "--json", "--segments", "a", data=False)
    assert done.exit_code == 2
    assert "--panel FILE" in done.output


def test_neither_file_nor_study_is_refused(command):
    done = command("analyse", "--json")
    assert done.exit_code == 2
    assert "--study NAME" in done.output


def test_a_study_that_has_released_nothing_says_so(command):
    command.fine("study", "create", command.study)
    done = command("analyse", "--study", "talk", "--json")
    assert done.exit_code == 2
    assert "no session" in done.output


def test_options_that_make_new_figures_do_not_go_with_a_study(command):
    done = command("analyse", "--study", "talk", "--json", "--lag-ms", 0)
    assert done.exit_code == 2
    assert "--lag-ms doesn't go with --study" in done.output


def test_simulated_data_say_so_in_figures_of_every_kind(command, files):
    done = command.fine("analyse", *given(files), "--json", "--simulated", data=False)
    assert json.loads(done.stdout)["notes"][0] == "simulated: nobody was asked"
    done = command.fine("analyse", *given(files), "--out", files / "o", "--simulated", data=False)
    assert "simulated: nobody was asked" in done.stdout


def test_what_leaves_once_is_for_studies_only(command, files):
    for option in (("--exploratory", "voted"), ("--answers-now",)):
        done = command("analyse", *given(files), "--json", *option, data=False)
        assert done.exit_code == 2
        assert "go with --study NAME" in done.output


ASKED = """
[[question]]
id = "voted"
kind = "single"
exploratory = true
text = "Did you vote?"
answer = [{ id = "yes", label = "Yes" }, { id = "no", label = "No" }]
"""


@pytest.fixture
def asked(command):
    """The code of a session with a question, of 40 people on demand, closed and answered."""
    command.study.write_text(command.study.read_text("utf-8") + ASKED, "utf-8")
    command.fine("study", "create", command.study)
    command.fine(
        "rehearse", "talk", "--on-demand", "--panelists", 40, "--speed", 60, "--calm", "--json"
    )
    return command


def test_answers_leave_with_the_first_analysis_after_the_close(asked):
    first = json.loads(asked.fine("analyse", "--study", "talk", "--json").stdout)
    voted = [row for row in first["answers"] if row["question"] == "voted"]
    assert {row["answer_label"] for row in voted} == {"Yes", "No"}
    assert {row["question"] for row in first["answers"]} == {"overall", "voted"}
    assert not any("exploratory" in note for note in first["notes"])
    second = asked.fine("analyse", "--study", "talk", "--json", "--exploratory", "voted").stdout
    found = json.loads(second)
    assert found["answers"] == first["answers"]
    assert {"voted:yes", "voted:no"} <= {row["segment"] for row in found["statements"]}
    assert any(note.startswith("exploratory:") for note in found["notes"])


def test_an_open_session_has_no_answers_to_tell_and_says_why(command):
    command.study.write_text(command.study.read_text("utf-8") + ASKED, "utf-8")
    command.session()
    refused = command.refused("analyse", "--study", "talk", "--json", "--exploratory", "voted")
    assert "is not closed yet" in refused
