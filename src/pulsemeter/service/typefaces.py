"""The fonts for what is printed and drawn, and which signs each has.

DejaVu comes with the charts' package: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian,
Lao. Noto for the scripts of India and South East Asia and for Ethiopic is built at set-up into
`fonts/`. Chinese, Japanese and Korean come with the extra `cjk`. What none of these has is looked
for on the machine.
This module must not know what is said or how it is drawn.
"""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pulsemeter.report.typst_text import east_asian

_OWN = Path(__file__).resolve().parent.parent / "fonts"
_PLAIN = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
_ENDING = {False: "-Regular.ttf", True: "-Bold.ttf"}
_EAST_ASIAN = "justmytype_intl_cjk"


class FontsMissing(RuntimeError):
    """The program's own fonts aren't where they should be."""


def font_folders() -> list[Path]:
    """Where the program's own fonts lie. FontsMissing where the charts' package lacks them."""
    charts = _package("matplotlib")
    if charts is None or not (found := charts / "mpl-data" / "fonts" / "ttf").is_dir():
        raise FontsMissing("the fonts are missing; install the program's packages again")
    folders, extra = [found], _package(_EAST_ASIAN)
    if _OWN.is_dir():
        folders.append(_OWN)
    if extra is not None:
        folders.append(extra / "fonts")
    return folders


def _package(name: str) -> Path | None:
    found = find_spec(name)
    return None if found is None or found.origin is None else Path(found.origin).parent


def plain_face(*, is_bold: bool = False) -> Path:
    """The font that everything is set in as far as it has the signs."""
    return font_folders()[0] / _PLAIN[is_bold]


@cache
def _own_faces(is_bold: bool, order: tuple[str, ...]) -> tuple[Path, ...]:
    """The plain one first. A font of East Asia holds all weights in one file."""
    plain, *others = font_folders()
    faces = [plain / _PLAIN[is_bold]]
    for folder in others:
        faces += sorted(folder.glob(f"*{_ENDING[is_bold]}"))
        regions = {path.name[8:10]: path for path in folder.rglob("NotoSans??[[]wght].ttf")}
        faces += [regions[region] for region in order if region in regions]
    return tuple(faces)


def faces_for(text: str, *, is_bold: bool = False) -> tuple[Path, ...]:
    """The program's fonts in the order in which a text takes its signs from them."""
    return _own_faces(is_bold, east_asian(text))


@cache
def machine_faces() -> tuple[Path, ...]:
    """The fonts of the machine."""
    from matplotlib.font_manager import findSystemFonts

    return tuple(sorted(Path(face) for face in findSystemFonts(fontext="ttf")))


@cache
def signs_of(face: Path) -> frozenset[int]:
    """Which signs a font has; none where it can't be read."""
    from matplotlib.ft2font import FT2Font

    try:
        return frozenset(FT2Font(str(face)).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


def is_seen(sign: str) -> bool:
    """Whether a sign needs a font: spaces, joiners and isolates print nothing."""
    return sign.isprintable() and not sign.isspace()


def unknown_signs(text: str, *, with_machine: bool = True) -> str:
    """The signs of a text that no font has, each once."""
    left = dict.fromkeys(sign for sign in text if is_seen(sign))
    for face in faces_for(text):
        left = _lacking(left, face)
    if left and with_machine:
        for face in machine_faces():
            left = _lacking(left, face)
    return "".join(left)


def _lacking(signs: Iterable[str], face: Path) -> dict[str, None]:
    known = signs_of(face)
    return dict.fromkeys(sign for sign in signs if ord(sign) not in known)
