"""Untrimmed raking against `svy`, on a random panel with three margins."""

import numpy as np
import polars
import pytest

from pulsemeter.analysis.weights import rake

svy = pytest.importorskip("svy", reason="oracle svy is missing: scripts/install_packages.sh oracle")

MARGINS = {
    "age": {"young": 0.3, "middle": 0.45, "old": 0.25},
    "gender": {"woman": 0.52, "man": 0.48},
    "region": {"north": 0.4, "south": 0.35, "east": 0.25},
}


@pytest.mark.parametrize("persons", [80, 900])
def test_raked_weights(persons):
    """Weights with mean 1 within 1e-6: both fit every margin much closer than that."""
    random = np.random.default_rng(persons)
    held = {
        name: random.choice(list(shares), persons, p=random.dirichlet([8] * len(shares)))
        for name, shares in MARGINS.items()
    }
    frame = polars.DataFrame({**held, "start": np.ones(persons)})
    sample = svy.Sample(frame, svy.Design(wgt="start"))
    raked = sample.weighting.rake(shares=MARGINS, tol=1e-10, max_iter=5_000)
    expected = raked.data.get_column("rk_wgt").to_numpy()
    found = rake(held, MARGINS, bounds=None)
    assert found.weights == pytest.approx(expected / expected.mean(), abs=1e-6)
    assert found.n_eff == pytest.approx(expected.sum() ** 2 / (expected**2).sum(), rel=1e-6)
