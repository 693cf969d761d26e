"""The command that plans a study: how many persons, and what they can tell."""

import json
from pathlib import Path
from typing import Any

import click

from pulsemeter.analysis.verdict_rule import VerdictRule
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.plan_design import (
    EVERYBODY,
    Design,
    PlannedSegment,
    planned_rule,
    read_duration,
    read_planned_study,
    read_range,
    read_segment,
    study_intervals,
    study_segments,
)
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.study import CADENCE_MAX_MS, Study

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--persons", type=click.IntRange(1, 100_000), help="Everybody who will be present.")
@click.option(
    "--segment", "segments", multiple=True, metavar="NAME=N", help="A segment; several if wished."
)
@click.option("--study", "study_file", type=_FILE, help="Segments and thresholds of a study.toml.")
@click.option("--like", default=0.30, show_default=True, help="Assumed share that will like.")
@click.option("--dislike", default=0.15, show_default=True, help="Assumed share that will dislike.")
@click.option("--duration", metavar="45:00", help="Length of the stimulus.")
@click.option("--intervals", type=click.IntRange(1, 100_000), help="Or the number of intervals.")
@click.option("--interval-ms", type=click.IntRange(200, CADENCE_MAX_MS), help="Default 5000.")
@click.option("--profile", type=click.Choice(sorted(PROFILES)), help="Default standard.")
@click.option("--floor", type=click.IntRange(1), help="Smallest group, in place of the profile's.")
@click.option(
    "--threshold", "thresholds", multiple=True, metavar="KEY=VALUE", help="Of the verdict rule."
)
@click.option("--free-pressing", is_flag=True, help="No cadence: use the threshold a_free.")
@click.option("--from", "earlier", type=_FILE, help="Reactions of an earlier session to draw from.")
@click.option("--statements", type=_FILE, help="Its statements: TOML list, SRT or WebVTT.")
@click.option("--panel", type=_FILE, help="Its panel, for segments named attribute:category.")
@click.option("--target", help="Whom the reactions are about, if there are several.")
@click.option("--value-range", metavar="A:B", help="Ends of the scale of its values.")
@click.option("--wide", is_flag=True, help="The reactions are a table of time × participants.")
@click.option("--lag-ms", type=click.IntRange(0, 20_000), help="Default 3000.")
@click.option("--replicates", default=400, show_default=True, type=click.IntRange(20, 10_000))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--verdict-table", is_flag=True, help="Only the table of powers, as Markdown.")
@click.option("--out", type=_FILE, help="Write the table of powers to a file.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
def plan(**options: Any) -> None:
    """Say how precise a design is and which verdicts it can reach.

    By formula from assumed shares, and with --from by drawing persons from an earlier session.

    \b
    pulsemeter plan --persons 120
    pulsemeter plan --segment region:North=40 --segment region:South=80 --like 0.25
    pulsemeter plan --study study.toml --persons 200 --duration 45:00
    pulsemeter plan --persons 60 --from reactions.csv --statements speech.srt
    """
    study = read_planned_study(options["study_file"]) if options["study_file"] else None
    rule = planned_rule(study, options["profile"], options["floor"], options["thresholds"])
    if options["verdict_table"]:
        _say_power_table(rule, options)
        return
    if options["out"]:
        raise click.UsageError("--out goes with --verdict-table; for a plan use --json > FILE")
    _refuse_lonely(options)
    _say_plan(_design(study, rule, options), study, options)


def _say_power_table(rule: VerdictRule, options: dict[str, Any]) -> None:
    from pulsemeter.cli.power_table import power_table

    text = power_table(rule, _command(options), free_pressing=options["free_pressing"])
    if not options["out"]:
        click.echo(text, nl=False)
        return
    try:
        options["out"].write_text(text, "utf-8")
    except OSError as error:
        raise Stop(
            f"{options['out']} can't be written ({error.strerror}); check folder and rights"
        ) from error


def _command(options: dict[str, Any]) -> str:
    """The command line that gives the same table."""
    words = ["pulsemeter plan --verdict-table"]
    words += [f"--study {options['study_file']}"] if options["study_file"] else []
    words += [f"--{name} {options[name]}" for name in ("profile", "floor") if options[name]]
    words += [f"--threshold {text}" for text in options["thresholds"]]
    words += ["--free-pressing"] if options["free_pressing"] else []
    words += [f"--out {options['out']}"] if options["out"] else []
    return " ".join(words)


def _refuse_lonely(options: dict[str, Any]) -> None:
    """Options that mean nothing without --from are slips, not wishes."""
    if options["earlier"]:
        return
    for name in ("statements", "panel", "target", "value_range", "wide", "lag_ms"):
        if options[name] is not None and options[name] is not False:
            raise click.UsageError(
                f"--{name.replace('_', '-')} says something of an earlier session; add --from FILE"
            )


def _design(study: Study | None, rule: VerdictRule, options: dict[str, Any]) -> Design:
    from pulsemeter.analysis.planning import check_shares

    try:
        check_shares(options["like"], options["dislike"])
    except ValueError as error:
        raise click.BadParameter(f"{error}. Write shares, such as --like 0.30") from error
    return Design(
        _segments(study, options),
        options["like"],
        options["dislike"],
        rule,
        options["free_pressing"],
        _intervals(study, options),
    )


def _segments(study: Study | None, options: dict[str, Any]) -> tuple[PlannedSegment, ...]:
    given = tuple(read_segment(text) for text in options["segments"])
    names = [segment.name for segment in given]
    for name in names:
        if names.count(name) > 1:
            raise click.BadParameter(f"segment {name} is given twice; name each once")
    if study is not None:
        return study_segments(study, options["persons"]) + given
    if options["persons"]:
        return (PlannedSegment(EVERYBODY, options["persons"]), *given)
    if not given:
        raise click.UsageError(
            "say how many persons: --persons N, --segment NAME=N (several), or --study study.toml"
        )
    return given


def _interval_ms(study: Study | None, options: dict[str, Any]) -> int:
    return int(options["interval_ms"] or (study.instrument.cadence_ms if study else 5_000))


def _intervals(study: Study | None, options: dict[str, Any]) -> int | None:
    if options["intervals"] and options["duration"]:
        raise click.UsageError("give --duration or --intervals, not both")
    if options["intervals"]:
        return int(options["intervals"])
    if options["duration"]:
        return -(-read_duration(options["duration"]) // _interval_ms(study, options))
    return study_intervals(study) if study else None


def _say_plan(design: Design, study: Study | None, options: dict[str, Any]) -> None:
    from pulsemeter.cli.plan_figures import make_plan
    from pulsemeter.cli.plan_words import plan_text, warnings

    made = make_plan(design)
    drawn = None
    if options["earlier"]:
        # Reading tables loads polars, which nobody waits for who only asks the formulas.
        from pulsemeter.cli.plan_earlier import EarlierFiles, plan_from

        lag_ms = options["lag_ms"]
        files = EarlierFiles(
            reactions=options["earlier"],
            statements=options["statements"],
            panel=options["panel"],
            target=options["target"],
            wide=options["wide"],
            value_range=read_range(options["value_range"]) if options["value_range"] else None,
            interval_ms=_interval_ms(study, options),
            lag_ms=lag_ms if lag_ms is not None else study.lag_ms if study else 3_000,
        )
        try:
            drawn = plan_from(files, design, options["replicates"], options["seed"])
        except ValueError as error:
            raise Stop(str(error)) from error
    if options["as_json"]:
        figures = {
            **made.as_table(),
            "warnings": warnings(made),
            "from": drawn and drawn.as_table(),
        }
        click.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    click.echo(plan_text(made))
    if drawn:
        click.echo(f"\n{drawn.as_text()}")
