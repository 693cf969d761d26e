"""A passphrase is read from a file, from the environment, or asked for; never an argument."""

import click
import pytest
from click.testing import CliRunner

from pulsemeter.cli.main import main
from pulsemeter.cli.passphrase import VARIABLE, ask_new_passphrase, ask_passphrase
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.service.keep_register import RegisterRefused

LONG = "words that are long enough"


def test_a_file_comes_before_the_environment_before_the_keyboard(tmp_path, monkeypatch):
    file = tmp_path / "passphrase"
    file.write_text(f"{LONG} \nnot this\n", "utf-8")
    monkeypatch.setenv(VARIABLE, "from the environment")
    assert ask_passphrase(file) == f"{LONG} "
    assert ask_passphrase(None) == "from the environment"
    monkeypatch.delenv(VARIABLE)
    asked = []
    monkeypatch.setattr(click, "prompt", lambda *_, **options: asked.append(options) or LONG)
    assert ask_passphrase(None) == LONG
    assert ask_new_passphrase(None) == LONG
    assert all(options["hide_input"] for options in asked)
    assert [options.get("confirmation_prompt", False) for options in asked] == [False, True]


def test_a_new_one_must_be_long_and_a_file_must_hold_one(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text("", "utf-8")
    with pytest.raises(Stop, match="is empty"):
        ask_passphrase(file)
    file.write_text("short", "utf-8")
    with pytest.raises(RegisterRefused, match="at least 15"):
        ask_new_passphrase(file)


def test_no_command_takes_a_passphrase_as_an_argument():
    for name in ("add", "list", "invitations", "forget", "passphrase"):
        said = CliRunner().invoke(main, ["register", name, "--help"]).output
        assert "--passphrase-file" in said
        assert "--passphrase " not in said
