"""All books over the four stores of an engine."""

from pulsemeter.service.ports import Stores
from pulsemeter.storage.relational.access_book import SqlAccessBook
from pulsemeter.storage.relational.answer_book import SqlAnswerBook
from pulsemeter.storage.relational.audit_book import SqlAuditBook
from pulsemeter.storage.relational.brief_book import SqlBriefBook
from pulsemeter.storage.relational.credential_book import SqlCredentialBook
from pulsemeter.storage.relational.database import Database
from pulsemeter.storage.relational.decision_book import SqlDecisionBook
from pulsemeter.storage.relational.erasure_book import SqlErasureBook
from pulsemeter.storage.relational.import_book import SqlImportBook
from pulsemeter.storage.relational.job_book import SqlJobBook
from pulsemeter.storage.relational.live_words_book import SqlLiveWordsBook
from pulsemeter.storage.relational.reaction_log import SqlReactionLog
from pulsemeter.storage.relational.recording_book import SqlRecordingBook
from pulsemeter.storage.relational.release_book import SqlReleaseBook
from pulsemeter.storage.relational.remark_book import SqlRemarkBook
from pulsemeter.storage.relational.seat_book import SqlSeatBook
from pulsemeter.storage.relational.sign_in_book import SqlSignInBook
from pulsemeter.storage.relational.staff_book import SqlStaffBook
from pulsemeter.storage.relational.study_book import SqlStudyBook
from pulsemeter.storage.relational.theme_book import SqlThemeBook


def books_over(
    studies: Database, credentials: Database, reactions: Database, audit: Database
) -> Stores:
    """What the service is given, over stores that share no key."""
    return Stores(
        log=SqlReactionLog(reactions),
        seats=SqlSeatBook(reactions),
        credentials=SqlCredentialBook(credentials),
        studies=SqlStudyBook(studies),
        releases=SqlReleaseBook(studies),
        staff=SqlStaffBook(studies),
        sign_ins=SqlSignInBook(studies),
        access=SqlAccessBook(credentials),
        answers=SqlAnswerBook(reactions),
        audit=SqlAuditBook(audit),
        erasures=SqlErasureBook(reactions),
        decisions=SqlDecisionBook(studies),
        live_words=SqlLiveWordsBook(studies),
        recordings=SqlRecordingBook(studies),
        briefs=SqlBriefBook(studies),
        remarks=SqlRemarkBook(studies),
        themes=SqlThemeBook(studies),
        imports=SqlImportBook(reactions, studies),
        jobs=SqlJobBook(studies),
    )
