"""Intervals of variance components and of code effects on simulated panels of known truth.

95 % intervals must hold the truth in 92 to 98.5 % of panels where effects are normal, and in at
least 90 % where they are seen through three classes. The shares found stand in
docs/reference/components_and_codes.md.
"""

import numpy as np
import pytest

from pulsemeter.analysis.codes import code_effects
from pulsemeter.analysis.components import variance_components

PANELS = 400


def crossed(seed, persons, statements, variances, gap, classes=False):
    """Simulated scores persons × statements; `classes`: latent scores cut at ±.6 to −1, 0, 1."""
    random = np.random.default_rng(seed)
    person, statement, rest = np.sqrt(variances)
    table = random.normal(0, person, (persons, 1)) + random.normal(0, statement, (1, statements))
    table = table + random.normal(0, rest, (persons, statements))
    if classes:
        table = (table > 0.6).astype(float) - (table < -0.6)
    table[random.random(table.shape) < gap] = np.nan
    return table


def shares_held(truth, **design):
    held = []
    for seed in range(PANELS):
        found = variance_components(crossed((31, seed), **design), replicates=400, seed=seed)
        parts = (found.person, found.statement, found.person_statement)
        held.append([p.share_low <= t <= p.share_high for p, t in zip(parts, truth, strict=True)])
    return np.mean(held, axis=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("persons", "statements", "variances", "gap"),
    [
        (25, 12, (0.25, 0.15, 0.6), 0.0),
        (25, 12, (0.25, 0.15, 0.6), 0.25),
        (100, 5, (0.1, 0.3, 0.6), 0.1),
        (40, 20, (0.02, 0.08, 0.9), 0.1),
        (12, 6, (0.3, 0.3, 0.4), 0.0),
    ],
)
def test_shares_of_normal_effects_are_held(persons, statements, variances, gap):
    held = shares_held(
        variances, persons=persons, statements=statements, variances=variances, gap=gap
    )
    # A share near 0 is held more often: its interval can't go below 0.
    assert (held >= 0.92).all()
    assert (held[np.array(variances) >= 0.08] <= 0.985).all()


@pytest.mark.slow
@pytest.mark.parametrize(("persons", "statements"), [(50, 15), (300, 40)])
def test_shares_of_classes_are_held(persons, statements):
    variances = (0.25, 0.15, 0.6)
    # The truth of three classes: the mean over large panels.
    large = [
        variance_components(crossed((32, seed), 1_000, 400, variances, 0.0, classes=True))
        for seed in range(20)
    ]
    parts = ("person", "statement", "person_statement")
    truth = np.mean([[getattr(one, part).variance for part in parts] for one in large], axis=0)
    held = shares_held(
        truth / truth.sum(),
        persons=persons,
        statements=statements,
        variances=variances,
        gap=0.1,
        classes=True,
    )
    assert (held >= 0.9).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("persons", "with_code", "without", "gap"),
    [(30, 5, 7, 0.0), (30, 5, 7, 0.25), (30, 3, 3, 0.0), (200, 3, 12, 0.0), (8, 5, 7, 0.0)],
)
def test_effects_on_statements_of_their_kind_are_held(persons, with_code, without, gap):
    kind, these = [], []
    for seed in range(4 * PANELS):
        random = np.random.default_rng((33, seed))
        code = np.repeat([1.0, 0.0], [with_code, without])
        slope = 0.05 + random.normal(0, 0.05, (persons, 1))  # 5 net points, persons differ
        table = code * slope + random.normal(0, 0.05, (1, len(code)))
        table = table + random.normal(0, 0.09, (persons, len(code)))
        table[random.random(table.shape) < gap] = np.nan
        (found,) = code_effects(table, {"attack": code}, {"all": np.ones(persons, bool)})
        kind.append(found.for_their_kind.low <= 5 <= found.for_their_kind.high)
        these.append(found.for_these.low <= 5 <= found.for_these.high)
    assert 0.92 <= np.mean(kind) <= 0.985
    assert np.mean(these) < np.mean(kind)
