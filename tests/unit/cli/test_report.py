"""The command that writes reports: what it takes, and what it says of mistakes."""

import asyncio

from click.testing import CliRunner

from pulsemeter.bootstrap import opened
from pulsemeter.cli.main import main
from pulsemeter.release.answer_figures import IMPRESSION


def told(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["report", *arguments])
    return result.exit_code, result.output


def test_an_unknown_format_is_named(command) -> None:
    command.begin()
    assert "html, pdf, pptx" in command.refused("report", "talk", "--format", "docx")


def test_a_fact_needs_a_known_item(command) -> None:
    command.begin()
    for fact in ("sponsor", "moon=cheese"):
        assert "ITEM=TEXT" in command.refused("report", "talk", "--fact", fact)


def test_a_study_that_is_not_there_is_said(command) -> None:
    command.fine("study", "create", command.study)
    assert "no study nothing" in command.refused("report", "nothing")


def test_a_folder_that_is_not_there_is_not_made(tmp_path) -> None:
    code, text = told("talk", "--data", str(tmp_path / "mistyped"))
    assert code == 2
    assert "no data folder at" in text
    assert not (tmp_path / "mistyped").exists()


def test_what_is_mistyped_lets_no_answers_leave(command) -> None:
    """They leave once and for good, so what is asked for is looked at before."""
    command.fine("study", "create", command.study)
    command.fine("rehearse", "talk", "--panelists", 20, "--speed", 60, "--calm")

    async def left() -> list[str]:
        async with opened(command.data) as held:
            (session,) = await held.stores.studies.sessions()
            return [one.name for one in await held.stores.releases.once(session.code)]

    asked = ("report", "talk", "--answers-now", "--format", "html", "--out", command.folder / "out")
    there = command.refused(*asked, "--audience", "all", "--audience", "regoin:north")
    assert "'regoin:north'" in there
    assert "all" in there.split("there are those of")[1]
    assert "its sessions: " in command.refused(*asked, "--session", "NOSUCH")
    assert "has no stimulus" in command.refused(*asked, "--stimulus", "nothing")
    assert IMPRESSION not in asyncio.run(left())
    command.fine(*asked, "--audience", "all")
    assert IMPRESSION in asyncio.run(left())
