"""The folder of results: names that every file system takes, nothing half written."""

from xml.etree import ElementTree

import pytest

from pulsemeter.analysis.analyse import analyse
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.cli.analyse_results import write_results
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.report.style import FIGURE_STYLE


@pytest.fixture(scope="module")
def found():
    """Thirty persons; two regions whose names a file system would not take, nor tell apart."""
    people = [f"p{i}" for i in range(30)]
    return analyse(
        {"participant": people, "stimulus_ms": [2_000] * 30, "choice": [100, -100, 100] * 10},
        {"participant": people, "region": ["a/b", "a?b"] * 15},
        settings=AnalysisSettings(replicates=100),
    )


def test_names_of_figures_are_plain_and_each_once(found, tmp_path):
    count = write_results(found, tmp_path / "new" / "folder", title="x")
    names = sorted(path.name for path in (tmp_path / "new/folder/figures").iterdir())
    assert names == ["curve-all.svg", "curve-region-a-b-2.svg", "curve-region-a-b.svg"]
    written = [path for path in (tmp_path / "new/folder").rglob("*") if path.is_file()]
    assert len(written) == count


def test_files_of_others_are_left_alone(found, tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    write_results(found, tmp_path, title="x")
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_is_named_with_a_remedy(found, tmp_path):
    (tmp_path / "taken").write_text("a file", "utf-8")
    with pytest.raises(Stop, match="choose another folder"):
        write_results(found, tmp_path / "taken", title="x")


def test_a_figure_of_its_own_brings_its_colours(found, tmp_path):
    """In the page they come from the page's sheet; a file has nobody else to bring them."""
    write_results(found, tmp_path, title="x")
    figure = (tmp_path / "figures" / "curve-all.svg").read_text("utf-8")
    assert FIGURE_STYLE in figure
    ElementTree.fromstring(figure)


def test_every_figure_of_simulated_data_says_so(found, tmp_path):
    write_results(found, tmp_path / "made", title="x", simulated=True)
    write_results(found, tmp_path / "asked", title="x")
    for kind, says in (("made", True), ("asked", False)):
        for path in (tmp_path / kind / "figures").iterdir():
            figure = path.read_text("utf-8")
            assert (">simulated</text>" in figure) is says
            ElementTree.fromstring(figure)
