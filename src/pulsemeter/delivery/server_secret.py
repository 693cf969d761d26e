"""A secret that only this server knows, kept beside its data.

Backups leave it out: who holds a backup must not be able to sign as this server.
"""

import os
import secrets
from pathlib import Path

LENGTH = 32


class SecretLost(ValueError):
    """A file that doesn't hold a secret of ours; the message says what to do."""


def server_secret(path: Path) -> bytes:
    """The secret in this file, made when it isn't there yet and readable for its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        held = path.read_bytes()
        if len(held) != LENGTH:
            raise SecretLost(
                f"{path} holds no secret of {LENGTH} bytes; remove it, and receivers of webhooks "
                "have to be given new ones"
            ) from None
        return held
    with os.fdopen(handle, "wb") as file:
        made = secrets.token_bytes(LENGTH)
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    return made
