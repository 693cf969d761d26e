from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.audit import BEGINNING, Break, Deed, chained, first_break, link_of


def chain(deeds):
    entries = []
    for deed in deeds:
        entries.append(chained(entries[-1] if entries else None, deed))
    return entries


DEEDS = [Deed(n, "Ada", "invite", "moon", f"person {n}") for n in range(5)]


def test_a_whole_chain_has_no_break():
    assert first_break([]) is None
    assert first_break(chain(DEEDS)) is None


def test_a_changed_entry_breaks_the_chain_where_it_stands():
    entries = chain(DEEDS)
    for part in ("actor", "act", "subject", "detail"):
        changed = replace(entries[2], deed=replace(entries[2].deed, **{part: "other"}))
        broken = first_break([*entries[:2], changed, *entries[3:]])
        assert broken == Break(3, "its content is not what was written")


def test_a_removed_an_inserted_and_a_moved_entry_break_it():
    entries = chain(DEEDS)
    removed = first_break([*entries[:1], *entries[2:]])
    assert removed is not None
    assert removed.number == 2
    assert "missing" in removed.reason
    # Renumbered so that nothing seems to be missing, the links tell.
    renumbered = [replace(e, number=n) for n, e in enumerate([*entries[:1], *entries[2:]], 1)]
    assert first_break(renumbered) == Break(2, "its content is not what was written")
    assert first_break([entries[1], entries[0]]) is not None


def test_an_entry_forged_with_its_own_link_breaks_the_next():
    entries = chain(DEEDS)
    forged = chained(entries[0], replace(entries[1].deed, detail="nobody"))
    assert first_break([entries[0], forged, *entries[2:]]) == Break(
        3, "its content is not what was written"
    )


def test_a_cut_end_keeps_the_chain_whole_but_changes_the_head():
    entries = chain(DEEDS)
    assert first_break(entries[:-1]) is None
    assert entries[-2].link != entries[-1].link


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_what_stands_in_one_field_never_reads_like_what_stands_in_two(one, other):
    first = link_of(BEGINNING, 1, Deed(0, "a", "b", *one))
    second = link_of(BEGINNING, 1, Deed(0, "a", "b", *other))
    assert (first == second) == (one == other)
