"""The composition root: the only room that names an engine.

Everything below speaks to ports; here a data folder becomes a log, a book and a channel. It must
not hold rules, and nothing but the command line may import it.
"""

from pulsemeter.bootstrap.book import BOOK_VARIABLE, book_facts, book_place, book_shown
from pulsemeter.bootstrap.folders import (
    QuietFolder,
    begin_restore,
    check_whole,
    copy_files,
    desk_for,
    digest_of,
    end_restore,
    forget_folder,
    importing,
    imports_for,
    is_data_folder,
    media_folder,
    note_backup,
    opened,
    opened_register,
    put_back,
    quiet_folder,
    reception_for,
    recordings_for,
    replace_text,
    shelf_of,
)
from pulsemeter.bootstrap.log import LOG_VARIABLE, copy_log_place, log_facts, log_place
from pulsemeter.bootstrap.parts import Parts, make_parts
from pulsemeter.bootstrap.roles import Role
from pulsemeter.bootstrap.server import RunningServer, serving

__all__ = [
    "BOOK_VARIABLE",
    "LOG_VARIABLE",
    "Parts",
    "QuietFolder",
    "Role",
    "RunningServer",
    "begin_restore",
    "book_facts",
    "book_place",
    "book_shown",
    "check_whole",
    "copy_files",
    "copy_log_place",
    "desk_for",
    "digest_of",
    "end_restore",
    "forget_folder",
    "importing",
    "imports_for",
    "is_data_folder",
    "log_facts",
    "log_place",
    "make_parts",
    "media_folder",
    "note_backup",
    "opened",
    "opened_register",
    "put_back",
    "quiet_folder",
    "reception_for",
    "recordings_for",
    "replace_text",
    "serving",
    "shelf_of",
]
