"""The words of live sessions: a manuscript moved on by keys, captions, statements typed afterwards.

A step is written down before anybody hears of it, and the same key sent twice is one step. What has
begun to leave as figures keeps its stretch for ever: revisions change words, never reactions. Who
took which step is noted in the audit log, with no word of what was said.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from pulsemeter.domain.counted import counted
from pulsemeter.domain.edit_wording import LABEL_MAX, WORDS_MAX, tidy_text
from pulsemeter.domain.live_step import KEYS, Step, StepKind
from pulsemeter.domain.session import OVER, SessionState
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording, WordingError
from pulsemeter.service.audit_trail import SERVER, AuditTrail
from pulsemeter.service.conduct_session import Conduct, Place
from pulsemeter.service.live_words_ports import WordsFeed
from pulsemeter.service.ports import StoreError, Stores
from pulsemeter.transcript.live_words import Grid, LiveWords, StepRefused, fold, standing

EARLIER_MS, AHEAD_MS = 60_000, 2_000
"""How far from the session's clock the time of a step may lie: a key that had to be sent again, a
clock that is a little ahead."""
CAPTION_MS_MAX = 60_000
STEPS_MAX = 20_000
KEY_MAX = 100
_AT_CLOSE = "at the close"
_ACTS = {
    StepKind.LOAD: "live words: manuscript loaded",
    StepKind.NEXT: "live words: line begun",
    StepKind.SKIP: "live words: line skipped",
    StepKind.DEPART: "live words: statement begun",
    StepKind.END: "live words: statement ended",
    StepKind.BACK: "live words: key taken back",
    StepKind.TYPE: "live words: words typed",
    StepKind.CAPTION: "live words: captions come",
}
_GOING = frozenset((SessionState.RUNNING, SessionState.PAUSED))


@dataclass(slots=True)
class _Held:
    """The steps of a session and what they come to."""

    words: LiveWords
    steps: list[Step] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    captioners: set[str] = field(default_factory=set)
    """Whose captions are noted."""


def grid_of(code: str, study: Study) -> Grid:
    """Where live statements of a session may begin and end."""
    stimulus = study.stimuli[0]
    return Grid(stimulus.id, code, study.instrument.cadence_ms, study.lag_ms, stimulus.duration_ms)


async def shown_wording(stores: Stores, code: str) -> Wording | None:
    """What a session shows: the wording of its opening, and what was said live."""
    wording = await stores.studies.wording_of_session(code)
    study = await stores.studies.frozen_study(code)
    if wording is None or study is None:
        return wording
    return with_live(wording, fold(grid_of(code, study), await stores.live_words.steps(code)))


def with_live(wording: Wording, live: LiveWords) -> Wording:
    """A wording with what was said live."""
    if not live.statements:
        return wording
    wording = wording.with_statements(live.statements)
    for passage in live.passages():
        wording = wording.with_passage(passage)
    return wording


class WordsLive:
    """The live words of one store's sessions. `leaving` names the statements of a session of which
    figures have left, or are about to."""

    def __init__(
        self,
        stores: Stores,
        conduct: Conduct,
        feed: WordsFeed,
        leaving: Callable[[str], Awaitable[Collection[str]]],
        audit: AuditTrail,
    ) -> None:
        self._stores = stores
        self._audit = audit
        self._conduct = conduct
        self._feed = feed
        self._leaving = leaving
        self.is_elsewhere = False
        """Whether steps are taken by another server, so that what is in memory here may be old."""
        self._held: dict[str, _Held] = {}
        self._refusals: dict[str, str] = {}

    async def words(self, code: str) -> LiveWords:
        """What the words of a session are now."""
        return (await self._session(self._conduct.place(code))).words

    async def refusal(self, code: str) -> str:
        """Why a session has no live words; empty where it may have some."""
        return await self._refusal(self._conduct.place(code))

    async def step(self, code: str, step: Step, actor: str) -> LiveWords:
        """Take one step of somebody's; one whose key was taken before changes nothing.

        Raises StepRefused where it can't be taken now.
        """
        place = self._conduct.place(code)
        if why := await self._refusal(place):
            raise StepRefused(why)
        held = await self._session(place)
        async with held.lock:
            if step.key in held.keys:
                return held.words
            tidy = _tidied(step, place)
            _check_state(place, tidy)
            if len(held.steps) >= STEPS_MAX:
                raise StepRefused(f"this session has {STEPS_MAX:,} steps, the most it can")
            return await self._take(place, held, tidy, actor)

    async def end_at_close(self, place: Place) -> None:
        """Close what was still open when the session closed, once."""
        held = await self._session(place)
        async with held.lock:
            if held.words.open is not None:
                end_ms = min(place.session_ms, held.words.grid.duration_ms)
                await self._take(place, held, Step(_AT_CLOSE, StepKind.END, end_ms), SERVER)

    async def _take(self, place: Place, held: _Held, step: Step, actor: str) -> LiveWords:
        before, code = held.words, place.session.code
        if step.kind is StepKind.BACK:
            leaving = await self._leaving(code)
            after = without_last(before, held.steps, step, leaving)
            # At once, so that what is taken back doesn't begin to leave meanwhile.
            held.words = after
        else:
            after = before.after(step)
        try:
            await self._note(held, actor, code, step)
            if not await self._stores.live_words.append(code, len(held.steps), step):
                raise StoreError(f"the words of session {code} were noted elsewhere; try again.")
        except BaseException:
            del self._held[code]  # read anew when next asked for
            raise
        held.steps.append(step)
        held.keys.add(step.key)
        held.words = after
        known = set(before.statements)
        changed = [statement for statement in after.statements if statement not in known]
        self._feed.words(code, after, changed)
        return after

    async def _note(self, held: _Held, actor: str, code: str, step: Step) -> None:
        """Write down who takes which step; of captions, whose come, once while the server runs."""
        if step.kind is StepKind.CAPTION:
            if actor in held.captioners:
                return
            held.captioners.add(actor)
        at = f"at {step.at_ms / 1_000:.1f} s"
        about = step.statement if step.kind is StepKind.TYPE else at
        await self._audit.note(actor, _ACTS[step.kind], code, about)

    async def _session(self, place: Place) -> _Held:
        code = place.session.code
        held = self._held.get(code)
        if held is None:
            steps = list(await self._stores.live_words.steps(code))
            words = fold(grid_of(code, place.study), steps)
            held = _Held(words, steps, {step.key for step in steps})
            if not self.is_elsewhere:
                held = self._held.setdefault(code, held)
        elif held.words.grid != (grid := grid_of(code, place.study)):
            held.words = fold(grid, held.steps)  # until the opening the study may change
        return held

    async def _refusal(self, place: Place) -> str:
        code = place.session.code
        if code not in self._refusals:
            why = await self._look_for_refusal(place)
            if place.session.state is SessionState.PLANNED:
                return why
            self._refusals[code] = why  # nothing of it changes after the opening
        return self._refusals[code]

    async def _look_for_refusal(self, place: Place) -> str:
        if not place.session.is_live:
            return "on demand everybody has an own clock; words are noted live in live sessions"
        if place.study.stimuli[0].duration_ms <= 0:
            return "the length of the stimulus isn't known; give it in the study file"
        wording = await self._stores.studies.wording_of_session(place.session.code)
        planned = wording.of(place.study.stimuli[0].id) if wording else ()
        if planned:
            return (
                f"this session shows {counted(len(planned), 'statement')} whose times were set "
                "before; live ones would overlap them"
            )
        return ""


def without_last(
    words: LiveWords, steps: Sequence[Step], step: Step, leaving: Collection[str]
) -> LiveWords:
    """The words without the last key. What figures were told of keeps its stretch."""
    if not any(each.kind in KEYS for each in standing(steps)):
        raise StepRefused("no key was pressed that could be taken back")
    after = fold(words.grid, (*steps, step))
    stays = {(each.id, each.start_ms, each.end_ms) for each in after.statements}
    for each in words.statements:
        if each.id in leaving and (each.id, each.start_ms, each.end_ms) not in stays:
            raise StepRefused(
                f"figures of statement {each.id} have left already, so its stretch stays; type "
                "other words, or correct the times on the transcript page afterwards"
            )
    return after


def _check_state(place: Place, step: Step) -> None:
    state = place.session.state
    if step.kind is StepKind.TYPE:
        return
    if step.kind is StepKind.LOAD:
        if state in OVER:
            raise StepRefused("the session is over; a manuscript is loaded before")
        return
    if state not in _GOING:
        raise StepRefused(f"the session is {state.value}; statements are opened while it runs")


def _tidied(step: Step, place: Place) -> Step:
    """The step with texts on one line and a time near the session's clock."""
    if not 0 < len(step.key) <= KEY_MAX:
        raise StepRefused(f"a step needs a key of 1 to {KEY_MAX} signs")
    now_ms = place.session_ms
    is_near = now_ms - EARLIER_MS <= step.at_ms <= now_ms + AHEAD_MS
    if step.kind is StepKind.CAPTION:
        if not is_near:
            raise StepRefused(
                f"the caption begins at {step.at_ms} ms, and the session is at {now_ms} ms; send "
                f"captions within {EARLIER_MS // 1_000} s, with times of the session"
            )
        if not 0 <= step.at_ms < step.end_ms <= step.at_ms + CAPTION_MS_MAX:
            raise StepRefused(
                f"the caption lasts from {step.at_ms} to {step.end_ms} ms; give an end after the "
                f"start and within {CAPTION_MS_MAX // 1_000} s"
            )
    try:
        words = tidy_text(step.words, WORDS_MAX, "the words")
        speaker = tidy_text(step.speaker, LABEL_MAX, "the speaker")
        topic = tidy_text(step.topic, LABEL_MAX, "the topic")
    except WordingError as error:
        raise StepRefused(str(error)) from None
    if step.kind in (StepKind.CAPTION, StepKind.TYPE) and not words:
        raise StepRefused("there are no words; send some")
    at_ms = step.at_ms if is_near else now_ms
    return replace(step, at_ms=at_ms, words=words, speaker=speaker, topic=topic)
