"""How far to trust it, in plain words: agreement, halves, variance, lag, odd devices.

This module must not know how any of it is computed.
"""

from pulsemeter.analysis.segments import ALL
from pulsemeter.report.context import Context, Row
from pulsemeter.report.outline import Block, Cell, Column, Definitions, Paragraph, Section, Table
from pulsemeter.report.wording import decimal_text, seconds_text, share_text, whole_text

# From Koo and Li's reading of reliability coefficients: poor, moderate, good, excellent.
_LEVELS = ((0.9, "excellent"), (0.75, "good"), (0.5, "moderate"))
_INDICATORS = {
    "response_rate": "how often a press comes",
    "longest_same": "longest run of the same press",
    "regularity": "regularity of presses",
    "autocorrelation": "likeness of neighbouring intervals",
    "hidden_share": "share of time with the page hidden",
    "consistency": "likeness of odd and even intervals",
}
_COMPONENTS = {
    "person": "persons (some like more in general)",
    "statement": "statements (some are liked more in general)",
    "person_statement": "person × statement (tastes, and chance)",
}


def trust_section(context: Context) -> Section:
    """Everything that says how far figures can be trusted."""
    blocks = [
        *_reliability(context),
        *_components(context),
        *_lag(context),
        *_quality(context),
    ]
    return Section("trust", context.phrase("How far to trust it"), tuple(blocks))


def _reliability(context: Context) -> list[Block]:
    blocks: list[Block] = []
    several = len(context.analysis.reliability) > 1
    for row in context.analysis.reliability.iter_rows(named=True):
        about = f"{row['target']}: " if several else ""
        if row["split_half"] is not None:
            text = context.phrase(
                "If the panel is split in two at random, the curves of the halves go together with "
                "a correlation of {r} (middle 95 % of {halves} splits: {low} to {high}): {level}.",
                r=decimal_text(row["split_half"]),
                halves=context.words.whole(row["halves"]),
                low=decimal_text(row["split_half_low"]),
                high=decimal_text(row["split_half_high"]),
                level=context.phrase(_level(row["split_half"])),
            )
            blocks.append(Paragraph(about + text))
        if row["mean_r"] is None:
            reason = row["reason"] or context.phrase("too few")
            blocks.append(
                Paragraph(about + context.phrase("Agreement of persons: {why}.", why=reason))
            )
            continue
        pairs = tuple((context.phrase(name), _figure(row, key)) for name, key in _FIGURES)
        blocks.append(Definitions(pairs))
    return blocks


_FIGURES = (
    ("Two persons' curves correlate, on average (mean r)", "mean_r"),
    ("Agreement of single persons, ICC(A,1)", "icc_a1"),
    ("Reliability of the panel's mean, ICC(A,k)", "icc_ak"),
    ("Cronbach's α, persons as items", "cronbach_alpha"),
    ("Split-half, stepped up to the whole panel (Spearman–Brown)", "spearman_brown"),
)


def _figure(row: Row, key: str) -> str:
    return decimal_text(row[key])


def _level(value: float) -> str:
    return next((name for least, name in _LEVELS if value >= least), "poor")


def _components(context: Context) -> list[Block]:
    blocks: list[Block] = []
    for target in context.analysis.variance_components["target"].unique(maintain_order=True):
        rows = context.rows(context.analysis.variance_components, target)
        parts = [
            f"{context.phrase(_COMPONENTS.get(str(r['component']), 'other'))} "
            f"{share_text(context.words, r['share'])}"
            for r in rows
            if r["share"] is not None
        ]
        if parts:
            text = context.phrase(
                "What makes statements' scores differ: {parts}.", parts=", ".join(parts)
            )
            blocks.append(Paragraph(context.about(target) + text))
    return blocks


def _lag(context: Context) -> list[Block]:
    blocks: list[Block] = []
    for row in context.analysis.lag.iter_rows(named=True):
        used = seconds_text(row["used_ms"])
        if row["estimated_ms"] is None:
            text = context.phrase(
                "The human delay was taken as {used}; the data suggest none of their own{why}.",
                used=used,
                why=f" ({row['reason']})" if row["reason"] else "",
            )
        else:
            text = context.phrase(
                "The human delay was taken as {used}; the data suggest {found} ({low} to {high}).",
                used=used,
                found=seconds_text(row["estimated_ms"]),
                low=seconds_text(row["low_ms"]),
                high=seconds_text(row["high_ms"]),
            )
        blocks.append(Paragraph(context.about(row["target"]) + text))
    for target in context.analysis.lag_sensitivity["target"].unique(maintain_order=True):
        rows = context.rows(context.analysis.lag_sensitivity, target)
        heads = ("delay", "statements with a named verdict", "verdicts that change")
        columns = tuple(Column(context.phrase(h), figures=p > 0) for p, h in enumerate(heads))
        cells = tuple(
            (
                Cell(seconds_text(r["lag_ms"]), r["lag_ms"]),
                Cell(whole_text(context.words, r["named"]), r["named"]),
                Cell(whole_text(context.words, r["changed"]), r["changed"]),
            )
            for r in rows
        )
        caption = context.about(target) + context.phrase("Verdicts under other delays, whole panel")
        blocks.append(Table(caption, columns, cells))
    return blocks


def _quality(context: Context) -> list[Block]:
    rows = list(context.analysis.quality.iter_rows(named=True))
    if not rows:
        return []
    words = context.words
    blocks: list[Block] = [
        Paragraph(
            context.phrase(
                "Devices and thumbs: {flagged} of {judged} persons who could be judged look odd by "
                "two signs or more. They are in all figures; direction and agreement play no part.",
                flagged=whole_text(words, rows[0]["flagged"]),
                judged=whole_text(words, rows[0]["judged"]),
            )
        )
    ]
    for target in context.analysis.targets:
        for row in context.rows(context.analysis.session, target, ALL):
            if row["net"] is not None and row["net_without_flagged"] is not None:
                text = context.phrase(
                    "Net approval of the session with them: {net}; without them: {without}.",
                    net=words.net(row["net"]),
                    without=words.net(row["net_without_flagged"]),
                )
                blocks.append(Paragraph(context.about(target) + text))
    heads = ("sign", "odd if", "persons beyond")
    columns = tuple(Column(context.phrase(h), figures=p == 2) for p, h in enumerate(heads))
    cells = tuple(
        (
            Cell(context.phrase(_INDICATORS.get(r["indicator"], r["indicator"].replace("_", " ")))),
            Cell(_limit(context, r)),
            Cell(whole_text(words, r["persons_out"]), r["persons_out"]),
        )
        for r in rows
    )
    return [*blocks, Table(context.phrase("Signs looked at"), columns, cells)]


def _limit(context: Context, row: Row) -> str:
    if row["at"] is None:
        return context.phrase("no limit: too few persons")
    return f"{context.phrase(row['side'])}: {decimal_text(row['at'])}"
