"""Words as masks for pictures: every script that joins or runs from right to left is shaped.

A text is cut into runs of one font each, and each run is shaped by itself. This module must not
know what is said.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pulsemeter.domain.excerpt import shortened
from pulsemeter.service.typefaces import (
    faces_for,
    is_seen,
    machine_faces,
    plain_face,
    signs_of,
)

_KEPT = 512
_RIGHT_TO_LEFT = frozenset(("R", "AL"))
_WEIGHTS = {False: 400, True: 700}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text that one font shapes."""

    text: str
    face: Path

    @property
    def is_right_to_left(self) -> bool:
        """Whether it holds letters that are written from right to left."""
        return any(unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT for sign in self.text)


def runs_of(text: str, *, is_bold: bool = False) -> list[Run]:
    """The runs of a text as they follow each other when it is read.

    What is neither letter nor digit stays in the font that is being used, as far as that has it.
    """
    faces = faces_for(text, is_bold=is_bold)
    lacking = any(is_seen(sign) and ord(sign) not in signs_of(faces[0]) for sign in text)
    if not lacking:
        return [Run(text, faces[0])]
    placed: list[tuple[Path, str]] = []
    for sign in text:
        used = placed[-1][0] if placed else faces[0]
        placed.append((_face(sign, used, faces), sign))
    return [
        Run("".join(sign for _, sign in group), face)
        for face, group in groupby(placed, key=lambda one: one[0])
    ]


def _face(sign: str, used: Path, faces: tuple[Path, ...]) -> Path:
    if not is_seen(sign) or (not sign.isalnum() and ord(sign) in signs_of(used)):
        return used
    for face in (*faces, *(machine_faces() if not _has_any(sign, faces) else ())):
        if ord(sign) in signs_of(face):
            return face
    return used


def _has_any(sign: str, faces: tuple[Path, ...]) -> bool:
    return any(ord(sign) in signs_of(face) for face in faces)


def in_sight(runs: list[Run], *, is_right_to_left: bool) -> list[Run]:
    """Runs as they stand from left to right.

    Neighbours of one direction belong together: within a line that runs from right to left, words
    from left to right keep their order among themselves, and the other way round.
    """
    if is_right_to_left:
        runs = _spaced(runs)
    groups = [list(group) for _, group in groupby(runs, key=lambda run: run.is_right_to_left)]
    seen = [group[::-1] if group[0].is_right_to_left else group for group in groups]
    return [run for group in (reversed(seen) if is_right_to_left else seen) for run in group]


def _spaced(runs: list[Run]) -> list[Run]:
    """The same in a line from right to left: a space before a run from right to left is that run's,
    or it would stand at the wrong side of the words before it."""
    found = list(runs)
    for place, (before, after) in enumerate(pairwise(runs)):
        if after.is_right_to_left and not before.is_right_to_left:
            kept = before.text.rstrip()
            found[place] = Run(kept, before.face)
            found[place + 1] = Run(before.text[len(kept) :] + after.text, after.face)
    return found


def _begins_from_right(text: str) -> bool:
    """Whether the first letter is one that is written from right to left."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind in _RIGHT_TO_LEFT for kind in kinds if kind in _RIGHT_TO_LEFT | {"L"}), False)


@lru_cache(_KEPT)
def word_mask(text: str, size: int, is_bold: bool = False) -> Image.Image:
    """A line of text as a mask ("L"), as wide as its words and as high as every line of this size;
    higher, above and below alike, where a script needs it."""
    from_right = _begins_from_right(text)
    runs = in_sight(runs_of(text, is_bold=is_bold), is_right_to_left=from_right)
    ascent, descent = _font(plain_face(is_bold=is_bold), size, is_bold).getmetrics()
    at, placed, boxes = 0.0, [], []
    for run in runs:
        told = _font(run.face, size, is_bold)
        # By itself a text finds its direction.
        direction = None
        if len(runs) > 1:
            direction = "rtl" if from_right and run.is_right_to_left else "ltr"
        placed.append((at, run.text, told, direction))
        left, top, right, bottom = told.getbbox(run.text, anchor="ls", direction=direction)
        boxes.append((at + left, top, at + right, bottom))
        at += told.getlength(run.text, direction=direction)
    begin, end = min(box[0] for box in boxes), max(box[2] for box in boxes)
    beyond = max(0, *(max(-box[1] - ascent, box[3] - descent) for box in boxes))
    height = ascent + descent + 2 * round(beyond)
    mask = Image.new("L", (max(1, round(end - begin) + 2), height))
    draw = ImageDraw.Draw(mask)
    for place, part, told, direction in placed:
        where = (1 - begin + place, ascent + round(beyond))
        draw.text(where, part, fill=255, font=told, anchor="ls", direction=direction)
    return mask


@lru_cache(_KEPT)
def fitted_mask(text: str, size: int, is_bold: bool = False, width_max: int = 0) -> Image.Image:
    """The same, cut with an ellipsis where it would be wider than `width_max`, 0 for any width."""
    mask, length = word_mask(text, size, is_bold), len(text)
    while width_max and mask.width > width_max and length > 1:
        kept = shortened(text, length - 1)
        mask = word_mask(kept, size, is_bold)
        length = min(length - 1, len(kept))
    return mask


@cache
def _font(face: Path, size: int, is_bold: bool) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(face), size, layout_engine=ImageFont.Layout.RAQM)
    try:
        font.get_variation_axes()
    except OSError:  # it has one weight only, as most have
        return font
    font.set_variation_by_axes([_WEIGHTS[is_bold]])
    return font
