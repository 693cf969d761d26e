"""What is told of a book's database server, worst first."""

import asyncio
import json
from dataclasses import replace

import pytest

from pulsemeter.bootstrap import opened
from pulsemeter.cli import check_book as checks
from pulsemeter.cli.check_book import check_book
from pulsemeter.service.book_facts import BookFacts
from pulsemeter.service.erasure_list import list_text, withdrawal_entry
from pulsemeter.service.erasure_ports import Withdrawal
from pulsemeter.service.ports import StoreError

SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "track_commit_timestamp": "off",
    "archive_mode": "off",
}
GOOD = BookFacts("the book", 18, 15, "UTF8", SETTINGS, True, False, True, False, False, 50)
FAR = replace(GOOD, is_local=False, is_encrypted=True, is_verified=True)


def with_setting(name, value):
    return replace(GOOD, settings={**SETTINGS, name: value})


@pytest.fixture
def told(monkeypatch):
    """What is said of these facts."""

    def look(facts):
        monkeypatch.setattr(checks, "book_facts", lambda address: facts)
        return check_book("postgresql:///book")

    return look


@pytest.mark.parametrize(
    ("facts", "state", "words"),
    [
        (GOOD, "good", "PostgreSQL 18"),
        (FAR, "good", "durable"),
        (replace(GOOD, version=14), "bad", "runs PostgreSQL 14"),
        (with_setting("fsync", "off"), "bad", "fsync = off"),
        (with_setting("full_page_writes", "off"), "bad", "tear"),
        (replace(GOOD, encoding="LATIN1"), "bad", "LATIN1"),
        (replace(GOOD, only_reads=True), "bad", "only reads"),
        (replace(GOOD, may_make_tables=False), "bad", "make no tables"),
        (replace(GOOD, connections_left=8), "bad", "8 more connections"),
        (replace(FAR, is_encrypted=False), "bad", "without TLS"),
        (replace(FAR, is_verified=False), "warning", "right server"),
        (with_setting("track_commit_timestamp", "on"), "warning", "who came when"),
        (with_setting("log_statement", "all"), "warning", "logs statements"),
        (with_setting("log_min_duration_statement", "0"), "warning", "logs statements"),
        (with_setting("archive_mode", "on"), "warning", "archives"),
        (replace(with_setting("archive_mode", "on"), only_reads=True), "bad", "only reads"),
    ],
)
def test_the_worst_is_told_first(told, facts, state, words):
    finding = told(facts)
    assert (finding.name, finding.state) == ("book", state)
    assert "the book" in finding.found
    assert words in finding.found
    assert bool(finding.remedy) == (state != "good")


def test_a_server_that_does_not_answer_is_bad():
    finding = check_book("postgresql://127.0.0.1:1/book?connect_timeout=2")
    assert finding.state == "bad"
    assert "can't be reached" in finding.found


def test_the_doctor_looks_at_the_book_it_is_given_and_at_the_folders(command, postgres_server):
    address = postgres_server.emptied()

    def findings(*arguments):
        told = json.loads(command("doctor", "--json", *arguments).output)["findings"]
        return {finding["name"]: finding for finding in told}

    assert "book" not in findings()
    found = findings("--book", address)["book"]
    assert (found["state"], found["remedy"]) == ("good", "")
    assert not command.data.exists()  # it looks, and makes nothing

    async def served():
        async with opened(command.data, address):
            pass

    asyncio.run(served())
    assert findings()["book"]["state"] == "good"


def test_commands_work_with_the_book_and_a_backup_says_how(command, postgres_server, monkeypatch):
    monkeypatch.setenv("PULSEMETER_BOOK", postgres_server.emptied())
    code = command.session()
    assert not (command.data / "studies.sqlite").exists()
    monkeypatch.delenv("PULSEMETER_BOOK")
    assert 'study: "talk"' in command.fine("session", "plan", code).output
    refused = command("backup", command.folder / "backup")
    assert refused.exit_code == 2
    assert "pg_dump" in refused.output

    entries = command.folder / "erasures.txt"
    command.fine("erasures", entries)
    entries.write_text(list_text([withdrawal_entry(Withdrawal(code, 7))]), "utf-8")
    said = command.fine("erasures", entries, "--apply").output
    assert "Erased again: 0 withdrawn seats" in said
    assert "backup with the list erasures.txt" in command.fine("audit", "list").output


def test_words_of_the_store_reach_the_finding(monkeypatch):
    def refused(address):
        raise StoreError("no such thing.")

    monkeypatch.setattr(checks, "book_facts", refused)
    assert check_book("postgresql:///book").found == "no such thing."
