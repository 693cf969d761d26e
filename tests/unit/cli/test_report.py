"""The command that writes reports: what it takes, and what it says of mistakes."""

from click.testing import CliRunner

from pulsemeter.cli.main import main


def told(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["report", *arguments])
    return result.exit_code, result.output


def test_an_unknown_format_is_named(tmp_path) -> None:
    code, text = told("talk", "--format", "docx", "--data", str(tmp_path))
    assert code == 2
    assert "html, pdf, pptx" in text


def test_a_fact_needs_a_known_item(tmp_path) -> None:
    for fact in ("sponsor", "moon=cheese"):
        code, text = told("talk", "--fact", fact, "--data", str(tmp_path))
        assert code == 2
        assert "ITEM=TEXT" in text


def test_a_study_that_is_not_there_is_said(tmp_path) -> None:
    code, text = told("nothing", "--data", str(tmp_path))
    assert code == 2
    assert "no study nothing" in text
