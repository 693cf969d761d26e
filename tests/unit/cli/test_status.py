"""The command tells the words of the status page of the server that holds the folder."""

import asyncio

import pytest
from tests.faults.test_kills import free_port

from pulsemeter.bootstrap import serving
from pulsemeter.settings import Settings


def asked_while_served(command, trouble=""):
    """Serve the folder and ask; what the command came to."""

    async def story():
        async with serving(Settings(command.data, port=free_port())) as server:
            server.services.ingest.commits.trouble = trouble
            return await asyncio.to_thread(command, "status")

    return asyncio.run(story())


def test_a_server_that_is_well(command):
    done = asked_while_served(command)
    assert done.exit_code == 0, done.output
    first, second, *rest = done.output.splitlines()
    assert first.startswith("As of ")
    assert second == "Nothing is wrong that the server knows of."
    assert "Storing" in rest
    assert "  Tally                   has counted all that is stored" in rest


def test_what_is_wrong_makes_the_exit_code(command):
    done = asked_while_served(command, "The disk that holds it is full. Free some space.")
    assert done.exit_code == 1
    assert "\n! The disk that holds it is full. Free some space.\n" in done.output
    assert "Nothing is wrong" not in done.output


@pytest.mark.parametrize("is_made", [False, True])
def test_without_a_server_it_says_so(command, is_made):
    if is_made:
        asked_while_served(command)
    done = command("status")
    assert done.exit_code == 2
    assert ("pulsemeter serve" if is_made else "there is no data folder") in done.output
