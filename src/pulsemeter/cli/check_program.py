"""Is everything there that the program is made of: Python, packages, pages, ffmpeg, fonts.

Each check takes the place it looks at. Nothing here may change anything or need the network.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

from pulsemeter.cli.finding import Finding
from pulsemeter.media.ffmpeg import MediaError, where_is_ffmpeg
from pulsemeter.service.typefaces import FontsMissing, unknown_signs
from pulsemeter.tally import engine

PYTHON_LEAST = (3, 11)
PROGRAM_WAIT_S = 15
ENCODERS = ("libx264", "aac")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_REMEDY = "build the program's fonts: make setup (or install the program again)"
EAST_ASIA_REMEDY = "pip install 'pulsemeter[cjk]', or: apt-get install fonts-noto-cjk"

# Of each script a sign by which its font is known.
SCRIPTS = {
    "Latin": "Ł", "Greek": "Ω", "Cyrillic": "Ї", "Arabic": "م", "Hebrew": "א", "Devanagari": "क",
    "Bengali": "ক", "Gurmukhi": "ਕ", "Gujarati": "ક", "Oriya": "କ", "Tamil": "க", "Telugu": "క",
    "Kannada": "ಕ", "Malayalam": "ക", "Sinhala": "ක", "Thai": "ก", "Khmer": "ក", "Myanmar": "က",
    "Ethiopic": "ሀ",
}  # fmt: skip
EAST_ASIA = {"Chinese": "中", "Japanese": "の", "Korean": "한"}

_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;]*)")
_BOUND = re.compile(r"(>=|==|<=|!=|~=|<|>)\s*([\d.]+)")


def check_python(version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """Whether this Python is new enough."""
    shown = ".".join(map(str, version))
    if version[:2] < PYTHON_LEAST:
        needed = ".".join(map(str, PYTHON_LEAST))
        return Finding("Python", "bad", shown, f"install Python {needed} or newer")
    return Finding("Python", "good", shown)


def check_packages(
    requirements: Iterable[str] | None = None,
    version_of: Callable[[str], str] = metadata.version,
) -> Finding:
    """Whether each package is there in a version that the program was made for."""
    name = "packages"
    remedy = "install the program again: pip install --upgrade pulsemeter (in a checkout: make)"
    if requirements is None:
        try:
            requirements = metadata.requires("pulsemeter") or []
        except metadata.PackageNotFoundError:
            return Finding(name, "warning", "the program runs without being installed", remedy)
    wrong, count = [], 0
    for requirement in requirements:
        found = _REQUIREMENT.match(requirement)
        if found is None or "extra ==" in requirement:
            continue
        count += 1
        package, bounds = found[1], found[2].strip()
        try:
            version = version_of(package)
        except metadata.PackageNotFoundError:
            wrong.append(f"{package} is missing")
            continue
        if not all(_fits(version, sign, bound) for sign, bound in _BOUND.findall(bounds)):
            wrong.append(f"{package} is {version}, needed is {bounds}")
    if wrong:
        return Finding(name, "bad", "; ".join(wrong), remedy)
    return Finding(name, "good", f"all {count} in versions that fit")


def _fits(version: str, sign: str, bound: str) -> bool:
    have, need = _numbers(version), _numbers(bound)
    width = max(len(have), len(need))
    padded, wanted = ((*part, *[0] * (width - len(part))) for part in (have, need))
    return {
        ">=": padded >= wanted,
        "==": padded == wanted,
        "<=": padded <= wanted,
        "!=": padded != wanted,
        "<": padded < wanted,
        ">": padded > wanted,
        "~=": padded >= wanted and have[: len(need) - 1] == need[:-1],
    }[sign]


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version; what comes before or after a release counts as it."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def check_engine(load: Callable[[], str] = engine.load) -> Finding:
    """What counts the cells of a session: numba where it works, else NumPy, with the reason."""
    name = "counting"
    if not engine.is_installed():
        return Finding(name, "good", "NumPy; numba, which is quicker, comes with the extra `fast`")
    if trouble := load():
        remedy = "pip install --upgrade 'pulsemeter[fast]', or pip uninstall numba"
        return Finding(name, "warning", f"NumPy, since {trouble}", remedy)
    return Finding(name, "good", f"numba {metadata.version('numba')}, the same counts as NumPy")


def check_front_end(assets: Path) -> Finding:
    """Whether the pages' scripts and styles were built."""
    name = "pages"
    remedy = "build them: make setup (or: npm ci && npm run build in the folder frontend)"
    if not (assets / ".vite" / "manifest.json").is_file():
        return Finding(name, "bad", f"{assets} holds no built scripts and styles", remedy)
    scripts = len(list(assets.glob("*.js")))
    if not scripts:
        return Finding(name, "bad", f"{assets} has a list of scripts, and none of them", remedy)
    return Finding(name, "good", f"built ({scripts} scripts)")


def check_ffmpeg(find: Callable[[], Path] = where_is_ffmpeg) -> Finding:
    """Whether an ffmpeg is there, runs, and writes what phones play."""
    name = "ffmpeg"
    remedy = "apt-get install ffmpeg"
    try:
        path = find()
        listed = _said(path, "-hide_banner", "-encoders")
    except MediaError as error:
        return Finding(name, "bad", str(error), remedy)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(name, "bad", f"{path} does not run ({_reason(error)})", remedy)
    have = {words[1] for line in listed.splitlines() if len(words := line.split()) > 1}
    lacking = [encoder for encoder in ENCODERS if encoder not in have]
    if lacking:
        told = f"{path} can't write {' and '.join(lacking)}, which phones need"
        return Finding(name, "bad", told, f"{remedy}, and let it stand first in PATH")
    return Finding(name, "good", f"{path}, with {' and '.join(ENCODERS)}")


def check_browser(search_path: str | None = None) -> Finding:
    """Whether the tests have a browser; nothing else needs one."""
    for program in BROWSERS:
        if found := shutil.which(program, path=search_path):
            return Finding("browser for tests", "good", found)
    return Finding(
        "browser for tests",
        "warning",
        "no Chromium: the tests that drive a real browser are skipped; sessions need none",
        "apt-get install chromium",
    )


def check_fonts(unknown: Callable[[str], str] = unknown_signs) -> Finding:
    """Whether reports, sheets and films can be set in every script; `unknown` tells which signs of
    a text no font has."""
    try:
        lacking, far = (
            [script for script, sign in scripts.items() if unknown(sign)]
            for scripts in (SCRIPTS, EAST_ASIA)
        )
    except FontsMissing as error:
        return Finding("fonts", "bad", str(error), FONT_REMEDY)
    if not lacking and not far:
        return Finding("fonts", "good", f"for {len(SCRIPTS)} scripts and {', '.join(EAST_ASIA)}")
    return Finding(
        "fonts",
        "warning",
        f"none for {', '.join([*lacking, *far])}: such texts are unreadable in PDF and films",
        "; ".join([FONT_REMEDY] * bool(lacking) + [EAST_ASIA_REMEDY] * bool(far)),
    )


def _said(program: Path | str, *arguments: str) -> str:
    """What a program prints; an error when it fails or takes too long."""
    return subprocess.run(
        [str(program), *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=PROGRAM_WAIT_S,
        encoding="utf-8",
        errors="replace",
    ).stdout


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.TimeoutExpired):
        return f"no answer in {PROGRAM_WAIT_S} s"
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with code {error.returncode}"
    return str(getattr(error, "strerror", None) or error)
