"""What the data folders of several machines have to agree on, where one book is theirs.

The book itself says it: where the log lies, and by a digest which secret its servers sign with.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pulsemeter.bootstrap.roles import Role
from pulsemeter.delivery.brief_service import SECRET
from pulsemeter.delivery.server_secret import server_secret
from pulsemeter.service.ports import StoreError

if TYPE_CHECKING:
    from pulsemeter.storage.postgresql import PostgresStores
    from pulsemeter.storage.sqlite import SqliteStores


async def agree_on_secret(data: Path, stores: "SqliteStores | PostgresStores", role: Role) -> None:
    """See that this folder's secret is that of the book's other servers. StoreError where it isn't:
    links in briefs would open nothing, and receivers couldn't tell that a message is ours.

    A server alone begins anew with its own; one that takes reactions signs nothing.
    """
    _, agreed = await stores.agreed()
    path = data / SECRET
    if role is Role.INGEST:
        return
    if agreed and role.is_shared and not path.exists():
        raise StoreError(f"{path} is missing: {_REMEDY}")
    digest = hashlib.sha256(server_secret(path)).hexdigest()
    if digest != agreed and not (agreed and role.is_shared):
        await stores.agree_on_secret(digest, in_place_of=agreed)
        _, agreed = await stores.agreed()
    if agreed and digest != agreed:
        raise StoreError(f"{path} isn't the secret of the book's other servers: {_REMEDY}")


_REMEDY = (
    "copy it from the machine that served this book first, readable for its owner alone. If it is "
    "lost there, start one server once without a --role: it begins with a new one, and links in "
    "briefs that are on their way open nothing any more."
)
