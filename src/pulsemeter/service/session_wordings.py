"""What a session shows in words: the wording of its opening, and what was said live.

Kept in memory once a session is open, because it can't change then but by what is said live. It
must not know figures.
"""

from pulsemeter.domain.passage import Judged
from pulsemeter.domain.session import OVER, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.keep_words_live import WordsLive, with_live
from pulsemeter.service.ports import StudyBook


class SessionWordings:
    """The wordings of a server's sessions."""

    def __init__(self, studies: StudyBook, conduct: Conduct, words: WordsLive) -> None:
        self._studies = studies
        self._conduct = conduct
        self._words = words
        self._held: dict[str, Wording] = {}

    async def wording(self, code: str) -> Wording | None:
        """Statements and passages as they stood at a session's opening."""
        held = self._held.get(code)
        if held is None:
            held = await self._studies.wording_of_session(code)
            is_open = self._conduct.place(code).session.state is not SessionState.PLANNED
            if is_open and held is not None:
                self._held[code] = held
        return held

    async def shown(self, code: str) -> Wording | None:
        """The same; once the session is over, with what was said live: until then a passage could
        still get further statements."""
        wording = await self.wording(code)
        session = self._conduct.place(code).session
        if wording is None or not session.is_live or session.state not in OVER:
            return wording
        return with_live(wording, await self._words.words(code))

    async def judged(self, code: str) -> list[Judged]:
        """All that gets a verdict: the statements, then the passages."""
        shown = await self.shown(code)
        passages = () if shown is None else shown.spoken_passages()
        return [*(await self.statements(code)), *passages]

    async def statements(self, code: str) -> list[Statement]:
        """The statements that a session shows, in time order, whatever was edited since: those of
        its opening, or what was said live."""
        wording = await self.wording(code)
        held = [] if wording is None else list(wording.statements)
        if not self._conduct.place(code).session.is_live:
            return held
        return [*held, *(await self._words.words(code)).statements]
