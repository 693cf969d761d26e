"""The embedded engine: a data folder with five SQLite files and nothing to install.

Each book is one module with its SQL beside it in `sql/`; tables begin and change in numbered
files of `migrations/`, forward only. This room must not know sockets, pages or rules.
"""

from pulsemeter.storage.sqlite import folder_copy
from pulsemeter.storage.sqlite.folder_lock import (
    FolderLock,
    lock_folder,
    lock_imports,
    lock_tally,
    share_folder,
)
from pulsemeter.storage.sqlite.register_book import SqliteRegisterBook, open_register
from pulsemeter.storage.sqlite.stores import SqliteStores, open_stores

__all__ = [
    "FolderLock",
    "SqliteRegisterBook",
    "SqliteStores",
    "folder_copy",
    "lock_folder",
    "lock_imports",
    "lock_tally",
    "open_register",
    "open_stores",
    "share_folder",
]
