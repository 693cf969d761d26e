"""Layers of the demonstration's picture: cut to what is drawn on them, turned, laid together.

Knows pictures with a place, not what is on them.
"""

from dataclasses import dataclass

from PIL import Image

MARGIN = 24


@dataclass(frozen=True, slots=True)
class Piece:
    """A layer cut down to what is drawn on it, with its place on the full picture."""

    image: Image.Image
    left: int
    top: int


def cropped(layer: Image.Image) -> Piece:
    """The drawn part of a layer, with a margin in which it may turn."""
    left, top, right, bottom = layer.getbbox() or (0, 0, 1, 1)
    left, top = max(0, left - MARGIN), max(0, top - MARGIN)
    right, bottom = min(layer.width, right + MARGIN), min(layer.height, bottom + MARGIN)
    return Piece(layer.crop((left, top, right, bottom)), left, top)


def nodded(
    piece: Piece, neck: tuple[int, int], degrees: float, shift: tuple[float, float]
) -> Piece:
    """A piece turned about a point of the full picture and moved by parts of a pixel."""
    about = (neck[0] - piece.left, neck[1] - piece.top)
    turned = piece.image.rotate(degrees, Image.Resampling.BICUBIC, center=about, translate=shift)
    return Piece(turned, piece.left, piece.top)


def paste(canvas: Image.Image, piece: Piece, down: int = 0, opacity: float = 1.0) -> None:
    """Lays a piece onto the picture, in its place."""
    mask = piece.image.getchannel("A")
    if opacity < 1.0:
        mask = mask.point(lambda value: int(value * opacity))
    canvas.paste(piece.image, (piece.left, piece.top + down), mask)
