"""The still parts of an overlay: plate, title, legend, axis, what is said of the method.

Drawn once, and anew with the words that change every few seconds. On a picture of its own or, with
an alpha, over a film. This module must not know time or ffmpeg.
"""

from pulsemeter.media.overlay_fonts import word_mask
from pulsemeter.media.overlay_sheet import (
    BADGE,
    BADGE_INK,
    CURVES,
    GRID,
    INK,
    QUIET,
    ZERO,
    Row,
    Sheet,
    dashed,
    line_mask,
)
from pulsemeter.report.overlay_layout import Box, Layout
from pulsemeter.report.overlay_moment import OverlayMoment
from pulsemeter.report.overlay_story import (
    LAST_VERDICT,
    MARKS,
    SIMULATED,
    TITLE,
    OverlayStory,
)
from pulsemeter.report.scale import Scale
from pulsemeter.report.wording import VERDICT_NAMES, named

_SAMPLE = 36


def ground(story: OverlayStory, layout: Layout, y: Scale, moment: OverlayMoment) -> Sheet:
    """Everything of a moment that doesn't move with the curve."""
    panel, plate = layout.panel, layout.plate
    sheet = Sheet.blank(panel.width, panel.height, is_over=layout.is_over)
    if plate.top:
        sheet.image.paste((0, 0, 0, 0), (0, 0, panel.width, plate.top))
    _header(sheet, story, layout)
    _legend(sheet, story, layout, moment)
    _axis(sheet, story, layout, y)
    _verdicts(sheet, story, layout, moment)
    _captions(sheet, layout, moment)
    _foot(sheet, story, layout)
    return sheet


def _header(sheet: Sheet, story: OverlayStory, layout: Layout) -> None:
    row, say = Row(layout.header, is_right_to_left=story.words.right_to_left), story.words.say
    middle, end = row.box.top + row.box.height // 2, row.box.width
    if story.is_simulated:
        size, said = layout.size(16), say(SIMULATED)
        wide = word_mask(said, size, True).width + 2 * layout.size(10)
        end -= wide
        left = row.left(end, wide)
        badge = Box(left, row.box.top + layout.size(3), wide, layout.size(24))
        sheet.fill(badge, BADGE)
        at = badge.left + wide // 2
        sheet.words(at, badge.top + badge.height // 2, said, size, BADGE_INK,
                    anchor="middle", is_bold=True)  # fmt: skip
        end -= layout.size(14)
    title, room = say(TITLE), end if layout.is_narrow else end // 2
    wide = row.words(sheet, 0, middle, title, layout.size(20), is_bold=True, width_max=room)
    if not layout.is_narrow:
        begin = wide + layout.size(36)
        _marks(sheet, story, layout, row, begin, end - begin, middle)


