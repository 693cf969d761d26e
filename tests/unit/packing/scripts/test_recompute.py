"""The scripts of package B on a package made by hand, whose numbers are known without them."""

import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from pulsemeter.packing import scripts
from pulsemeter.packing.scripts.recompute import main, recomputed

FOLDER = Path(scripts.__file__).parent
STIMULI = (
    "stimulus,title,duration_ms,interval_ms,lag_ms,instrument,start\n007,T,12000,5000,1000,{},0\n"
)
HELD = {
    # A window of 1,000..6,000 ms with the lag overlaps the first two intervals.
    "statements": "stimulus,statement,start_ms,end_ms\n007,01,0,5000\n",
    "segments": (
        "segment,label,column,category,persons\nall,All,,,3\nkind:1,One,attribute_kind,1,2\n"
    ),
    "persons": "person,attribute_kind\n1,1\n2,1\n3,\n",
    "reactions": (
        "person,stimulus,target,number,stimulus_ms,kind,choice\n"
        "1,007,speech,1,1500,press,-100\n1,007,speech,2,2000,press,100\n"  # the later one stands
        "2,007,speech,1,500,press,100\n"  # before the window
        "2,007,speech,2,5500,press,-100\n2,007,speech,3,5600,undo,\n"
        "3,007,speech,1,11000,press,-100\n"
    ),
    "presence": (
        "person,stimulus,interval,state,choice\n"
        "1,007,0,pressed,100\n1,007,1,away,\n1,007,2,skipped,\n"
        "2,007,0,pressed,100\n2,007,1,skipped,\n2,007,2,unknown,\n"
        "3,007,0,unknown,\n3,007,1,away,\n3,007,2,pressed,-100\n"  # absent of both
    ),
}
NETS = {
    "two_buttons": {
        ("*", "all"): 1.0, ("*", "kind:1"): 1.0, ("01", "all"): 0.5, ("01", "kind:1"): 0.5,
    },
    "two_buttons_free": {
        # All of person 1's presses count, one against the other.
        ("*", "all"): 0.5, ("*", "kind:1"): 0.5, ("01", "all"): 0.0, ("01", "kind:1"): 0.0,
    },
    "slider": {
        ("*", "all"): 1.0, ("*", "kind:1"): 1.0, ("01", "all"): 1.0, ("01", "kind:1"): 1.0,
    },
}  # fmt: skip


@pytest.fixture(params=list(NETS))
def made(request, tmp_path):
    """A package's folder and its nets."""
    nets = NETS[request.param]
    lines = ["stimulus,target,unit,statement,segment,likers,dislikers,present,net,released_net"]
    lines += [f"007,speech,u,{unit},{segment},,,,{net}," for (unit, segment), net in nets.items()]
    files = HELD | {"stimuli": STIMULI.format(request.param), "headlines": "\n".join(lines) + "\n"}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8-sig")
    return tmp_path, nets


def test_numbers_known_by_hand_come_out(made, capsys):
    folder, nets = made
    rows = recomputed(folder).select("statement", "segment", "net").iter_rows()
    assert {(unit, segment): net for unit, segment, net in rows} == nets
    assert main(folder) == 0
    assert "4 numbers, 0 of them" in capsys.readouterr().out


def test_another_number_is_an_error(made, capsys):
    folder, _ = made
    path = folder / "headlines.csv"
    held = pl.read_csv(path, schema_overrides={"stimulus": pl.String, "statement": pl.String})
    held.with_columns(net=held["net"] + 0.01).write_csv(path)
    assert main(folder) == 1
    assert "4 numbers, 4 of them" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not on this machine")
def test_r_comes_to_the_same(made):
    folder, _ = made
    done = subprocess.run(
        ["Rscript", str(FOLDER / "recompute.R"), str(folder)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 numbers, 0 of them" in " ".join(done.stdout.split())


def test_the_script_needs_nothing_of_the_program(made):
    text = (FOLDER / "recompute.py").read_text("utf-8")
    assert "pulsemeter" not in text.lower()
    folder, _ = made
    shutil.copy(FOLDER / "recompute.py", folder / "recompute.py")
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "recompute.py")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
