"""What people wrote, as it left: themes with quotes, or quotes alone; else why there is nothing.

This module must not know how comments are chosen or sorted.
"""

from pulsemeter.domain.excerpt import shortened
from pulsemeter.release.words import message
from pulsemeter.report.context import Context
from pulsemeter.report.outline import Block, Finding, Findings, Paragraph, Section
from pulsemeter.report.study_findings import Comments

QUOTES_SHOWN = 24
QUOTE_LENGTH_MAX = 500
OFF = message("This study's protection profile asks nobody for comments.")
LATER = message("Comments leave after the close, together with the answers.")
NONE = message("Nobody wrote a comment that may be shown.")
NOT_YOURS = message("Comments speak for no single audience: they are in the report on the panel.")


def comment_section(context: Context, comments: Comments) -> Section:
    """Themes, then single quotes."""
    blocks: list[Block] = []
    for theme in comments.themes:
        quotes = tuple(Finding(theme.name, _cut(quote), ()) for quote in theme.quotes)
        blocks.append(Findings(f"{theme.name} · {theme.size}", quotes))
    different = list(dict.fromkeys(comments.quotes))
    shown = different[:QUOTES_SHOWN]
    if shown:
        title = context.say("In their own words")
        blocks.append(Findings(title, tuple(Finding("", _cut(quote), ()) for quote in shown)))
        text = context.say(
            "{shown} of {different} different comments ({all} in all), in alphabetical order, "
            "which says nothing of who wrote when; not sorted by what they are about.",
            shown=context.words.whole(len(shown)),
            different=context.words.whole(len(different)),
            all=context.words.whole(len(comments.quotes)),
        )
        blocks.append(Paragraph(text, "note"))
    if comments.withheld:
        count = context.words.whole(comments.withheld)
        text = context.say("Kept out of this report by staff: {count}.", count=count)
        blocks.append(Paragraph(text, "note"))
    if not blocks:
        blocks.append(Paragraph(context.say(comments.why_none or NONE)))
    return Section("comments", context.say("Comments"), tuple(blocks))


def _cut(quote: str) -> str:
    return shortened(quote, QUOTE_LENGTH_MAX)
