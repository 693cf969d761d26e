"""Where a book lies: an address without its secrets, and a connection made from it.

What the address leaves open libpq takes from its own surroundings: PGPASSWORD, a password file, a
service file. No password may reach a message.
"""

import ipaddress
import os
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.postgresql.trouble import explain, unreachable

SCHEMES = ("postgresql://", "postgres://")
# How soon a dead line is noticed, unless the address says otherwise.
_LINE = {
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
LOCK_WAIT_S = 30
# A statement of ours that waits longer than this for another writer has met a program that hangs.
_SETTINGS = (
    f"SET lock_timeout = '{LOCK_WAIT_S}s'",
    "SET idle_in_transaction_session_timeout = '5min'",
    "SET client_min_messages = warning",
)
_DURABLE = ("on", "remote_apply")


def is_book_address(text: str) -> bool:
    """Whether this names a PostgreSQL database."""
    return text.startswith(SCHEMES)


def parameters(address: str) -> dict[str, Any]:
    """What the address says. StoreError where it can't be read."""
    if not is_book_address(address):
        raise StoreError(
            "a book's address begins with postgresql://; see docs/reference/postgresql.md."
        )
    try:
        return conninfo_to_dict(address)
    except psycopg.Error:
        # libpq's own words would show the address, and a password in it.
        raise StoreError(
            "the address of the book can't be read; it looks like "
            "postgresql://user@host:5432/database?sslmode=verify-full (letters such as @ and / in "
            "a name are written as %40 and %2F)."
        ) from None


def place_of(address: str) -> str:
    """The address in words, without user and password."""
    held = parameters(address)
    if held.get("service"):
        return f"the PostgreSQL service {held['service']}"
    host = held.get("host") or held.get("hostaddr") or "this machine"
    port = f":{held['port']}" if held.get("port") else ""
    return f"the PostgreSQL database {held.get('dbname', '')} at {host}{port}".replace("  ", " ")


def is_local(host: str) -> bool:
    """Whether no network lies between."""
    if host.startswith("/") or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def without_secrets(address: str) -> str:
    """The address as it may be written down: without its password."""
    held = parameters(address)
    for secret in ("password", "sslpassword"):
        held.pop(secret, None)
    words = urlencode({key: str(value) for key, value in held.items()}, quote_via=quote)
    return f"postgresql://?{words}"


def line_to(address: str) -> dict[str, Any]:
    """What a connection is made with. Over a network it is under TLS, unless somebody says
    otherwise in the address or the environment: libpq alone would go on without."""
    held = parameters(address)
    hosts = str(held.get("host") or held.get("hostaddr") or os.environ.get("PGHOST", "")).split(",")
    is_told = "sslmode" in held or "service" in held or "PGSSLMODE" in os.environ
    guarded = {} if is_told or all(map(is_local, hosts)) else {"sslmode": "require"}
    own = {"application_name": "pulsemeter", "client_encoding": "utf8"}
    return {**_LINE, **guarded, **held, **own}


def connect(address: str, schema: str = "") -> psycopg.Connection[Any]:
    """A new connection whose commits are durable, with this schema's tables. StoreError in words
    where there is none to be had."""
    place = place_of(address)
    try:
        connection = psycopg.connect(make_conninfo("", **line_to(address)), autocommit=True)
    except psycopg.Error as error:
        raise unreachable(error, place) from None
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        row = connection.execute("SHOW synchronous_commit").fetchone()
        if row is None or row[0] not in _DURABLE:
            connection.execute("SET synchronous_commit = on")
        if schema:
            connection.execute(f"SET search_path = {schema}")
    except psycopg.Error as error:
        connection.close()
        raise explain(error, place) from None
    return connection
