"""The pages' colours keep the contrast that WCAG 2.2 asks for where axe-core doesn't look: edges of
fields, the moving bar on its track, the focus (1.4.11: 3 to 1), and text on each ground (1.4.3)."""

import re
from pathlib import Path

import pytest

TOKENS = Path("frontend/src/style/tokens.css")
TEXT, GRAPHIC = 4.5, 3.0
PAIRS = (
    ("ink", "paper", TEXT), ("ink", "card", TEXT), ("ink", "note", TEXT),
    ("soft", "paper", TEXT), ("soft", "card", TEXT), ("soft", "note", TEXT),
    ("accent", "paper", TEXT), ("accent", "card", TEXT), ("accent", "accent-ink", TEXT),
    ("wrong", "card", TEXT), ("mark-ink", "mark", TEXT),
    ("choice-ink", "like", TEXT), ("choice-ink", "dislike", TEXT),
    ("edge", "paper", GRAPHIC), ("edge", "card", GRAPHIC), ("edge", "note", GRAPHIC),
    ("pulse", "line", GRAPHIC), ("pulse", "paper", GRAPHIC),
)  # fmt: skip


def colours(root: Path) -> dict[str, dict[str, str]]:
    """The named colours, light and dark; dark has its own or those of light."""
    light, dark = (root / TOKENS).read_text("utf-8").split("prefers-color-scheme: dark")
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": found[0], "dark": found[0] | found[1]}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_keep_their_contrast(project_root: Path, scheme: str) -> None:
    named = colours(project_root)[scheme]
    weak = {
        (one, other): round(found, 2)
        for one, other, least in PAIRS
        if (found := contrast(named[one], named[other])) < least
    }
    assert weak == {}


def test_neither_answer_stands_out(project_root: Path) -> None:
    named = colours(project_root)["light"]
    assert contrast(named["like"], named["dislike"]) < 1.15, "equal lightness is part of the method"
