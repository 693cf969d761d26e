import pytest

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.replace_wording import replace_statements
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import Wording, WordingError

BEFORE = Wording(
    (("talk", 60_000), ("ad", 30_000)),
    (
        Statement("talk-s01", 2, "talk", 0, 9_000, "One."),
        Statement("talk-s02", 1, "talk", 9_000, 20_000, "Two."),
        Statement("ad-s01", 1, "ad", 0, 9_000, "Buy."),
    ),
    (Passage("talk-p01", 1, "talk", "All", ("talk-s01", "talk-s02")),),
    frozenset({"talk-s01", "talk-s02", "talk-s09", "ad-s01", "talk-p01"}),
    3,
)


def test_a_transcript_takes_the_place_of_what_was_there_and_no_id_is_used_again():
    new = [
        Statement("talk-s01", 4, "talk", 0, 15_000, "Anew.", parents=("talk-s00",)),
        Statement("other", 1, "talk", 15_000, 30_000, "More."),
    ]
    passages = [Passage("talk-p01", 2, "talk", "Both", ("talk-s01", "other"))]
    after = replace_statements(BEFORE, "talk", new, passages)
    assert [(s.id, s.revision, s.words, s.parents) for s in after.of("talk")] == [
        ("talk-s10", 1, "Anew.", ()),
        ("other", 1, "More.", ()),
    ]
    assert [(p.id, p.revision, p.statements) for p in after.passages] == [
        ("talk-p02", 1, ("talk-s10", "other"))
    ]
    assert after.of("ad") == BEFORE.of("ad")
    assert BEFORE.used < after.used


def test_what_does_not_fit_the_stimulus_is_refused():
    late = [Statement("s", 1, "talk", 50_000, 61_000, "Late.")]
    with pytest.raises(WordingError, match="after the end of talk"):
        replace_statements(BEFORE, "talk", late)
    with pytest.raises(WordingError, match="no stimulus 'film'"):
        replace_statements(BEFORE, "film", late)
    with pytest.raises(WordingError, match="no statements"):
        replace_statements(BEFORE, "talk", [])
