"""Plans of mishaps are seeded, ordered and only as bad as asked."""

from collections import Counter

import numpy as np
import pytest

from pulsemeter.simulation.mishaps import (
    MishapChances,
    MishapKind,
    draw_all_mishaps,
    draw_mishaps,
)

NEVER = {kind.value: 0.0 for kind in MishapKind}


def test_the_same_seed_draws_the_same_plan():
    plans = [draw_all_mishaps(20, 60_000, 5_000, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    assert len(plans[0]) == 20


def test_a_certain_mishap_comes_in_every_interval_in_order():
    chances = MishapChances(**{**NEVER, "drop": 1.0, "duplicate": 1.0})
    plan = draw_mishaps(11_000, 5_000, np.random.default_rng(3), chances)
    assert Counter(mishap.kind for mishap in plan) == {
        MishapKind.DROP: 3,
        MishapKind.DUPLICATE: 3,
    }
    assert [m.at_ms for m in plan] == sorted(m.at_ms for m in plan)
    assert max(m.at_ms for m in plan) < 11_000
    for mishap in plan:
        has_length = mishap.kind is MishapKind.DROP
        assert (500 <= mishap.length_ms <= 15_000) if has_length else mishap.length_ms == 0
        assert not mishap.changes_mind


def test_some_minds_change_after_a_reload():
    chances = MishapChances(**{**NEVER, "reload": 1.0})
    plan = draw_mishaps(500_000, 5_000, np.random.default_rng(3), chances)
    assert 20 < sum(mishap.changes_mind for mishap in plan) < 80


def test_no_chance_no_mishap_and_nonsense_is_refused():
    assert draw_mishaps(60_000, 5_000, np.random.default_rng(1), MishapChances(**NEVER)) == ()
    with pytest.raises(ValueError, match="chance of drop"):
        MishapChances(drop=1.1)
    with pytest.raises(ValueError, match="lengths"):
        MishapChances(length_min_ms=5, length_max_ms=4)
