"""The parts every figure is made of: elements of SVG, lines with gaps, and how they are coloured.

Colours stand twice: as attributes, so that a figure opens anywhere, and as classes, so that a page
or a dark screen may change them. Lines differ in their dashes too. This module must not know an
analysis.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

Point = tuple[float, float]

CURVE_COLOURS = ("#000000", "#00795a", "#a23b83")
DASHES = ("none", "9 4", "2 4")
FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif"
TEXT_SIZE = 13

FIGURE_STYLE = """
.pm-figure{direction:ltr;font-family:system-ui,-apple-system,'Segoe UI','Noto Sans',sans-serif}
.pm-figure text{fill:#12161c;font-size:13px}
.pm-figure .pm-quiet{fill:#545e6c}
.pm-ground{fill:#fff}.pm-grid{stroke:#d5dae1}.pm-zero{stroke:#545e6c}
.pm-line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.pm-faded{stroke-opacity:.45}.pm-band{fill-opacity:.14;stroke:none}
.pm-c0{stroke:#000;fill:#000}.pm-c1{stroke:#00795a;fill:#00795a}.pm-c2{stroke:#a23b83;fill:#a23b83}
.pm-line.pm-c0,.pm-line.pm-c1,.pm-line.pm-c2{fill:none}
.pm-band.pm-c0,.pm-band.pm-c1,.pm-band.pm-c2{stroke:none}
.pm-s0{fill:#c9d0d8}.pm-s1{fill:#8f9bab}
.pm-liked{fill:#0b5fc4}.pm-disliked{fill:#b34700}.pm-silent{fill:#a9b4c1}.pm-split{fill:#6d7a89}
.pm-bar.pm-liked{fill:none;stroke:#0b5fc4}.pm-bar.pm-disliked{fill:none;stroke:#b34700}
.pm-bar.pm-silent{fill:none;stroke:#a9b4c1}.pm-bar.pm-split{fill:none;stroke:#6d7a89}
@media (prefers-color-scheme:dark){
.pm-figure text{fill:#e9edf3}.pm-figure .pm-quiet{fill:#a0acba}
.pm-ground{fill:#161b22}.pm-grid{stroke:#333c47}.pm-zero{stroke:#a0acba}
.pm-c0{stroke:#fff;fill:#fff}.pm-c1{stroke:#2fd0a3;fill:#2fd0a3}.pm-c2{stroke:#f09fd3;fill:#f09fd3}
.pm-s0{fill:#3b4653}.pm-s1{fill:#6d7a89}
.pm-liked{fill:#7ab8ff}.pm-disliked{fill:#ffa164}.pm-silent{fill:#53606f}.pm-split{fill:#8591a1}
.pm-bar.pm-liked{stroke:#7ab8ff;fill:none}.pm-bar.pm-disliked{stroke:#ffa164;fill:none}
.pm-bar.pm-silent{stroke:#53606f;fill:none}.pm-bar.pm-split{stroke:#8591a1;fill:none}}
@media print{.pm-figure text{fill:#000}.pm-ground{fill:#fff}.pm-grid{stroke:#d5dae1}
.pm-c0{stroke:#000;fill:#000}.pm-c1{stroke:#00795a;fill:#00795a}.pm-c2{stroke:#a23b83;fill:#a23b83}
.pm-liked{fill:#0b5fc4}.pm-disliked{fill:#b34700}
.pm-bar.pm-liked{stroke:#0b5fc4}.pm-bar.pm-disliked{stroke:#b34700}}
""".strip()
"""For a figure that stands alone and, once, for a page that holds several."""


def place(value: float) -> str:
    """A coordinate with at most one decimal.

    Examples
    --------
    >>> place(12.04), place(-0.01), place(7.25)
    ('12', '0', '7.2')
    """
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, *, anchor: str = "start", quiet: bool = False) -> str:
    """One line of text."""
    look = ' class="pm-quiet" fill="#545e6c"' if quiet else ""
    return (
        f'<text x="{place(x)}" y="{place(y)}" text-anchor="{anchor}"{look}>'
        f"{escape(readable(words))}</text>"
    )


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line of the kind grid or zero."""
    colour = "#545e6c" if kind == "zero" else "#d5dae1"
    return (
        f'<path class="pm-{kind}" stroke="{colour}" fill="none" '
        f'd="M{place(x1)} {place(y1)}L{place(x2)} {place(y2)}"/>'
    )


def rect(kind: str, colour: str, x: float, y: float, width: float, height: float) -> str:
    """A filled box; a width that would vanish is drawn as a hair."""
    return (
        f'<rect class="pm-{kind}" fill="{colour}" x="{place(x)}" y="{place(y)}" '
        f'width="{place(max(width, 0.3))}" height="{place(height)}"/>'
    )


def bars(kind: str, colour: str, y: float, height: float, spans: Iterable[Point]) -> str:
    """Bars of one kind beside each other, from and to each, as one line as thick as they are high:
    a strip of hundreds of bars takes little room."""
    path, at = "", 0
    for left, right in spans:
        start, end = round(10 * left), max(round(10 * right), round(10 * left) + 3)
        path += f"m{_tenths(start - at)} 0h{_tenths(end - start)}" if path else (
            f"M{_tenths(start)} {place(y + height / 2)}h{_tenths(end - start)}"
        )  # fmt: skip
        at = end
    if not path:
        return ""
    return (
        f'<path class="pm-bar pm-{kind}" fill="none" stroke="{colour}" '
        f'stroke-width="{place(height)}" d="{path}"/>'
    )


def curve_line(order: int, parts: Iterable[Sequence[Point]], *, faded: bool = False) -> str:
    """The stretches of one curve; a stretch of one point is a dot."""
    path = "".join(_stroke(part) for part in parts if part)
    if not path:
        return ""
    look, opacity = (" pm-faded", ' stroke-opacity=".45"') if faded else ("", "")
    dash = "" if DASHES[order] == "none" else f' stroke-dasharray="{DASHES[order]}"'
    return (
        f'<path class="pm-line pm-c{order}{look}" stroke="{CURVE_COLOURS[order]}" fill="none" '
        f'stroke-width="1.8" stroke-linecap="round"{dash}{opacity} d="{path}"/>'
    )


def band_area(order: int, parts: Iterable[tuple[Sequence[Point], Sequence[Point]]]) -> str:
    """The stretches of one band, each as its lower and its upper edge."""
    path = "".join(_area(low, high) for low, high in parts if low)
    if not path:
        return ""
    return (
        f'<path class="pm-band pm-c{order}" fill="{CURVE_COLOURS[order]}" fill-opacity=".14" '
        f'stroke="none" d="{path}"/>'
    )


def runs(present: Sequence[bool]) -> list[tuple[int, int]]:
    """Stretches [from, to) in which something is there: a gap stays a gap.

    Examples
    --------
    >>> runs([True, True, False, True])
    [(0, 2), (3, 4)]
    """
    edges = [i for i, (a, b) in enumerate(pairwise([False, *present, False])) if a != b]
    return list(zip(edges[::2], edges[1::2], strict=True))


def figure(key: str, title: str, told: str, size: tuple[float, float], parts: Iterable[str]) -> str:
    """The whole figure, with a title and a description for who cannot see it."""
    width, height = (place(side) for side in size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pm-figure" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{key}-title {key}-told" direction="ltr" '
        f'font-family="{FONT}" font-size="{TEXT_SIZE}" fill="#12161c">'
        f'<title id="{key}-title">{escape(readable(title))}</title>'
        f'<desc id="{key}-told">{escape(readable(told))}</desc>'
        f'<rect class="pm-ground" fill="#fff" width="{width}" height="{height}"/>'
        f"{''.join(parts)}</svg>"
    )


def standing_alone(svg: str, *, simulated: bool = False) -> bytes:
    """A figure as a file of its own, with its colours; one of simulated data says so."""
    head, _, rest = svg.partition(">")
    if simulated:
        mark = '<text x="868" y="16" text-anchor="end" font-weight="700">simulated</text></svg>'
        rest = rest.removesuffix("</svg>") + mark
    return f"{head}><style>{FIGURE_STYLE}</style>{rest}".encode()


def readable(words: str) -> str:
    """Without signs that no XML may hold."""
    return "".join(sign if sign >= " " and sign not in "\ufffe\uffff" else " " for sign in words)


def _stroke(points: Sequence[Point]) -> str:
    (x, y), *rest = points
    start = f"M{place(x)} {place(y)}"
    return start + ("L" + " ".join(f"{place(a)} {place(b)}" for a, b in rest) if rest else "h0")


def _area(low: Sequence[Point], high: Sequence[Point]) -> str:
    if len(low) == 1:  # no width of its own
        low, high = ([(x - 0.8, y), (x + 0.8, y)] for x, y in (low[0], high[0]))
    return "M" + "L".join(f"{place(x)} {place(y)}" for x, y in [*low, *reversed(high)]) + "Z"


_COURSE = re.compile(r"M[\d.]+ [\d.]+(?:L[-\d. L]+)")
_BAND = re.compile(r'(<path class="pm-band[^>]* d=")([^"]+)')
_PLACE = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


def compacted(svg: str) -> str:
    """The same drawing with lines as steps from point to point, which take half the room of places.
    Places have one decimal, so that no line is rounded again; edges of bands go by whole units of
    height, which nobody can see."""
    svg = _BAND.sub(lambda f: f[1] + _COURSE.sub(lambda c: _in_steps(c[0], 10), f[2]), svg)
    return _COURSE.sub(lambda found: _in_steps(found[0]), svg)


def _in_steps(course: str, height: int = 1) -> str:
    """`height` is the step in tenths to which heights are rounded."""
    points = [
        (round(10 * float(x)), height * round(10 * float(y) / height))
        for x, y in _PLACE.findall(course)
    ]
    steps = [f"{_tenths(b[0] - a[0])} {_tenths(b[1] - a[1])}" for a, b in pairwise(points)]
    (x, y) = points[0]
    return f"M{_tenths(x)} {_tenths(y)}l" + " ".join(steps).replace(" -", "-")


def _tenths(count: int) -> str:
    """So many tenths, as short as a path takes it."""
    whole, tenth = divmod(abs(count), 10)
    told = f"{whole or ''}.{tenth}" if tenth else str(whole)
    return f"-{told}" if count < 0 else told
