"""What every book of themes must do."""

from dataclasses import replace
from typing import Any

from pulsemeter.domain.theme import Theme, ThemeSheet

FIRST = ThemeSheet("KENNEDY", (Theme((0, 2), "Mieten – “zu hoch”"), Theme((1,))), (2,))


def test_a_sheet_comes_back_as_it_was_put(engine: Any) -> None:
    assert engine.tell(lambda stores: stores.themes.sheet("KENNEDY")) is None
    assert engine.tell(lambda stores: stores.themes.put(FIRST)) is True
    assert engine.tell(lambda stores: stores.themes.sheet("KENNEDY")) == FIRST
    assert engine.tell(lambda stores: stores.themes.sheet("NIXON")) is None


def test_only_the_next_edition_is_taken(engine: Any) -> None:
    assert engine.tell(lambda stores: stores.themes.put(replace(FIRST, edition=2))) is False
    engine.tell(lambda stores: stores.themes.put(FIRST))
    second = replace(FIRST, themes=(Theme((0, 1, 2)),), edition=2)
    for wrong in (FIRST, replace(second, edition=3)):
        assert engine.tell(lambda stores, wrong=wrong: stores.themes.put(wrong)) is False
    assert engine.tell(lambda stores: stores.themes.put(second)) is True
    assert engine.tell(lambda stores: stores.themes.sheet("KENNEDY")) == second


def test_a_sheet_is_removed_and_may_begin_anew(engine: Any) -> None:
    engine.tell(lambda stores: stores.themes.put(FIRST))
    engine.tell(lambda stores: stores.themes.put(replace(FIRST, session="NIXON")))
    engine.tell(lambda stores: stores.themes.remove("KENNEDY"))
    engine.tell(lambda stores: stores.themes.remove("NOWHERE"))
    assert engine.tell(lambda stores: stores.themes.sheet("KENNEDY")) is None
    assert engine.tell(lambda stores: stores.themes.sheet("NIXON")) is not None
    assert engine.tell(lambda stores: stores.themes.put(FIRST)) is True
