"""What a session has released becomes a data package for everybody who may see it.

Reads the book of releases; nothing is counted, so the package can tell nothing new. It must not
know how files are written.
"""

import asyncio
from collections.abc import Mapping

from pulsemeter import __version__
from pulsemeter.analysis.analysis import Analysis
from pulsemeter.domain.session import OVER, Session, SessionState
from pulsemeter.domain.study import Study
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.configuration import Configuration, HeldSession
from pulsemeter.report.context import Context
from pulsemeter.report.data_table import DataPackage
from pulsemeter.report.disclosure import study_facts
from pulsemeter.report.markdown import markdown_of
from pulsemeter.report.method_note import method_section
from pulsemeter.report.outline import Report
from pulsemeter.report.package_texts import SIMULATED
from pulsemeter.report.released_package import ABOUT, released_tables
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.gather_duties import session_days
from pulsemeter.service.ports import Stores
from pulsemeter.service.study_analysis import released_study, session_of

EXPLORED = (
    "exploratory segments are left out: they were chosen after the data, for the analyst alone "
    "(pulsemeter analyse --study NAME --exploratory QUESTION)"
)


async def pack_released(
    stores: Stores, name: str, code: str | None = None, view: View = EVERYTHING
) -> DataPackage:
    """Package A of a study's newest session, or of the one with this code, as far as a view shows.

    Raises
    ------
    UnknownStudy
        There is no such study.
    DataError
        It has no such session, or the session has released nothing that may be seen.
    """
    session = await session_of(stores, name, code)
    study = await stores.studies.frozen_study(session.code) or await stores.studies.study(name)
    if study is None:
        raise UnknownStudy(f"there is no study {name}; `pulsemeter study list` shows all")
    found = [
        (stimulus, await released_study(stores, name, session.code, stimulus.id, view=view))
        for stimulus in study.stimuli
    ]
    simulated = session.simulated or study.simulated
    notes = list(dict.fromkeys(note for _, analysis in found for note in analysis.notes))
    if view.audiences is not None:
        own = ", ".join(sorted(view.audiences)) or "none"
        notes.insert(0, f"figures of these audiences alone: {own}")
    once = await stores.releases.once(session.code)
    if any(release.name.startswith("exploratory:") for release in once):
        notes.append(EXPLORED)
    note = await method_note(stores, study, session, found[0][1], simulated=simulated)
    tables = await asyncio.to_thread(released_tables, found, _questions(study, session))
    return DataPackage(
        name=f"{study.name}-{session.code}-released",
        title=f"{study.title}: released figures of session {session.code}",
        about=ABOUT,
        version=__version__,
        tables=tables,
        simulated=simulated,
        notes=tuple(notes),
        texts={"method_note.md": note},
    )


async def method_note(
    stores: Stores, study: Study, session: Session, analysis: Analysis, *, simulated: bool
) -> str:
    """How it was done, as Markdown: what is known, and by name what isn't."""
    days = await session_days(stores.audit)
    closed = days.get((session.code, SessionState.CLOSED.value), "")
    held = HeldSession(
        session,
        opened=days.get((session.code, SessionState.OPEN.value), ""),
        closed=closed if session.state in OVER else "",
    )
    facts = study_facts(Configuration(study=study, made="", version="", sessions=(held,)))
    section = method_section(Context(analysis, ENGLISH), facts)
    return markdown_of(
        Report(
            title=f"{study.title}, session {session.code}",
            language="en",
            right_to_left=False,
            labels={},
            marks=(SIMULATED,) if simulated else (),
            headline="",
            lead=(),
            sections=(section,),
        )
    )


def _questions(study: Study, session: Session) -> Mapping[str, str]:
    """The texts of all questions by the ids that tables know them by."""
    planned = {question.id: question.text for question in study.questionnaire.questions}
    return planned | {question.key: question.text for question in session.questions}
