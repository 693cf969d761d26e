"""All books of the reference engine, empty, as one handful."""

from pulsemeter.service.ports import Stores
from pulsemeter.storage.memory.access import MemoryAccessBook
from pulsemeter.storage.memory.answers import MemoryAnswerBook
from pulsemeter.storage.memory.audit import MemoryAuditBook
from pulsemeter.storage.memory.briefs import MemoryBriefBook
from pulsemeter.storage.memory.credentials import MemoryCredentialBook
from pulsemeter.storage.memory.decisions import MemoryDecisionBook
from pulsemeter.storage.memory.erasures import MemoryErasureBook
from pulsemeter.storage.memory.imports import MemoryImportBook
from pulsemeter.storage.memory.jobs import MemoryJobBook
from pulsemeter.storage.memory.live_words import MemoryLiveWordsBook
from pulsemeter.storage.memory.reactions import MemoryReactionLog, MemorySeatBook
from pulsemeter.storage.memory.recordings import MemoryRecordingBook
from pulsemeter.storage.memory.releases import MemoryReleaseBook
from pulsemeter.storage.memory.remarks import MemoryRemarkBook
from pulsemeter.storage.memory.staff import MemorySignInBook, MemoryStaffBook
from pulsemeter.storage.memory.studies import MemoryStudyBook
from pulsemeter.storage.memory.themes import MemoryThemeBook


def memory_stores() -> Stores:
    """Empty books in memory."""
    seats, log = MemorySeatBook(), MemoryReactionLog()
    answers = MemoryAnswerBook(seats)
    sign_ins, studies = MemorySignInBook(), MemoryStudyBook()
    return Stores(
        log=log,
        seats=seats,
        credentials=MemoryCredentialBook(),
        studies=studies,
        releases=MemoryReleaseBook(),
        staff=MemoryStaffBook(sign_ins),
        sign_ins=sign_ins,
        access=MemoryAccessBook(),
        audit=MemoryAuditBook(),
        answers=answers,
        erasures=MemoryErasureBook(log, seats, answers),
        decisions=MemoryDecisionBook(),
        live_words=MemoryLiveWordsBook(studies),
        recordings=MemoryRecordingBook(),
        briefs=MemoryBriefBook(),
        remarks=MemoryRemarkBook(),
        themes=MemoryThemeBook(),
        imports=MemoryImportBook(log, seats, studies),
        jobs=MemoryJobBook(),
    )
