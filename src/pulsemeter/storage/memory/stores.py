"""All books of the reference engine, empty, as one handful."""

from pulsemeter.service.ports import Stores
from pulsemeter.storage.memory.answers import MemoryAnswerBook
from pulsemeter.storage.memory.audit import MemoryAuditBook
from pulsemeter.storage.memory.credentials import MemoryCredentialBook
from pulsemeter.storage.memory.erasures import MemoryErasureBook
from pulsemeter.storage.memory.reactions import MemoryReactionLog, MemorySeatBook
from pulsemeter.storage.memory.releases import MemoryReleaseBook, MemoryStaffBook
from pulsemeter.storage.memory.studies import MemoryStudyBook


def memory_stores() -> Stores:
    """Empty books in memory."""
    seats, log = MemorySeatBook(), MemoryReactionLog()
    answers = MemoryAnswerBook(seats)
    return Stores(
        log=log,
        seats=seats,
        credentials=MemoryCredentialBook(),
        studies=MemoryStudyBook(),
        releases=MemoryReleaseBook(),
        staff=MemoryStaffBook(),
        audit=MemoryAuditBook(),
        answers=answers,
        erasures=MemoryErasureBook(log, seats, answers),
    )
