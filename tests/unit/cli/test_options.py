"""What several commands share."""

from pathlib import Path

import pytest

from pulsemeter.cli.options import check_is_there
from pulsemeter.cli.plain_errors import Stop


def test_a_folder_where_nothing_is_stored_is_said_by_its_whole_path(command, monkeypatch):
    command.session()
    check_is_there(command.data)
    monkeypatch.chdir(command.folder)
    with pytest.raises(Stop, match=f"no data folder at {command.folder}/elsewhere; check its name"):
        check_is_there(Path("elsewhere"))
