import sys

import pytest

from pulsemeter.cli.check_program import (
    check_browser,
    check_engine,
    check_ffmpeg,
    check_fonts,
    check_front_end,
    check_packages,
    check_python,
)
from pulsemeter.service.typefaces import FontsMissing, unknown_signs
from pulsemeter.web.templates import ASSETS


def program(path, says):
    """A program that prints this, whatever it is asked."""
    path.write_text(f"#!/bin/sh\n{says}\n", "utf-8")
    path.chmod(0o755)
    return path


def test_python():
    assert check_python().state == "good"
    old = check_python((3, 10, 4))
    assert (old.state, old.found) == ("bad", "3.10.4")
    assert "3.11" in old.remedy
    assert check_python((4, 0, 0)).state == "good"


def test_the_packages_of_this_program_fit():
    found = check_packages()
    assert found.state == "good", found


def test_what_counts():
    found = check_engine()
    assert (found.state, found.found.split()[0]) == ("good", "numba")
    broken = check_engine(lambda: "numba doesn't work here (OSError: no LLVM)")
    assert broken.state == "warning"
    assert broken.found == "NumPy, since numba doesn't work here (OSError: no LLVM)"
    assert "pulsemeter[fast]" in broken.remedy


def test_what_counts_without_numba(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    found = check_engine()
    assert (found.state, found.remedy) == ("good", "")
    assert "NumPy" in found.found
    assert "`fast`" in found.found


def test_a_package_that_is_missing_too_old_or_too_new():
    found = check_packages(
        [
            "click>=8.1",
            "no-such-package-anywhere>=1",
            "numpy>=99.0",
            "scipy<1,>=0.1",
            "segno!=1; python_version > '3'",
            "left-out>=3; extra == 'more'",
        ]
    )
    assert found.state == "bad"
    assert "no-such-package-anywhere is missing" in found.found
    assert "numpy is" in found.found
    assert "needed is >=99.0" in found.found
    assert "scipy is" in found.found
    for innocent in ("click", "segno", "left-out"):
        assert innocent not in found.found


@pytest.mark.parametrize(
    ("version", "bounds", "fits"),
    [
        ("2.10", ">=2.9", True),
        ("2.10.1rc1", ">=2.10", True),
        ("2.3", "==2.3.0", True),
        ("2.3.1", "==2.3", False),
        ("1.4.9", "~=1.4.2", True),
        ("1.5", "~=1.4.2", False),
        ("3", "<=3,>2", True),
        ("2", "<2", False),
        ("2", "!=2", False),
    ],
)
def test_versions_are_compared_by_their_numbers(version, bounds, fits):
    found = check_packages([f"thing{bounds}"], lambda _: version)
    assert (found.state == "good") is fits


def test_pages_that_were_not_built(tmp_path):
    assert check_front_end(ASSETS).state == "good"
    missing = check_front_end(tmp_path)
    assert missing.state == "bad"
    assert "make setup" in missing.remedy
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text("{}")
    assert check_front_end(tmp_path).state == "bad"


def test_a_machine_without_ffmpeg_in_its_path_uses_the_packaged_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = check_ffmpeg()
    assert found.state == "good"
    assert "imageio_ffmpeg" in found.found


def test_an_ffmpeg_that_is_gone_breaks_or_lacks_an_encoder(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    program(tmp_path / "ffmpeg", "echo ' V....D libx264 H.264'; echo ' A....D aac AAC'")
    assert check_ffmpeg().state == "good"
    program(tmp_path / "ffmpeg", "echo ' V....D libx265 H.265'; echo ' A....D aac AAC'")
    lacking = check_ffmpeg()
    assert lacking.state == "bad"
    assert "libx264" in lacking.found
    assert "aac" not in lacking.found
    program(tmp_path / "ffmpeg", "exit 3")
    assert "code 3" in check_ffmpeg().found
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "gone"))
    gone = check_ffmpeg()
    assert gone.state == "bad"
    assert "apt-get install ffmpeg" in gone.remedy


def test_a_browser_is_for_tests_only(tmp_path):
    assert check_browser(str(tmp_path)).state == "warning"
    program(tmp_path / "chromium", "exit 0")
    assert check_browser(str(tmp_path)).state == "good"


def test_the_programs_own_fonts_are_found():
    assert check_fonts(lambda text: unknown_signs(text, with_machine=False)).state == "good"


@pytest.mark.parametrize(
    ("lacking", "named", "remedy"),
    [("क", "none for Devanagari:", "make setup"), ("中の", "none for Chinese, Japanese:", "[cjk]")],
)
def test_scripts_without_a_font_are_named(lacking, named, remedy):
    found = check_fonts(lambda text: "".join(sign for sign in text if sign in lacking))
    assert found.state == "warning"
    assert named in found.found
    assert remedy in found.remedy


def test_without_the_charts_package_fonts_are_missing():
    def gone(text):
        raise FontsMissing("the fonts are missing")

    assert check_fonts(gone).state == "bad"
