"""The drawn picture of the demonstration: a speaker before a moon, and quiet text cards.

Knows shapes, colours and type; knows nothing of voices, timing files or encoding.
Everything is drawn at twice the size and scaled down once, which is what makes edges smooth.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 960, 540
SCALE = 2
W, H = WIDTH * SCALE, HEIGHT * SCALE

NIGHT_TOP, NIGHT_LOW = (10, 16, 34), (33, 47, 82)
INK = (8, 12, 24)
CREAM = (243, 236, 218)
DIM = (164, 176, 204)
GOLD = (222, 186, 112)

MOON_CENTRE, MOON_RADIUS = (262, 232), 158
COLUMN_LEFT, COLUMN_WIDTH = 486, 420
NECK = (MOON_CENTRE[0] * SCALE, 276 * SCALE)
FONT_FOLDER = Path("/usr/share/fonts/truetype/noto")


@dataclass(frozen=True, slots=True)
class Card:
    """The text of one moment: its number (0 for the title), how many there are, its topic."""

    number: int
    count: int
    topic: str


@lru_cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A Noto face (SIL Open Font License) at a size given in film pixels."""
    return ImageFont.truetype(str(FONT_FOLDER / f"NotoS{name}.ttf"), size * SCALE)


def sky(seed: int) -> Image.Image:
    """The night: a vertical gradient, and stars that thin out towards the ground."""
    rows = np.linspace(0.0, 1.0, H)[:, None, None]
    gradient = np.array(NIGHT_TOP) * (1 - rows) + np.array(NIGHT_LOW) * rows
    picture = Image.fromarray(np.broadcast_to(gradient, (H, W, 3)).round().astype(np.uint8))
    chance = np.random.default_rng(seed)
    stars = ImageDraw.Draw(picture, "RGBA")
    for _ in range(240):
        x, y = chance.uniform(0, W), H * 0.86 * chance.uniform(0, 1) ** 1.4
        if x > (COLUMN_LEFT - 20) * SCALE and 50 * SCALE < y < 410 * SCALE:
            continue  # nothing twinkles between the letters
        radius, light = chance.uniform(0.8, 2.3), int(chance.uniform(50, 190))
        stars.ellipse((x - radius, y - radius, x + radius, y + radius), (226, 232, 250, light))
    return picture


def moon(seed: int) -> Image.Image:
    """A cream disc with soft seas, small craters and a darker limb, on a transparent square."""
    size = 2 * MOON_RADIUS * SCALE
    yy, xx = np.mgrid[0:size, 0:size] / (size / 2) - 1.0
    distance = np.hypot(xx, yy)
    chance = np.random.default_rng(seed)
    marks = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(marks)
    seas = [
        (-0.35, -0.4, 0.34),
        (0.12, -0.48, 0.24),
        (0.42, -0.2, 0.26),
        (-0.5, 0.02, 0.3),
        (0.05, -0.1, 0.16),
    ]
    seas += [(-0.2, 0.38, 0.2), (0.5, 0.25, 0.14)]
    for x, y, r in seas:
        for _ in range(5):
            dx, dy = x + chance.normal(0, 0.07), y + chance.normal(0, 0.07)
            q = r * chance.uniform(0.5, 1)
            box = [(1 + v) * size / 2 for v in (dx - q, dy - q * 0.85, dx + q, dy + q * 0.85)]
            draw.ellipse(box, int(70 + 50 * chance.uniform()))
    for _ in range(46):
        x, y, q = (
            chance.uniform(-0.85, 0.85),
            chance.uniform(-0.85, 0.85),
            chance.uniform(0.012, 0.04),
        )
        draw.ellipse([(1 + v) * size / 2 for v in (x - q, y - q, x + q, y + q)], 62)
    seas_light = np.asarray(marks.filter(ImageFilter.GaussianBlur(13)), float) / 255.0
    light = (1.02 - 0.40 * seas_light) * (1.0 - 0.22 * np.clip(distance, 0, 1) ** 4)
    disc = np.zeros((size, size, 4))
    disc[..., :3] = np.clip(np.array(CREAM) * light[..., None], 0, 255)
    disc[..., 3] = 255 * np.clip((1.0 - distance) * size / 4, 0, 1)
    return Image.fromarray(disc.round().astype(np.uint8))


