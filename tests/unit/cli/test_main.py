import os
import sqlite3

import pytest

from pulsemeter import __version__


def test_every_command_has_help(command):
    said = command.fine("--help", data=False).output
    for name in ("demo", "serve", "study", "session", "tokens", "staff", "rehearse"):
        assert name in said
        assert "Usage" in command.fine(name, "--help", data=False).output
    assert __version__ in command.fine("--version", data=False).output


def test_as_a_program_bad_input_is_one_message_and_exit_code_2(command):
    done = command.program("session", "start", "NOSUCH", "--data", command.data)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_the_data_folder_may_come_from_the_environment(command):
    command.session()
    done = command.program("study", "list", PULSEMETER_DATA=str(command.data))
    assert (done.returncode, done.stdout) == (0, "talk\tA talk\n")


def test_a_data_folder_that_is_a_file_or_cannot_be_made(command):
    command.data.write_text("a file", "utf-8")
    command.refused("study", "list")
    command.data = command.data / "below"
    assert "--data" in command.refused("study", "list")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_without_the_right_to_write(command):
    command.data.mkdir(mode=0o500)
    assert "the right to write" in command.refused("study", "create", command.study)


def test_a_database_newer_than_the_program_stays_untouched(command):
    command.session()
    path = command.data / "studies.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9999")
    database.close()
    before = path.read_bytes()
    assert "newer" in command.refused("study", "list")
    assert path.read_bytes() == before


def test_a_database_that_is_something_else(command):
    command.session()
    (command.data / "studies.sqlite").write_bytes(b"not a database at all" * 500)
    command.refused("study", "list")
