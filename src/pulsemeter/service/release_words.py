"""The words of a closed session leave, once, as `release.comments` allows it."""

from pulsemeter.release.comments import release_comments
from pulsemeter.release.told_comments import CLOSING, WHY, CommentRelease, ToldComment
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.ports import Stores
from pulsemeter.service.release_answers import Closed, write_once


async def release_words(stores: Stores, closed: Closed, wall_ms: int) -> CommentRelease:
    """The words of a closed session as they leave; where they left before, those. Words have no
    seat, so those of somebody who withdrew leave as well."""
    comments = await _written(stores, closed.code)
    # A closed session's clock stands, anchored at its close.
    closed_for_ms = wall_ms - closed.session.clock.anchor_wall_ms
    kept = await _own_names(stores, closed)
    made = release_comments(comments, closed.study.profile, closed_for_ms, kept)
    kept_release = await write_once(stores, closed.code, made)
    return kept_release if isinstance(kept_release, CommentRelease) else made


async def _written(stores: Stores, code: str) -> list[ToldComment]:
    closing = [
        ToldComment(answers.comment, CLOSING) for answers in await stores.seats.answers(code)
    ]
    said = [
        ToldComment(s.words, s.question, s.stimulus, s.statement, s.choice)
        if s.question == WHY
        else ToldComment(s.words, s.question)
        for s in await stores.answers.said(code)
    ]
    return [comment for comment in (*closing, *said) if comment.text.strip()]


async def _own_names(stores: Stores, closed: Closed) -> frozenset[str]:
    """Words of the study's own that are no secret: who speaks, about whom, in what."""
    wording = await shown_wording(stores, closed.code)
    texts = [stimulus.title for stimulus in closed.study.stimuli]
    texts += [closed.study.title]
    texts += [statement.speaker for statement in wording.statements] if wording else []
    texts += list(closed.study.instrument.targets)
    return frozenset(word for text in texts for word in text.casefold().split())
