"""What a database server says of itself."""

import psycopg

from pulsemeter.storage.postgresql.facts import look_at


def test_a_server_is_looked_at(address: str) -> None:
    facts = look_at(address)
    assert facts.version >= facts.oldest
    assert facts.encoding == "UTF8"
    assert facts.settings["fsync"] == "on"
    assert facts.settings["archive_mode"] == "off"
    assert (facts.may_make_tables, facts.only_reads) == (True, False)
    assert (facts.is_local, facts.is_encrypted, facts.is_verified) == (True, False, False)
    with psycopg.connect(address) as line:
        ((most,),) = line.execute("SELECT current_setting('max_connections')::int").fetchall()
    assert 8 < facts.connections_left < most


def test_an_account_without_the_right_and_one_that_only_reads(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("DROP ROLE IF EXISTS reader")
        line.execute("CREATE ROLE reader LOGIN")
        line.execute("ALTER ROLE reader SET default_transaction_read_only = on")
    facts = look_at(address.replace("pulsemeter@", "reader@"))
    assert (facts.may_make_tables, facts.only_reads) == (False, True)
