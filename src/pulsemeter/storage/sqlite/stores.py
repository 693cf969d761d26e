"""A data folder opened: its files, the register apart, and the books that lie in them."""

from pathlib import Path

from pulsemeter.service.ports import Stores
from pulsemeter.storage.sqlite.access_book import SqliteAccessBook
from pulsemeter.storage.sqlite.answer_book import SqliteAnswerBook
from pulsemeter.storage.sqlite.audit_book import SqliteAuditBook
from pulsemeter.storage.sqlite.brief_book import SqliteBriefBook
from pulsemeter.storage.sqlite.connection import Database
from pulsemeter.storage.sqlite.credential_book import SqliteCredentialBook
from pulsemeter.storage.sqlite.decision_book import SqliteDecisionBook
from pulsemeter.storage.sqlite.erasure_book import SqliteErasureBook
from pulsemeter.storage.sqlite.folder_lock import make_folder, opening
from pulsemeter.storage.sqlite.import_book import SqliteImportBook
from pulsemeter.storage.sqlite.live_words_book import SqliteLiveWordsBook
from pulsemeter.storage.sqlite.reaction_log import SqliteReactionLog
from pulsemeter.storage.sqlite.recording_book import SqliteRecordingBook
from pulsemeter.storage.sqlite.release_book import SqliteReleaseBook
from pulsemeter.storage.sqlite.remark_book import SqliteRemarkBook
from pulsemeter.storage.sqlite.seat_book import SqliteSeatBook
from pulsemeter.storage.sqlite.sign_in_book import SqliteSignInBook
from pulsemeter.storage.sqlite.staff_book import SqliteStaffBook
from pulsemeter.storage.sqlite.study_book import SqliteStudyBook
from pulsemeter.storage.sqlite.theme_book import SqliteThemeBook


class SqliteStores:
    """The open files of a data folder; `stores` is what the service is given."""

    def __init__(
        self, studies: Database, credentials: Database, reactions: Database, audit: Database
    ) -> None:
        self._studies = studies
        self._databases = (studies, credentials, reactions, audit)
        self.stores = Stores(
            log=SqliteReactionLog(reactions),
            seats=SqliteSeatBook(reactions),
            credentials=SqliteCredentialBook(credentials),
            studies=SqliteStudyBook(studies),
            releases=SqliteReleaseBook(studies),
            staff=SqliteStaffBook(studies),
            sign_ins=SqliteSignInBook(studies),
            access=SqliteAccessBook(credentials),
            answers=SqliteAnswerBook(reactions),
            audit=SqliteAuditBook(audit),
            erasures=SqliteErasureBook(reactions),
            decisions=SqliteDecisionBook(studies),
            live_words=SqliteLiveWordsBook(studies),
            recordings=SqliteRecordingBook(studies),
            briefs=SqliteBriefBook(studies),
            remarks=SqliteRemarkBook(studies),
            themes=SqliteThemeBook(studies),
            imports=SqliteImportBook(reactions, studies),
        )

    async def version(self) -> int:
        """A number that is another one after a different process (the command line) wrote
        studies, sessions, releases or staff. What this process wrote doesn't change it."""
        return await self._studies.foreign_changes()

    async def close(self) -> None:
        """Finish what is queued and close the files. Closing twice is harmless."""
        for database in self._databases:
            await database.close()


def open_stores(folder: Path) -> SqliteStores:
    """Open a data folder, made if it isn't there; tables are brought up to date.

    Raises StoreError when the folder can't be written, a file is not ours or damaged, or a
    newer program wrote it.
    """
    make_folder(folder)
    opened: list[Database] = []
    try:
        with opening(folder):
            for kind in ("studies", "credentials", "reactions", "audit"):
                opened.append(Database(folder, kind))  # noqa: PERF401 - those opened must be closed
    except BaseException:
        for database in opened:
            database.abandon()
        raise
    return SqliteStores(*opened)
