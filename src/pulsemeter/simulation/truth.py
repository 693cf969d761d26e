"""What a simulated panel thinks: how often each segment presses at each statement.

Read from a parsed `truth.toml`. Knows probabilities only, nothing of persons or of time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Study

_SUM_SLACK = 1e-6


class TruthError(ValueError):
    """A truth file that says something impossible; names the key and the remedy."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """The chance that one interval is pressed Like or Dislike; the rest is silence."""

    like: float
    dislike: float

    def __post_init__(self) -> None:
        for name, chance in (("like", self.like), ("dislike", self.dislike)):
            if not 0.0 <= chance <= 1.0:
                raise TruthError(f"{name} = {chance} must lie between 0 and 1")
        if self.like + self.dislike > 1.0 + _SUM_SLACK:
            raise TruthError(
                f"like {self.like} and dislike {self.dislike} add up to more than 1; "
                "what is left of 1 is silence"
            )


@dataclass(frozen=True, slots=True)
class StatementTruth:
    """One statement: the leaning of everyone, and of the categories that differ."""

    id: str
    everyone: Leaning
    segments: dict[tuple[str, str], Leaning] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Truth:
    """The whole known truth; `shares` is the make-up of the panel per attribute."""

    default: Leaning
    statements: dict[str, StatementTruth] = field(default_factory=dict)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)

    def leaning(self, statement_id: str | None, categories: Mapping[str, str]) -> Leaning:
        """The leaning of a person with these categories while hearing this statement.

        Someone in several named segments gets the sum of their deviations from everyone, so
        that a segment differs by what the file says, whoever else is in it. The result is
        kept within what is possible.
        """
        truth = self.statements.get(statement_id) if statement_id is not None else None
        if truth is None:
            return self.default
        like, dislike = truth.everyone.like, truth.everyone.dislike
        for attribute_category, segment in truth.segments.items():
            if categories.get(attribute_category[0]) == attribute_category[1]:
                like += segment.like - truth.everyone.like
                dislike += segment.dislike - truth.everyone.dislike
        like, dislike = max(like, 0.0), max(dislike, 0.0)
        total = like + dislike
        if total > 1.0:
            like, dislike = like / total, dislike / total
        return Leaning(like, dislike)


def read_truth(
    table: Mapping[str, Any],
    study: Study | None = None,
    statements: Sequence[Statement] | None = None,
) -> Truth:
    """The truth in a parsed TOML table, checked against the study and its statements if given.

    Form::

        [default]                 # stretches outside statements
        like = 0.05
        dislike = 0.04

        [shares.region]           # optional make-up of the panel; equal shares where absent
        north = 0.4
        south = 0.6

        [[statement]]
        id = "s01"
        like = 0.30               # everyone; optional, else as in [default]
        dislike = 0.10
        [statement.segment.region.north]
        like = 0.55
        dislike = 0.05

    Raises TruthError, which names the key, for anything unknown, missing or impossible.
    """
    _refuse_unknown(table, {"default", "shares", "statement"}, "the file")
    if "default" not in table:
        raise TruthError("[default] is missing: say like and dislike outside statements")
    default = _leaning(_table(table["default"], "[default]"), "[default]", None)
    found: dict[str, StatementTruth] = {}
    entries = table.get("statement", [])
    if not isinstance(entries, list):
        raise TruthError("statement must be a list: write [[statement]]")
    for place, entry in enumerate(entries, start=1):
        one = _statement(_table(entry, f"[[statement]] {place}"), place, default)
        if one.id in found:
            raise TruthError(f"[[statement]] {place}: id {one.id!r} occurs twice")
        found[one.id] = one
    truth = Truth(default, found, _shares(table.get("shares", {})))
    if study is not None:
        _check_categories(truth, study)
    if statements is not None:
        _check_statements(truth, statements)
    return truth


def _statement(entry: Mapping[str, Any], place: int, default: Leaning) -> StatementTruth:
    statement_id = entry.get("id")
    if not isinstance(statement_id, str) or not statement_id:
        raise TruthError(f'[[statement]] {place}: id is missing: write id = "…"')
    where = f"statement {statement_id}"
    _refuse_unknown(entry, {"id", "like", "dislike", "segment"}, where)
    everyone = _leaning(entry, where, default)
    segments: dict[tuple[str, str], Leaning] = {}
    for attribute, categories in _table(entry.get("segment", {}), f"{where}, segment").items():
        for category, chances in _table(categories, f"{where}, segment.{attribute}").items():
            name = f"{where}, segment.{attribute}.{category}"
            chances = _table(chances, name)
            _refuse_unknown(chances, {"like", "dislike"}, name)
            segments[attribute, category] = _leaning(chances, name, everyone)
    return StatementTruth(statement_id, everyone, segments)


def _leaning(entry: Mapping[str, Any], where: str, otherwise: Leaning | None) -> Leaning:
    chances = []
    for name in ("like", "dislike"):
        chance = entry.get(name, getattr(otherwise, name, None))
        if chance is None:
            raise TruthError(f"{where}: {name} is missing")
        if isinstance(chance, bool) or not isinstance(chance, int | float):
            raise TruthError(f"{where}: {name} = {chance!r} is not a number")
        chances.append(float(chance))
    try:
        return Leaning(chances[0], chances[1])
    except TruthError as error:
        raise TruthError(f"{where}: {error}") from None


def _shares(table: Any) -> dict[str, dict[str, float]]:
    shares: dict[str, dict[str, float]] = {}
    for attribute, categories in _table(table, "[shares]").items():
        where = f"[shares.{attribute}]"
        one: dict[str, float] = {}
        for category, share in _table(categories, where).items():
            if isinstance(share, bool) or not isinstance(share, int | float) or share < 0:
                raise TruthError(f"{where}: {category} = {share!r} is not a share of 0 or more")
            one[category] = float(share)
        if sum(one.values()) <= 0:
            raise TruthError(f"{where}: at least one share must be above 0")
        shares[attribute] = one
    return shares


def _check_categories(truth: Truth, study: Study) -> None:
    named = [
        (f"statement {one.id}, segment.{attribute}.{category}", attribute, category)
        for one in truth.statements.values()
        for attribute, category in one.segments
    ]
    named += [
        (f"[shares.{attribute}]", attribute, category)
        for attribute, categories in truth.shares.items()
        for category in categories
    ]
    for where, attribute_id, category_id in named:
        attribute = study.attribute(attribute_id)
        if attribute is None:
            known = ", ".join(a.id for a in study.attributes) or "none"
            raise TruthError(f"{where}: the study has no attribute {attribute_id!r} ({known})")
        if attribute.category(category_id) is None:
            known = ", ".join(c.id for c in attribute.categories)
            raise TruthError(
                f"{where}: attribute {attribute_id!r} has no category {category_id!r} ({known})"
            )


def _check_statements(truth: Truth, statements: Sequence[Statement]) -> None:
    known = {statement.id for statement in statements}
    for statement_id in truth.statements:
        if statement_id not in known:
            raise TruthError(
                f"statement {statement_id}: the statement list has no such id "
                f"({', '.join(sorted(known)) or 'it is empty'})"
            )


def _table(found: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise TruthError(f"{where}: expected a table, found {found!r}")
    return found


def _refuse_unknown(entry: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in entry:
        if key not in known:
            raise TruthError(f"{where}: unknown key {key!r} (known: {', '.join(sorted(known))})")
