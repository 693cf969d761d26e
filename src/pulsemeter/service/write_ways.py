"""How a study is shown and its seats are filled, as sections of a study file.

The writing side of `read_instrument`, `read_playlist` and `read_recruitment`.
"""

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import Arm, Order, Playlist
from pulsemeter.domain.recruitment import CategoriesFrom, CellQuota, Recruitment, Vendor
from pulsemeter.service.toml_text import Table


def instrument_tables(instrument: Instrument) -> list[Table]:
    """`[instrument]` with its targets; nothing for the plain two buttons."""
    table, usual = Table("[instrument]", "How reactions are given."), Instrument()
    table.put_unless("kind", instrument.kind.value, usual.kind.value)
    table.put_unless("cadence_ms", instrument.cadence_ms, usual.cadence_ms, "an interval")
    table.put_unless("cue", instrument.cue, usual.cue)
    table.put_unless("like", instrument.like, usual.like)
    table.put_unless("dislike", instrument.dislike, usual.dislike)
    if instrument.kind is InstrumentKind.FOUR_STEPS:
        # Where the weaker word is given, the reader asks for the stronger one, even the usual.
        for weak, strong in (("like", "strong_like"), ("dislike", "strong_dislike")):
            if getattr(instrument, weak) != getattr(usual, weak):
                table.put(strong, getattr(instrument, strong))
            else:
                table.put_unless(strong, getattr(instrument, strong), getattr(usual, strong))
    table.put_unless("start", instrument.start, usual.start)
    table.put_unless("ends", instrument.ends, usual.ends, "at -100 and at 100")
    targets = []
    if instrument.kind is InstrumentKind.TWO_BUTTONS_PER_TARGET:
        for name in instrument.targets:
            target = Table("[[instrument.target]]")
            target.put("name", name)
            targets.append(target)
    return [table, *targets] if table.lines else []


def playlist_tables(playlist: Playlist) -> list[Table]:
    """`[playlist]`, where it isn't the usual one."""
    table = Table("[playlist]")
    table.put_unless("order", playlist.order.value, Order.FIXED.value)
    table.put_unless("break_s", playlist.break_ms // 1_000, 0)
    return [table] if table.lines else []


def arm_table(arm: Arm, own: Instrument) -> Table:
    """One `[[arm]]`; `own` is the study's instrument, which an arm may change in part."""
    table = Table("[[arm]]")
    table.put("id", arm.id)
    table.put_unless("label", arm.label, arm.id)
    table.put_unless("share", arm.share, 1)
    table.put_unless("stimuli", arm.stimuli, ())
    if arm.order is not None:
        table.put("order", arm.order.value)
    if arm.instrument is not None:
        table.put("kind", arm.instrument.kind.value)
        table.put_unless("cue", arm.instrument.cue, own.cue)
    table.put_unless("presses", arm.presses, True, "a control only watches")
    return table


def quota_table(quota: CellQuota) -> Table:
    """One `[[quota]]` of a two-way cell."""
    table = Table("[[quota]]")
    for attribute, category in quota.pairs:
        table.put(attribute, category)
    table.put("max", quota.max)
    return table


def recruitment_tables(recruitment: Recruitment) -> list[Table]:
    """`[recruitment]`, where it isn't the usual one."""
    table, usual = Table("[recruitment]", "How seats are filled."), Recruitment()
    table.put_unless("over", recruitment.over, usual.over, "share let in above each quota")
    if recruitment.reserve_share:
        table.put("reserve", recruitment.reserve_share, "share of a cell's quota")
    else:
        table.put_unless("reserve", recruitment.reserve, usual.reserve, "persons a cell")
    minutes = recruitment.no_show_ms // 60_000
    table.put_unless("no_show_minutes", minutes, usual.no_show_ms // 60_000)
    table.put_unless("joins_a_second", recruitment.joins_a_second, usual.joins_a_second)
    named = recruitment.categories_from.value
    table.put_unless("categories_from", named, CategoriesFrom.QUESTIONS.value)
    if recruitment.vendor is not None:
        vendor, usual_vendor = recruitment.vendor, Vendor("")
        table.put("vendor", vendor.name)
        table.put_unless("vendor_parameter", vendor.parameter, usual_vendor.parameter)
        for name in ("complete", "screened_out", "quota_full"):
            table.put_unless(name, getattr(vendor, name), "")
    return [table] if table.lines else []
