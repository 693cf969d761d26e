import pytest

from pulsemeter.domain.decision import Author
from pulsemeter.domain.remark import (
    REMARK_LENGTH_MAX,
    Remark,
    RemarkKind,
    RemarkRefused,
    may_read,
    tidy_words,
)
from pulsemeter.domain.staff import Membership, Role


def remark(kind, role=Role.EDITOR):
    return Remark("r1", "C", kind, Author("id-eda", "Eda", role), 0, 5_000, 1, "words")


@pytest.mark.parametrize(
    ("kind", "readers"),
    [
        (RemarkKind.NOTE, {Role.OWNER, Role.ANALYST, Role.MODERATOR}),
        (RemarkKind.LINE, {Role.OWNER, Role.MODERATOR}),
    ],
)
def test_who_reads_what_somebody_else_wrote(kind, readers):
    found = {role for role in Role if may_read(remark(kind), "id-other", Membership("talk", role))}
    assert found == readers


@pytest.mark.parametrize("kind", RemarkKind)
@pytest.mark.parametrize("role", Role)
def test_whoever_wrote_it_reads_it_as_long_as_they_belong(kind, role):
    assert may_read(remark(kind), "id-eda", Membership("talk", role))
    assert not may_read(remark(kind), "id-eda", None)


def test_words_are_kept_tidy():
    assert tidy_words("  the  mic\n hums ") == "the mic hums"
    assert tidy_words("x" * REMARK_LENGTH_MAX)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (" \n ", "missing"),
        ("x" * (REMARK_LENGTH_MAX + 1), "501 signs"),
        ("a\x00b", "can't be shown"),
    ],
)
def test_words_that_can_not_be_kept_are_refused(words, why):
    with pytest.raises(RemarkRefused, match=why):
        tidy_words(words)
