"""The command that analyses reactions: anyone's files, or what a study has released."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pulsemeter.cli.options import check_is_there, unchecked_data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.domain.note import Note
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.study import CADENCE_MAX_MS

if TYPE_CHECKING:
    from pulsemeter.analysis.analysis import Analysis
    from pulsemeter.service.ports import Stores

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_INSTRUMENTS = ("two_buttons", "two_buttons_free", "two_buttons_per_target", "four_steps", "slider")
_STUDY_TAKES = (
    "study", "session", "stimulus", "exploratory", "answers_now", "data", "out", "as_json", "title",
    "language",
)  # fmt: skip


@click.command()
@click.argument("reactions", type=_FILE, required=False)
@click.option("--panel", type=_FILE, help="One row per participant: attributes, weights.")
@click.option("--transcript", type=_FILE, help="Statements: TOML list, SRT, WebVTT or a table.")
@click.option("--out", type=_FOLDER, help="Folder for tables, figures and report.html.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--wide", is_flag=True, help="One row per second, one column per participant.")
@click.option("--instrument", type=click.Choice(_INSTRUMENTS), help="Default: seen in the values.")
@click.option("--value-range", metavar="A:B", help="Ends of a dial's scale, such as 0:100.")
@click.option("--time-unit", type=click.Choice(["ms", "s"]), help="Unit of the times.")
@click.option("--participant-column", metavar="NAME", help="Columns whose names aren't known.")
@click.option("--time-column", metavar="NAME")
@click.option("--choice-column", metavar="NAME")
@click.option("--target-column", metavar="NAME")
@click.option("--kind-column", metavar="NAME")
@click.option(
    "--interval-ms",
    type=click.IntRange(1, CADENCE_MAX_MS),
    help="Default 5000, or a wide file's step.",
)
@click.option("--duration-ms", type=click.IntRange(1), help="Length of the stimulus.")
@click.option("--lag-ms", default=3_000, show_default=True, type=click.IntRange(0, 20_000))
@click.option(
    "--band", default="simultaneous", show_default=True,
    type=click.Choice(["simultaneous", "pointwise"]),
)  # fmt: skip
@click.option("--replicates", default=2_000, show_default=True, type=click.IntRange(100, 100_000))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--segments", metavar="a,b or a:b", help="Attributes, or pairs; default all.")
@click.option("--contrast", "contrasts", multiple=True, metavar="attribute=a:b", help="Several.")
@click.option("--weights", metavar="COLUMN|FILE", help="Column of the panel, or margins.toml.")
@click.option("--strata", metavar="ATTRIBUTE", help="Within which the panel was recruited.")
@click.option("--arm", metavar="ATTRIBUTE", help="Which arm each participant was in.")
@click.option("--before", metavar="QUESTION", help="Column of the panel asked before.")
@click.option("--after", metavar="QUESTION", help="Column of the panel asked after.")
@click.option("--answers", metavar="low,…,high", help="Their answers in order.")
@click.option("--codes", metavar="a,b", help="Coded columns of the statements.")
@click.option("--floor", type=click.IntRange(1), help="Fewest persons of whom anything is said.")
@click.option("--threshold", "thresholds", multiple=True, metavar="KEY=VALUE", help="Of verdicts.")
@click.option("--profile", type=click.Choice(sorted(PROFILES)), help="Apply this release gate.")
@click.option("--study", metavar="NAME", help="What this study of the data folder has released.")
@click.option("--session", metavar="CODE", help="Of the study; default its newest.")
@click.option("--stimulus", metavar="ID", help="Of the study; default its first.")
@click.option(
    "--exploratory", metavar="QUESTION", help="Of the study: segments by these answers as well."
)
@click.option(
    "--answers-now", is_flag=True, help="Release answers without those who haven't finished."
)
@click.option("--title", help="Title of the report.")
@click.option("--language", default="en", show_default=True, help="Of the report's sentences.")
@click.option("--simulated", is_flag=True, help="Say everywhere that nobody was asked.")
@unchecked_data_option
def analyse(**options: Any) -> None:
    """Analyse a session: curves with bands, verdicts, moments, reliability, a first report.

    \b
    pulsemeter analyse reactions.csv --panel panel.csv --transcript speech.srt --out results
    pulsemeter analyse dials.csv --wide --value-range 0:100 --out results
    pulsemeter analyse reactions.parquet --panel p.csv --contrast region=North:South --json
    pulsemeter analyse --study moon --out results
    """
    if not options["out"] and not options["as_json"]:
        raise click.UsageError("say where results go: --out FOLDER, or --json to print figures")
    found = _of_study(options) if options["study"] else _of_files(options)
    if options["simulated"]:
        found = replace(found, notes=(Note("simulated: nobody was asked"), *found.notes))
    if options["out"]:
        from pulsemeter.cli.analyse_results import write_results

        written = write_results(found, options["out"], **_told(options, found))
        _tell(f"{written} files in {options['out']}; open {options['out'] / 'report.html'}")
    if options["as_json"]:
        json.dump(found.summary(), sys.stdout, ensure_ascii=False, allow_nan=False, indent=1)
        click.echo()
    else:
        click.echo(str(found))


def _of_study(options: dict[str, Any]) -> "Analysis":
    """Released figures of a study; options that would make new figures are refused. After the
    close its answers leave, once; so do exploratory segments when first asked for."""
    from pulsemeter.bootstrap import opened
    from pulsemeter.service.study_analysis import released_study

    context = click.get_current_context()
    for name in options:
        source = context.get_parameter_source(name)
        if name not in _STUDY_TAKES and source is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"--{name.replace('_', '-')} doesn't go with --study: a study's figures are those "
                "it has released, with its own settings"
            )
    check_is_there(options["data"])

    async def read() -> "Analysis":
        async with opened(options["data"]) as held:
            stores, name, code = held.stores, options["study"], options["session"]
            note = await _release_once(stores, options)
            explored = options["exploratory"]
            found = await released_study(stores, name, code, options["stimulus"], explored)
            return replace(found, notes=(*found.notes, note)) if note else found

    return run(read())


async def _release_once(stores: "Stores", options: dict[str, Any]) -> str:
    """Let out what leaves once, after the close, if it may leave now; why not, where it may not."""
    from pulsemeter.outside import SystemClock
    from pulsemeter.service.release_answers import closed_session
    from pulsemeter.service.release_closing import release_closing
    from pulsemeter.service.release_exploratory import release_exploratory
    from pulsemeter.service.study_analysis import session_of

    session = await session_of(stores, options["study"], options["session"])
    wall_ms = SystemClock().wall_ms()
    why = await release_closing(stores, session, wall_ms, at_once=options["answers_now"])
    if options["exploratory"]:
        if why:
            raise Stop(why)
        closed = await closed_session(stores, session, wall_ms, at_once=True)
        await release_exploratory(stores, closed, options["exploratory"])
    return why


def _of_files(options: dict[str, Any]) -> "Analysis":
    """Files read, measured and analysed; each part of the work is named as it begins."""
    if options["exploratory"] or options["answers_now"]:
        raise click.UsageError("--exploratory and --answers-now go with --study NAME")
    if options["reactions"] is None:
        raise click.UsageError("name a file of reactions, or a study with --study NAME")
    _tell("Reading …")
    from pulsemeter.analysis.analyse import analyse_measured
    from pulsemeter.cli.analyse_files import read_session

    measured, notes = read_session(options)
    for note in notes:
        _tell(f"  note: {note}")
    if options["profile"]:
        from pulsemeter.languages import words_for
        from pulsemeter.release.gated_analysis import gate_analysis

        _tell(f"Figures through the gate of the profile {options['profile']} …")
        words = words_for(options["language"])
        return gate_analysis(measured, PROFILES[options["profile"]], words)
    return analyse_measured(measured, lambda part: _tell(f"Working: {part} …"))


def _told(options: dict[str, Any], found: "Analysis") -> dict[str, Any]:
    """What the report is told beside the figures."""
    name = options["title"] or options["study"]
    if not name:
        name = options["reactions"].stem
    simulated = options["simulated"] or any(note.startswith("simulated") for note in found.notes)
    return {"title": name, "language": options["language"], "simulated": simulated}


def _tell(text: str) -> None:
    """Say something beside the results."""
    click.echo(text, err=True)
