"""Command that lays two sessions beside each other and ranks verdicts among earlier sessions."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import data_option
from pulsemeter.cli.plain_errors import Stop, run
from pulsemeter.domain.session import Session
from pulsemeter.domain.statement import Statement
from pulsemeter.release.plan import ALL
from pulsemeter.release.session_pair import (
    PairRefused,
    Row,
    SessionPair,
    Told,
    session_pair,
    shared_stimuli,
)
from pulsemeter.release.verdict_ranks import VerdictRanks, verdict_ranks
from pulsemeter.release.view import EVERYTHING
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.keep_words_live import shown_wording
from pulsemeter.service.ports import Stores


@click.command()
@click.argument("first")
@click.argument("second", required=False)
@click.option("--stimulus", help="Which of the stimuli that both showed; default the first.")
@click.option("--segment", default=ALL, show_default=True, help="Whose figures, as region:north.")
@click.option("--figure", type=click.Path(path_type=Path, dir_okay=False), help="SVG of both.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@data_option
def compare(
    first: str, second: str | None, stimulus: str | None, segment: str, figure: Path | None,
    as_json: bool, data: Path,
) -> None:  # fmt: skip
    """Compare session FIRST with SECOND, and rank its verdicts among earlier sessions.

    Out of what both have released, and of nothing else. Without SECOND the ranks alone.
    """
    pair, ranks = run(_found(data, first, second, stimulus, segment))
    if figure is not None:
        if pair is None:
            raise Stop("--figure draws two sessions; name a second one")
        from pulsemeter.report.drawing import standing_alone
        from pulsemeter.report.pair_figure import pair_svg

        codes = (pair.first.code, pair.second.code)
        is_simulated = pair.first.is_simulated or pair.second.is_simulated
        figure.write_bytes(standing_alone(pair_svg(pair, names=codes), simulated=is_simulated))
    if as_json:
        click.echo(json.dumps(_facts(pair, ranks), ensure_ascii=False, indent=1))
        return
    if pair is not None:
        _say_pair(pair)
    _say_ranks(ranks)


async def _found(
    data: Path, first: str, second: str | None, stimulus: str | None, segment: str
) -> tuple[SessionPair | None, VerdictRanks]:
    async with opened(data) as held:
        stores = held.stores

        async def statements(code: str) -> list[Statement]:
            wording = await shown_wording(stores, code)
            return [] if wording is None else list(wording.statements)

        comparing = Comparing(stores.studies, stores.releases, statements)
        own = await comparing.showing(await _session(stores, first), EVERYTHING)
        ranks = verdict_ranks(own, await comparing.earlier(own, lambda _: EVERYTHING), segment)
        if second is None:
            return None, ranks
        other = await comparing.showing(await _session(stores, second), EVERYTHING)
        chosen = stimulus or next(iter(shared_stimuli(own, other)), "")
        try:
            return session_pair(own, other, chosen, segment), ranks
        except PairRefused as refusal:
            raise Stop(str(refusal)) from refusal


async def _session(stores: Stores, code: str) -> Session:
    session = await stores.studies.session(code.strip().upper())
    if session is None:
        raise UnknownSession(f"there is no session {code!r}")
    return session


def _say_pair(pair: SessionPair) -> None:
    first, second, whole = pair.first.code, pair.second.code, pair.whole
    click.echo(f"{pair.label}, {first} minus {second}, net points with 95 % intervals")
    for warning in pair.warnings:
        click.echo(f"! {warning}")
    click.echo(f"  over all shared intervals: {_difference(whole)}")
    if pair.is_pooled and whole.together.net is not None:
        click.echo(f"  both together: {_points(whole.together)}")
    counts = pair.counts
    click.echo(
        f"  {counts['differing']} of {counts['tested']} intervals differ after correction (Holm); "
        f"{counts['raw']} by themselves, about {counts['tested'] * 0.05:.0f} by chance"
    )
    for one in pair.statements:
        verdicts = " / ".join(verdict.replace("_", " ") for verdict in one.verdicts)
        mark = " *" if one.row.differs else ""
        click.echo(f"  {one.statement.id}: {verdicts}; {_difference(one.row)}{mark}")
    for apart in pair.apart:
        click.echo(f"  not compared: {apart}")
    for note in pair.notes:
        click.echo(f"- {note}")


def _say_ranks(ranks: VerdictRanks) -> None:
    if ranks.reason:
        click.echo(f"No ranks: {ranks.reason}.")
    else:
        before = len(ranks.earlier)
        click.echo(f"Ranks among {ranks.count} statements of this session and {before} before it:")
    for row in ranks.rows:
        click.echo(
            f"  {row.rank} ({row.rank_low} to {row.rank_high}): {row.statement.id}, "
            f"{row.verdict.replace('_', ' ')}, {row.net:+.1f}"
        )
    for one in ranks.left_out:
        click.echo(f"- left out: {one}")


def _difference(row: Row) -> str:
    if row.p is None:
        return "no figures of both"
    return f"{_points(row.difference)}, p = {row.p:.3f}"


def _points(told: Told) -> str:
    return "–" if told.net is None else f"{told.net:+.1f} ({told.low:+.1f} to {told.high:+.1f})"


def _facts(pair: SessionPair | None, ranks: VerdictRanks) -> dict[str, Any]:
    """Everything under plain keys; see docs/reference/several_sessions.md."""
    told: dict[str, Any] = {
        "ranks": [{**asdict(row), "statement": row.statement.id} for row in ranks.rows],
        "ranked": ranks.count,
        "earlier": [showing.code for showing in ranks.earlier],
        "left_out": list(ranks.left_out),
        "no_ranks": ranks.reason,
    }
    if pair is None:
        return told
    return {
        "first": pair.first.code,
        "second": pair.second.code,
        "stimulus": pair.stimulus,
        "segment": pair.cell,
        "interval_ms": pair.first.instrument.cadence_ms,
        "whole": asdict(pair.whole),
        "anywhere_p": pair.anywhere_p,
        "intervals": [asdict(row) for row in pair.rows],
        "statements": [
            {"statement": one.statement.id, "verdicts": one.verdicts, **asdict(one.row)}
            for one in pair.statements
        ],
        "not_compared": list(pair.apart),
        "pooled": pair.is_pooled,
        "warnings": list(pair.warnings),
        "notes": list(pair.notes),
        **told,
    }
