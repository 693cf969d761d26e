"""What goes when, on the command line."""

import re

from pulsemeter.cli import retention
from pulsemeter.cli.retention import _line
from pulsemeter.domain.retention import DAY_MS, Expiry, Piece


def test_an_empty_folder_says_so(command):
    command.begin()
    assert "No session has persons' data" in command.fine("retention").output


def test_each_session_is_listed_with_its_days(command):
    code = command.session()
    said = command.fine("retention").output.splitlines()
    assert said == [
        f"{code}\trare profiles, times of receipt\tnot closed yet",
        f"{code}\tpersons: seats, reactions, answers, comments\tnot closed yet",
    ]
    command.fine("session", "close", code)
    said = command.fine("retention").output.splitlines()
    assert [bool(re.search(r"goes 20\d\d-\d\d-\d\d \d\d:\d\d UTC$", line)) for line in said] == [
        True,
        True,
    ]


def test_what_is_due_is_let_go_and_noted(command, monkeypatch):
    code = command.session()
    command.fine("session", "close", code)
    now = retention.SystemClock.wall_ms
    monkeypatch.setattr(
        "pulsemeter.outside.SystemClock.wall_ms", lambda clock: now(clock) + 91 * DAY_MS
    )
    assert command.fine("retention").output.count("due since") == 2
    assert command.fine("retention", "--apply").output.count("\tgone") == 2
    assert "retention persons" in command.fine("audit", "list").output


def test_longer_than_usual_is_printed_with_its_reason(command):
    text = command.study.read_text("utf-8")
    text += '\n[retention]\npersons_days = 200\nreason = "a thesis"\n'
    command.study.write_text(text, "utf-8")
    assert (
        "200 days instead of 90: a thesis" in command.fine("study", "create", command.study).output
    )
    assert (
        "keeps longer than usual (contacts 14 days, persons 200 days): a thesis"
        in command.fine("retention").output
    )
    assert "kept longer" in command.fine("audit", "list").output


def test_lines_say_when():
    assert _line(Expiry("S", Piece.PERSONS, 0), 0).endswith("due since 1970-01-01 00:00 UTC")
    assert _line(Expiry("talk", Piece.CONTACTS, None), 0).endswith("a session is to close")
    assert _line(Expiry("S", Piece.PERSONS, 5, True), 9).endswith("gone")
