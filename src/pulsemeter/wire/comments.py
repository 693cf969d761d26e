"""What people wrote, in themes, as staff read and sort them."""

from typing import Annotated

from msgspec import Meta, Struct

Number = Annotated[int, Meta(ge=0, le=1_000_000)]


class Comment(Struct, frozen=True):
    """Words as they left, and what they answer: a question, the closing comment, or why somebody
    pressed at a `statement` (`choice` 100 or −100). `tone` is −1, 0 or 1. `withheld` ones stay out
    of reports."""

    text: str
    question: str
    statement: str
    choice: int
    tone: int
    withheld: bool


class CommentTheme(Struct, frozen=True):
    """A theme: its `number` from 1, the `name` that somebody gave it, else "", and the title that
    is shown. `quotes` and `members` are places of comments from 0, without withheld ones."""

    number: int
    name: str
    title: str
    terms: list[str]
    quotes: list[int]
    members: list[int]
    pleased: int
    displeased: int


class CommentThemes(Struct, frozen=True):
    """All comments of a session in themes. Whoever changes them says the `edition` that was looked
    at. `left_out` says what doesn't leave, and why; without a model on the server (`by_model`)
    there are key terms and no themes by meaning."""

    edition: int
    comments: list[Comment]
    left_out: list[str]
    themes: list[CommentTheme]
    by_model: bool


class ThemeStep(Struct, frozen=True):
    """What a step takes: every one but leave and stop the `edition`; regroup a `count`; rename a
    `theme` and its `name`; merge a `theme` and the one that it goes `into`; split a `theme`, by a
    `word` or by meaning; move a `comment`, by its place, and `into`; withhold and allow a
    `comment`. With `now` leave waits for nobody any more."""

    edition: Number | None = None
    theme: Number | None = None
    into: Number | None = None
    comment: Number | None = None
    count: Number | None = None
    name: Annotated[str, Meta(max_length=1_000)] = ""
    word: Annotated[str, Meta(max_length=1_000)] = ""
    now: bool = False
