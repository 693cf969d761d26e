"""Unpacks the fonts that npm brings for browsers into files that PDF and films take.

    python scripts/make_fonts.py

Out of each package `@fontsource/noto-sans-*` comes the part for its own script, in two weights, as
a TrueType font in src/pulsemeter/fonts, with the licence beside them. What they hold is not
changed: only the packing for the web is taken off. Latin, Greek, Cyrillic, Arabic and Hebrew are in
DejaVu, which comes with the charts' package.
"""

import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "frontend" / "node_modules" / "@fontsource"
TARGET = ROOT / "src" / "pulsemeter" / "fonts"
WEIGHTS = {400: "Regular", 700: "Bold"}


def make(packages: Path = PACKAGES, target: Path = TARGET) -> list[Path]:
    """Write all fonts anew; what was in the folder goes."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    made = []
    for package in sorted(packages.glob("noto-sans-*")):
        script = package.name.removeprefix("noto-sans-")
        for weight, name in WEIGHTS.items():
            packed = package / "files" / f"{package.name}-{script}-{weight}-normal.woff"
            path = target / f"NotoSans{script.title()}-{name}.ttf"
            with TTFont(packed, recalcTimestamp=False) as font:
                font.flavor = None
                font.save(path)
            made.append(path)
        shutil.copy(package / "LICENSE", target / f"NotoSans{script.title()}-OFL.txt")
    return made


if __name__ == "__main__":
    if not make():
        sys.exit(f"{PACKAGES} holds no fonts; install the front end's packages: make setup")
