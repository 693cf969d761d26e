"""A plan as people read it in a terminal: tables of net points, and warnings in sentences."""

from collections.abc import Sequence

from pulsemeter.analysis.planning import BAND_PERSONS_MIN, sd_of_shares
from pulsemeter.analysis.verdict_power import PERSONS_MAX
from pulsemeter.analysis.verdict_reach import Reach
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule
from pulsemeter.cli.plan_figures import Plan, SegmentPlan
from pulsemeter.domain.counted import counted

NAMES = {
    Verdict.RESONATES: "resonates",
    Verdict.FALLS_FLAT: "falls flat",
    Verdict.DIVIDES: "divides",
    Verdict.LEAVES_COLD: "leaves cold",
    Verdict.UNDECIDED: "undecided",
    Verdict.TOO_FEW: "too few",
}
REMEDY = "Invite more persons, merge segments, or don't count on these verdicts."


def plan_text(plan: Plan) -> str:
    """Everything a plan says."""
    parts = [_head(plan), _half_widths(plan), _wanted(plan), _verdicts(plan), _chances(plan)]
    told = warnings(plan)
    parts += [
        _differences(plan),
        "\n".join([*(f"! {text}" for text in told), *[REMEDY] * bool(told)]),
    ]
    return "\n\n".join(part for part in parts if part)


def warnings(plan: Plan) -> list[str]:
    """A sentence for segments too small to be shown, and for every verdict hardly reached."""
    floor = plan.design.rule.floor
    shown = [found for found in plan.segments if found.segment.persons >= floor]
    told = [
        f"{found.segment.name}: {counted(found.segment.persons, 'person is', 'persons are')} fewer "
        f"than the smallest group shown ({floor}); nothing will be said of this segment."
        for found in plan.segments
        if found.segment.persons < floor
    ]
    for place, reached in enumerate(plan.segments[0].reaches):
        hard = [found for found in shown if found.reaches[place].hardly]
        if hard:
            told.append(_hard_to_reach(reached, place, hard))
    return told


def _hard_to_reach(reached: Reach, place: int, hard: Sequence[SegmentPlan]) -> str:
    truth = reached.truth
    needs = (
        f"no number of persons up to {PERSONS_MAX:,} is enough"
        if reached.persons_needed is None
        else f"it needs about {counted(reached.persons_needed, 'person')} present"
    )
    small = "; ".join(
        f"{found.segment.name} ({counted(found.segment.persons, 'person')}: in "
        f"{_chance(found.reaches[place].power)} of panels)"
        for found in hard
    )
    return (
        f"“{NAMES[truth.verdict]}” at shares of {truth.label} (like/dislike/neither): {needs}. "
        f"Hardly reached by {small}."
    )


def rule_line(rule: VerdictRule, *, free_pressing: bool) -> str:
    """The thresholds in one line."""
    active = rule.a_free if free_pressing else rule.a
    return (
        f"Rule: groups of {rule.floor} and more, at least {rule.pressers_min} pressers; active "
        f"from {100 * active:g} % pressing{' (free)' if free_pressing else ''}, net beyond "
        f"{100 * rule.delta:g} points, smaller side {100 * rule.divides_smaller:g} % of pressers; "
        f"certainty {rule.certainty_net:g} net, {rule.certainty_divides:g} divides, "
        f"{rule.certainty_cold:g} cold, {rule.certainty_active:g} active."
    )


def points(share: float | None) -> str:
    """A half-width in net points; whole points, since a formula promises no tenths."""
    if share is None:
        return "–"
    number = 100 * share
    return f"{number:.0f}" if number >= 2 else f"{number:.1f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text, the first to the left and figures to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _chance(share: float) -> str:
    """A chance in whole per cent; never "0 %" or "100 %" for what isn't sure."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1 - 1e-6:
        return ">99 %"
    return f"{100 * share:.0f} %"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def _head(plan: Plan) -> str:
    design = plan.design
    sd = sd_of_shares(design.like, design.dislike)
    meant = NAMES[plan.verdict] if plan.verdict else "no verdict with a name"
    return (
        f"Assumed of those present: {_percent(design.like)} like, {_percent(design.dislike)} "
        f"dislike (net {100 * (design.like - design.dislike):+.0f}, SD {100 * sd:.0f} points). "
        f"Of very many persons that would be: {meant}.\n"
        f"{rule_line(design.rule, free_pressing=design.free_pressing)}\n"
        "Numbers are persons present; invite more, since some leave or look away."
    )


def _half_widths(plan: Plan) -> str:
    rows = [
        (
            found.segment.name,
            f"{found.segment.persons}",
            points(found.precision.pointwise),
            points(found.precision.simultaneous),
            points(found.precision.difference),
        )
        for found in plan.segments
    ]
    intervals = plan.design.intervals
    over = counted(intervals, "interval") if intervals else "a long curve"
    note = (
        f"\n– a band needs {BAND_PERSONS_MIN} persons"
        if any(found.precision.simultaneous is None for found in plan.segments)
        else ""
    )
    return (
        f"95 % half-widths in net points; the curve's band holds over {over} at once "
        f"(factor {plan.multiplier:.1f}):\n"
        + table(("segment", "persons", "statement ±", "curve ±", "difference found"), rows)
        + "\nDifference found: against another group of that size, in 8 of 10 such comparisons."
        + note
    )


def _wanted(plan: Plan) -> str:
    rows = [
        (f"±{points(found.half_width)}", f"{found.pointwise}", f"{found.simultaneous}")
        for found in plan.wanted
    ]
    return "Persons for a half-width:\n" + table(("net points", "statement", "curve"), rows)


def _verdicts(plan: Plan) -> str:
    truths = [reached.truth for reached in plan.segments[0].reaches]
    needed = [reached.persons_needed for reached in plan.segments[0].reaches]
    rows = [
        (
            found.segment.name,
            f"{found.segment.persons}",
            *(
                _chance(reached.power) + (" !" if reached.hardly else "")
                for reached in found.reaches
            ),
        )
        for found in plan.segments
    ]
    rows.append(("persons for 80 %", "", *(f"{n}" if n else f">{PERSONS_MAX:,}" for n in needed)))
    head = ("segment", "persons", *(f"{NAMES[truth.verdict]} {truth.label}" for truth in truths))
    return (
        "Chance that a verdict comes out where it is true (like/dislike/neither in per cent; "
        "! below one half):\n" + table(head, rows)
    )


def _chances(plan: Plan) -> str:
    rows = [_chance_row(found) for found in plan.segments]
    return "Chance of each verdict at the assumed shares:\n" + table(
        ("segment", *(NAMES[name] for name in Verdict)), rows
    )


def _chance_row(found: SegmentPlan) -> tuple[str, ...]:
    return (found.segment.name, *(_chance(found.chances[name]) for name in Verdict))


_DIFFERENCES_SHOWN = 30


def _differences(plan: Plan) -> str:
    if not plan.differences:
        return ""
    shown = plan.differences[:_DIFFERENCES_SHOWN]
    rows = [(f"{found.a} – {found.b}", points(found.detectable)) for found in shown]
    rest = len(plan.differences) - len(shown)
    return (
        "Differences found in 8 of 10 comparisons, net points (several at once need more):\n"
        + table(("between", "from"), rows)
        + (f"\nand {rest} more pairs (--json has all)" if rest else "")
    )