def halo() -> Image.Image:
    """The light around the moon, as a mask that the caller makes brighter or dimmer."""
    yy, xx = np.mgrid[0:H, 0:W]
    distance = np.hypot(xx - MOON_CENTRE[0] * SCALE, yy - MOON_CENTRE[1] * SCALE)
    beyond = np.clip(distance - MOON_RADIUS * SCALE, 0, None) / (150 * SCALE)
    return Image.fromarray((255 * np.exp(-2.6 * beyond)).round().astype(np.uint8))


def _softened(mask: Image.Image, radius: float) -> Image.Image:
    """Rounds the joins of a mask: blurred, then cut sharply again with a two-level edge."""
    blurred = np.asarray(mask.filter(ImageFilter.GaussianBlur(radius)), float)
    return Image.fromarray(np.clip((blurred - 118) * 14, 0, 255).astype(np.uint8))


def _inked(mask: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    layer = Image.new("RGBA", mask.size, (*colour, 0))
    layer.putalpha(mask)
    return layer


def head() -> Image.Image:
    """Head, hair and neck as one dark shape; it nods on a layer of its own."""
    mask = Image.new("L", (W, H), 0)
    draw = ImageDraw.Draw(mask)
    x, y = MOON_CENTRE[0] * SCALE, 208 * SCALE
    draw.ellipse((x - 74, y - 92, x + 74, y + 62), 255)
    draw.polygon(
        [
            (x - 71, y - 20),
            (x + 71, y - 20),
            (x + 56, y + 72),
            (x + 24, y + 112),
            (x - 24, y + 112),
            (x - 56, y + 72),
        ],
        255,
    )
    draw.ellipse((x - 84, y - 16, x - 60, y + 34), 255)
    draw.ellipse((x + 60, y - 16, x + 84, y + 34), 255)
    draw.polygon(
        [
            (x - 80, y - 22),
            (x - 76, y - 74),
            (x - 40, y - 112),
            (x + 22, y - 118),
            (x + 68, y - 92),
            (x + 82, y - 48),
            (x + 78, y - 18),
        ],
        255,
    )
    draw.polygon([(x - 52, y + 40), (x + 52, y + 40), (x + 58, y + 170), (x - 58, y + 170)], 255)
    return _inked(_softened(mask, 7), INK)


def body() -> Image.Image:
    """Shoulders and arms that rest on the lectern, with collar, tie and lapels hinted."""
    mask = Image.new("L", (W, H), 0)
    draw = ImageDraw.Draw(mask)
    x, y = MOON_CENTRE[0] * SCALE, 292 * SCALE
    draw.polygon(
        [
            (x - 58, y - 58),
            (x + 58, y - 58),
            (x + 104, y - 8),
            (x + 196, y + 44),
            (x + 232, y + 92),
            (x + 268, y + 300),
            (x + 262, y + 520),
            (x - 262, y + 520),
            (x - 268, y + 300),
            (x - 232, y + 92),
            (x - 196, y + 44),
            (x - 104, y - 8),
        ],
        255,
    )
    layer = _inked(_softened(mask, 11), INK)
    detail = ImageDraw.Draw(layer)
    detail.polygon([(x - 46, y - 46), (x + 46, y - 46), (x, y + 112)], (58, 68, 98, 255))
    detail.polygon(
        [
            (x - 14, y - 14),
            (x + 14, y - 14),
            (x + 8, y + 8),
            (x + 15, y + 92),
            (x, y + 112),
            (x - 15, y + 92),
            (x - 8, y + 8),
        ],
        (20, 27, 48, 255),
    )
    for side in (-1, 1):
        detail.polygon(
            [
                (x + side * 48, y - 52),
                (x + side * 76, y - 8),
                (x + side * 62, y + 44),
                (x + side * 78, y + 56),
                (x, y + 190),
                (x, y + 112),
            ],
            (15, 21, 39, 255),
        )
    return layer


def lectern() -> Image.Image:
    """The lectern with two thin microphones; nothing on it names an institution."""
    layer = Image.new("RGBA", (W, H), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    x, top = MOON_CENTRE[0] * SCALE, 402 * SCALE
    for side in (-1, 1):
        bend = [
            (x + side * 66, top),
            (x + side * 64, top - 66),
            (x + side * 54, top - 112),
            (x + side * 38, top - 142),
        ]
        draw.line(bend, (64, 76, 108, 255), 6, joint="curve")
        at = x + side * 36
        draw.ellipse((at - 13, top - 164, at + 13, top - 128), (78, 91, 126, 255))
    draw.polygon(
        [(x - 214, top + 30), (x + 214, top + 30), (x + 184, H), (x - 184, H)], (25, 34, 60, 255)
    )
    draw.polygon(
        [(x - 168, top + 62), (x + 168, top + 62), (x + 146, H), (x - 146, H)], (30, 41, 71, 255)
    )
    draw.rounded_rectangle((x - 246, top - 6, x + 246, top + 34), 10, (46, 58, 92, 255))
    draw.line([(x - 240, top - 3), (x + 240, top - 3)], (112, 126, 164, 255), 3)
    draw.ellipse((x - 44, top + 108, x + 44, top + 196), outline=(*GOLD, 120), width=3)
    draw.ellipse((x - 22, top + 100, x + 62, top + 184), (30, 41, 71, 255))
    draw.arc((x - 22, top + 100, x + 62, top + 184), 115, 205, (*GOLD, 120), 3)
    return layer


def _wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if face.getlength(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@lru_cache(maxsize=4)
def card(shown: Card) -> Image.Image:
    """The text column of one statement; captions are not part of the picture."""
    layer = Image.new("RGBA", (W, H), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    left, top = COLUMN_LEFT * SCALE, 150 * SCALE
    above = f"{shown.number} of {shown.count}" if shown.number else "Demonstration"
    draw.text((left, top), above, (*GOLD, 255), font("ans-Regular", 17))
    draw.line([(left, top + 66), (left + 108, top + 66)], (*GOLD, 255), 3)
    face = font("erifDisplay-Regular", 44)
    lines = _wrapped(shown.topic, face, COLUMN_WIDTH * SCALE)
    for row, line in enumerate(lines):
        draw.text((left, top + 84 + row * 54 * SCALE), line, (*CREAM, 255), face)
    if not shown.number:
        below = top + 104 + len(lines) * 54 * SCALE
        said = "Passages of the speech, read aloud"
        draw.text((left, below), said, (*DIM, 255), font("erif-Italic", 20))
    return layer


def frame_furniture(speaker: str, occasion: str) -> Image.Image:
    """What stays all the time: whose words these are, and that voice and picture are made."""
    layer = Image.new("RGBA", (W, H), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    left = COLUMN_LEFT * SCALE
    draw.text((left, 56 * SCALE), speaker, (*CREAM, 255), font("erif-Regular", 20))
    draw.text((left, 84 * SCALE), occasion, (*DIM, 255), font("ans-Regular", 16))
    note = "Synthetic voice, drawn picture"
    face = font("ans-Regular", 15)
    wide = face.getlength(note)
    box = (left - 2, 376 * SCALE, left + wide + 52, 376 * SCALE + 54)
    draw.rounded_rectangle(box, 27, outline=(*DIM, 190), width=2)
    draw.text((left + 25, 376 * SCALE + 27), note, (*DIM, 255), face, anchor="lm")
    return layer


def backdrop(seed: int) -> Image.Image:
    """Sky, the light around the moon, and the moon."""
    light = Image.new("RGB", (W, H), (176, 178, 190))
    canvas = Image.composite(light, sky(seed), halo().point(lambda value: int(value * 0.34)))
    disc = moon(seed)
    corner = tuple((centre - MOON_RADIUS) * SCALE for centre in MOON_CENTRE)
    canvas.paste(disc, corner, disc)
    return canvas


SPEAKER = (body, head, lectern)
