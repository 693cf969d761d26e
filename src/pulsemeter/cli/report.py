"""Writes the report of a study's session as a page, a PDF and slides."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.cli.progress_line import ProgressLine

if TYPE_CHECKING:
    from pulsemeter.analysis.analysis import Analysis
    from pulsemeter.report.study_findings import StudyFindings

_FOLDER = click.Path(path_type=Path, file_okay=False)
FORMATS = ("html", "pdf", "pptx")


@click.command()
@click.argument("study")
@click.option("--format", "formats", default=",".join(FORMATS), show_default=True, metavar="A,B")
@click.option("--out", type=_FOLDER, help="Default: STUDY-report.")
@click.option("--session", metavar="CODE", help="Default: the study's newest.")
@click.option("--stimulus", metavar="ID", help="Default: the study's first.")
@click.option("--audience", "audiences", multiple=True, metavar="CELL", help="Only these; several.")
@click.option("--fact", "facts", multiple=True, metavar="ITEM=TEXT", help="For the method note.")
@click.option("--answers-now", is_flag=True, help="Don't wait for who hasn't finished answering.")
@data_option
def report(  # noqa: PLR0913 - each is an option of the command
    study: str, formats: str, out: Path | None, session: str | None, stimulus: str | None,
    audiences: tuple[str, ...], facts: tuple[str, ...], answers_now: bool, data: Path,
) -> None:  # fmt: skip
    """Write the report of STUDY: what it did to whom, from released figures alone.

    \b
    pulsemeter report moon
    pulsemeter report moon --format pdf --out reports --fact recruitment="Panel of the town"
    """
    forms = _forms(formats)
    given = _facts(facts)
    folder = out or Path(f"{study}-report")

    async def gather() -> "StudyFindings":
        from pulsemeter.bootstrap import opened
        from pulsemeter.comprehension.sentence_reader import reader_here
        from pulsemeter.outside import SystemClock
        from pulsemeter.release.view import EVERYTHING, View
        from pulsemeter.service.gather_report import gather_report
        from pulsemeter.service.release_closing import release_closing
        from pulsemeter.service.sort_comments import Comments
        from pulsemeter.service.study_analysis import released_study, session_of

        view = View(frozenset(audiences)) if audiences else EVERYTHING
        async with opened(data) as held:
            stores, clock = held.stores, SystemClock()
            chosen = await session_of(stores, study, session)
            # Answers leave once and for good: not for a command that is mistyped.
            _check_audiences(await released_study(stores, study, chosen.code, stimulus), audiences)
            if why := await release_closing(stores, chosen, clock.wall_ms(), at_once=answers_now):
                _tell(f"note: {why}")
            desk = Comments(stores, reader_here(), clock)
            return await gather_report(
                stores, clock, desk, chosen, view, stimulus=stimulus, given=given
            )

    _tell("Reading what was released …")
    line = ProgressLine("the report is being written")
    findings = run(gather())
    from pulsemeter.media.write_report import report_file, report_outline
    from pulsemeter.service.make_reports import STAGES, report_share

    outline = report_outline(findings)
    with line:
        for number, form in enumerate(forms):
            line.tell(report_share(forms[:number], forms), STAGES[form])
            _write(folder / f"report.{form}", report_file(outline, form))
    click.echo(f"{', '.join(f'report.{form}' for form in forms)} in {folder}")


def _forms(formats: str) -> list[str]:
    forms = [part.strip().lower() for part in formats.split(",") if part.strip()]
    unknown = [form for form in forms if form not in FORMATS]
    if unknown or not forms:
        raise click.UsageError(f"--format takes {', '.join(FORMATS)}, not {formats!r}")
    return list(dict.fromkeys(forms))


def _facts(facts: tuple[str, ...]) -> dict[str, str]:
    from pulsemeter.report.disclosure import DISCLOSED

    given = {}
    for fact in facts:
        item, equals, text = fact.partition("=")
        if not equals or item.strip() not in DISCLOSED:
            raise click.UsageError(
                f"--fact {fact!r}: write ITEM=TEXT with one of {', '.join(DISCLOSED)}"
            )
        given[item.strip()] = text.strip()
    return given


def _check_audiences(analysis: "Analysis", audiences: tuple[str, ...]) -> None:
    from pulsemeter.release.view import View

    there = analysis.segments["segment"].to_list()
    for audience in audiences:
        view = View(frozenset((audience,)))
        if not any(view.shows(segment) for segment in there):
            raise click.UsageError(
                f"--audience {audience!r}: no figures of it have been released; there are those of "
                f"{', '.join(there)}; an attribute alone stands for all of its categories"
            )


def _write(path: Path, content: bytes) -> None:
    arriving = path.with_name(f".{path.name}.arriving")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        arriving.write_bytes(content)
        arriving.replace(path)
    except OSError as error:
        raise Stop(
            f"{error.filename or path} can't be written ({error.strerror}); choose another folder "
            "with --out, or check its rights and the room on the disk"
        ) from error


def _tell(text: str) -> None:
    """Say something beside the results."""
    click.echo(text, err=True)
