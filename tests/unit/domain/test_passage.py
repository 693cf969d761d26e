import pytest

from pulsemeter.domain.passage import Passage


@pytest.mark.parametrize(
    ("name", "revision", "statements"),
    [("", 1, ("s1",)), ("p1", 0, ("s1",)), ("p1", 1, ()), ("p1", 1, ("s1", "s1"))],
)
def test_a_passage_that_holds_nothing_is_refused(name, revision, statements):
    with pytest.raises(ValueError, match="passage"):
        Passage(name, revision, "talk", "Taxes", statements)
