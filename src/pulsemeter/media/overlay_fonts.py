"""Words as masks for pictures: every script that joins or runs from right to left is shaped.

The letters are those of the sheets and come with the program's packages; for signs that they
lack, a font of the machine that has them is taken. This module must not know what is said.
"""

from functools import cache, lru_cache
from pathlib import Path

from matplotlib.font_manager import findSystemFonts
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw, ImageFont

from pulsemeter.service.set_sheets import font_folder

_FACES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
_KEPT = 512


def unknown_signs(text: str) -> str:
    """The signs of a text that no font here has, each once."""
    known = _signs(_face(text, False))
    return "".join(
        dict.fromkeys(sign for sign in text if _is_seen(sign) and ord(sign) not in known)
    )


@lru_cache(_KEPT)
def word_mask(text: str, size: int, is_bold: bool = False) -> Image.Image:
    """A line of text as a mask ("L"), as high as every line of this size, as wide as its words."""
    font = _font(_face(text, is_bold), size)
    ascent, descent = font.getmetrics()
    left, _, right, _ = font.getbbox(text, anchor="ls")
    mask = Image.new("L", (max(1, round(right - left) + 2), ascent + descent))
    ImageDraw.Draw(mask).text((1 - left, ascent), text, fill=255, font=font, anchor="ls")
    return mask


@lru_cache(_KEPT)
def fitted_mask(text: str, size: int, is_bold: bool = False, width_max: int = 0) -> Image.Image:
    """The same, cut with an ellipsis where it would be wider than `width_max`, 0 for any width."""
    mask, kept = word_mask(text, size, is_bold), text
    while width_max and mask.width > width_max and len(kept) > 1:
        kept = kept[:-1]
        mask = word_mask(f"{kept.rstrip()}…", size, is_bold)
    return mask


@lru_cache(_KEPT)
def _face(text: str, is_bold: bool) -> Path:
    """Our own font where it has every sign; else the one of the machine that has most of them."""
    own = font_folder() / _FACES[is_bold]
    asked = {ord(sign) for sign in text if _is_seen(sign)}
    if asked <= _signs(own):
        return own
    faces = (own, *_machine_faces())
    return max(faces, key=lambda face: len(asked & _signs(face)))


def _is_seen(sign: str) -> bool:
    return sign.isprintable() and not sign.isspace()


@cache
def _machine_faces() -> tuple[Path, ...]:
    return tuple(sorted(Path(face) for face in findSystemFonts(fontext="ttf")))


@cache
def _signs(face: Path) -> frozenset[int]:
    """Which signs a font has; none where it can't be read."""
    try:
        return frozenset(FT2Font(str(face)).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@cache
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face), size, layout_engine=ImageFont.Layout.RAQM)