def _marks(
    sheet: Sheet, story: OverlayStory, layout: Layout, row: Row, at: int, room: int, middle: int
) -> None:
    """What the marks in the strips mean, as large as there is room for."""
    said = [(majority, story.words.say(words)) for majority, words in MARKS]
    before, between = layout.size(28), layout.size(14)
    for size in range(layout.size(14), layout.size(9), -1):
        wide = sum(before + word_mask(words, size).width + between for _, words in said)
        if wide - between <= room:
            break
    cut = 0  # where even the smallest is too wide
    if wide - between > room:
        cut = max(1, (room + between) // len(said) - before - between)
    for majority, words in said:
        side = layout.size(22)
        left = row.left(at, side)
        strip = Box(left, middle - layout.size(7), side, layout.size(14))
        sheet.mark(majority, left, strip.width, strip)
        at += before
        at += row.words(sheet, at, middle, words, size, QUIET, width_max=cut) + between


def _legend(sheet: Sheet, story: OverlayStory, layout: Layout, moment: OverlayMoment) -> None:
    """A sample of each line, its name, and how many are there now."""
    box, columns = layout.legend, layout.legend_columns
    row = Row(box, is_right_to_left=story.words.right_to_left)
    rows = -(-len(story.curves) // columns)
    wide, tall = box.width // columns, box.height // rows
    for order, curve in enumerate(story.curves):
        at = order % columns * wide
        middle = box.top + order // columns * tall + tall // 2
        sample(sheet, layout, order, row.left(at, layout.size(_SAMPLE)), middle)
        at += layout.size(46)
        count = moment.counts[order]
        count_wide = word_mask(count or "n", layout.size(16)).width
        room = wide - layout.size(46 + 10 + 16) - count_wide
        at += row.words(
            sheet, at, middle, curve.label, layout.size(17), is_bold=True, width_max=room
        )
        row.words(sheet, at + layout.size(10), middle, count, layout.size(16), QUIET)


def sample(sheet: Sheet, layout: Layout, order: int, left: int, middle: int) -> None:
    """A short piece of a curve's line."""
    length, thick = layout.size(_SAMPLE), layout.size(4)
    pieces = dashed([(0.0, thick), (float(length), thick)], order, layout.unit)
    mask = line_mask((length, 2 * thick), pieces, 3.4 * layout.unit)
    sheet.stamp(mask, left, middle - thick, CURVES[order])


def _axis(sheet: Sheet, story: OverlayStory, layout: Layout, y: Scale) -> None:
    """Always −100 to 100; the lines themselves come with the curve, so that words stand free."""
    for points in (-100, 0, 100):
        sheet.words(layout.plot.left - layout.size(8), round(y.at(points)),
                    story.words.net(points / 100), layout.size(15), QUIET,
                    anchor="right")  # fmt: skip


def grid_line(sheet: Sheet, layout: Layout, at: int, points: int, left: int, width: int) -> None:
    """One line of the grid."""
    thick = layout.size(2 if points == 0 else 1)
    colour = GRID if points else ZERO
    sheet.fill(Box(left, at - thick // 2, width, thick), colour)


def _verdicts(sheet: Sheet, story: OverlayStory, layout: Layout, moment: OverlayMoment) -> None:
    """Beside each strip what became of the last statement there, and before it its line."""
    left = layout.plot.right + layout.size(14)
    room = layout.panel.width - left - layout.size(8)
    if any(moment.verdicts):
        middle = layout.times.top + layout.times.height // 2
        last = story.words.say(LAST_VERDICT)
        sheet.words(left, middle, last, layout.size(14), QUIET, width_max=room)
    for order, (verdict, strip) in enumerate(zip(moment.verdicts, layout.strips, strict=True)):
        middle = strip.top + strip.height // 2
        sample(sheet, layout, order, layout.header.left, middle)
        if verdict:
            colour = INK if verdict != "too_few" else QUIET
            said = named(story.words, VERDICT_NAMES, verdict)
            sheet.words(left, middle, said, layout.size(16), colour, width_max=room)


def _captions(sheet: Sheet, layout: Layout, moment: OverlayMoment) -> None:
    box, size = layout.captions, layout.caption_size
    row = round(size * 1.3)
    top = box.top + (box.height - row * len(moment.captions)) // 2
    if layout.is_over:
        top = box.bottom - row * len(moment.captions) - layout.size(6)
    for place, line in enumerate(moment.captions):
        middle, centre = top + place * row + row // 2, box.left + box.width // 2
        if layout.is_over:
            wide = min(word_mask(line, size).width, box.width) + layout.size(20)
            behind = (centre - wide // 2, top + place * row, centre + wide - wide // 2,
                      top + (place + 1) * row)  # fmt: skip
            sheet.image.paste((0, 0, 0, 215), behind)
        sheet.words(centre, middle, line, size, anchor="middle", width_max=box.width)


def _foot(sheet: Sheet, story: OverlayStory, layout: Layout) -> None:
    """How it was measured and, in a narrow panel, what the marks mean."""
    row, size, top = Row(layout.foot, story.words.right_to_left), layout.size(14), layout.foot.top
    if layout.is_narrow:
        _marks(sheet, story, layout, row, 0, row.box.width, top + layout.size(10))
        top += layout.size(22)
    for place, line in enumerate(_method(story, layout, size)):
        middle = top + layout.size(18) * place + layout.size(8)
        row.words(sheet, 0, middle, line, size, QUIET, width_max=row.box.width)


def _method(story: OverlayStory, layout: Layout, size: int) -> list[str]:
    """The method in as many lines as there are; of what is too long the end is left away."""
    if layout.method_rows == len(story.method):
        return list(story.method)
    lines = [""]
    for word in " ".join(story.method).split():
        longer = f"{lines[-1]} {word}".strip()
        if word_mask(longer, size).width <= layout.foot.width:
            lines[-1] = longer
        else:
            lines.append(word)
    last = layout.method_rows - 1
    return [*lines[:last], " ".join(lines[last:])]
