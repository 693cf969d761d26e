"""What several commands share."""

import os
from pathlib import Path

import click
import pytest

from pulsemeter.cli.main import main
from pulsemeter.cli.options import check_is_there, is_there
from pulsemeter.cli.plain_errors import Stop

UNCHECKED = {
    "demo": (),
    "serve": (),
    "doctor": (),
    "study create": (),
    "restore": (),
    "staff link": ("--name", "Ada"),
    "rehearse": ("moon",),
    "tokens": ("ABC234", "--count", "1"),
    "analyse": ("--study", "moon", "--json"),
    "import": (),  # see test_import_session.py
}
"""Commands that may begin a data folder or go without one, and what they do only in one that is
there. Whoever adds a command to these says that a mistyped --data harms nobody."""


def _commands(group, words=()):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        else:
            yield " ".join((*words, name)), command


WITH_DATA = {
    name: command
    for name, command in _commands(main)
    if any("--data" in parameter.opts for parameter in command.params)
}


@pytest.mark.parametrize("name", [name for name in WITH_DATA if name not in UNCHECKED])
def test_no_command_makes_a_folder_of_a_mistyped_name(command, name):
    nowhere = command.folder / "mistyped"
    said = command.refused(*name.split(), "--data", nowhere, data=False)
    assert f"no data folder at {nowhere}; check its name (--data, or PULSEMETER_DATA)" in said
    assert "A new one begins with pulsemeter study create" in said
    assert not nowhere.exists()


@pytest.mark.parametrize("name", [name for name, reading in UNCHECKED.items() if reading])
def test_nor_does_one_that_may_begin_a_folder_where_it_only_reads(command, name):
    said = command.refused(*name.split(), *UNCHECKED[name])
    assert f"no data folder at {command.data}; check its name" in said
    assert not command.data.exists()


def test_every_command_that_goes_unchecked_is_one():
    assert WITH_DATA.keys() >= UNCHECKED.keys()
    assert len(WITH_DATA) > 40


def test_the_default_is_checked_and_help_needs_no_folder(command, monkeypatch):
    monkeypatch.chdir(command.folder)
    default = command.folder / "pulsemeter-data"
    assert f"no data folder at {default}" in command.refused("study", "list", data=False)
    assert "Usage" in command.fine("study", "list", "--help").output
    assert not default.exists()
    assert not command.data.exists()


def test_a_folder_where_nothing_is_stored_is_said_by_its_whole_path(command, monkeypatch):
    command.session()
    check_is_there(command.data)
    monkeypatch.chdir(command.folder)
    with pytest.raises(Stop, match=f"no data folder at {command.folder}/elsewhere; check its name"):
        check_is_there(Path("elsewhere"))


def test_beside_a_book_elsewhere_the_folder_may_be_empty_but_not_missing(command, monkeypatch):
    command.data.mkdir()
    assert not is_there(command.data)
    monkeypatch.setenv("PULSEMETER_BOOK", "postgresql://nobody@127.0.0.1:1/none")
    assert is_there(command.data)
    assert not is_there(command.folder / "mistyped")
    with pytest.raises(Stop, match="names an empty folder will do"):
        check_is_there(command.folder / "mistyped")
    assert "a book elsewhere; back that up with pg_dump" in command.refused(
        "backup", command.folder / "backup"
    )
    assert not (command.folder / "backup").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_a_folder_that_cannot_be_looked_into(command):
    command.session()
    command.data.chmod(0)
    try:
        assert "run this as the account that serves it" in command.refused("study", "list")
    finally:
        command.data.chmod(0o700)
