"""Two sessions compared on the command line, out of what they have released."""

import asyncio
import json

import pytest
from tests.unit.release.showings import CELLS, a_showing

from pulsemeter.bootstrap import opened

HERE = {"talk-s01": ((70, 5, 80), "resonates"), "talk-s02": ((30, 25, 80), "divides")}
THERE = {"talk-s01": ((10, 40, 60), "falls_flat"), "talk-s02": ((20, 20, 60), "divides")}


@pytest.fixture
def two(command):
    """Two sessions of one study that are over, the second with figures, by their codes."""
    first = command.session()
    second = command.fine("session", "open", "talk").output.split()[1]
    for code in (first, second):
        command.fine("session", "start", code)
        command.fine("session", "close", code)

    async def release():
        async with opened(command.data) as stores:
            book = stores.stores.releases
            statements = await stores.stores.studies.statements("talk")
            assert [s.id for s in statements] == list(HERE)
            for code, table, judged in (
                (first, [(40, 10, 80), (30, 20, 80)], HERE),
                (second, [(10, 40, 60), (25, 10, 60)], THERE),
            ):
                await book.write_plan(code, CELLS)
                await book.write(code, a_showing(code, table, judged).releases)

    asyncio.run(release())
    return first, second


def test_two_sessions_are_told_beside_each_other(command, two):
    first, second = two
    said = command.fine("compare", first.lower(), second).output
    assert f"All, {first} minus {second}, net points with 95 % intervals" in said
    assert "1 of 2 intervals differ after correction (Holm); 1 by themselves" in said
    assert "talk-s01: resonates / falls flat; +131.2 (" in said
    assert "can’t be known" in said
    assert "both together: " in said
    assert "No ranks: there is no earlier session" in said


def test_ranks_stand_alone_and_beside(command, two):
    said = command.fine("compare", two[1]).output
    assert "Ranks among 4 statements of this session and 1 before it:" in said
    assert "talk-s01, falls flat, -50.0" in said
    assert "minus" not in said


def test_everything_as_json_and_as_a_figure(command, two):
    path = command.folder / "both.svg"
    printed = command.fine("compare", *two, "--json", "--figure", path).output
    told = json.loads(printed)
    assert (told["first"], told["segment"], told["interval_ms"]) == (two[0], "all", 5_000)
    assert told["intervals"][0]["difference"]["net"] == 87.5
    assert told["statements"][0]["verdicts"] == ["resonates", "falls_flat"]
    assert (told["pooled"], told["warnings"]) == (True, [])
    assert path.read_bytes().startswith(b"<svg")
    assert b"<style>" in path.read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("NOSUCH",), "no session"),
        (("--segment", "region:west"), "no segment"),
        (("--stimulus", "other"), "don’t both show"),
    ],
)
def test_what_cannot_be_compared_is_said(command, two, options, told):
    second = [] if options[0] == "NOSUCH" else [two[1]]
    assert told in command.refused("compare", two[0], *second, *options)
    assert "with itself" in command.refused("compare", two[0], two[0])
    path = command.folder / "one.svg"
    assert "name a second one" in command.refused("compare", two[0], "--figure", path)
