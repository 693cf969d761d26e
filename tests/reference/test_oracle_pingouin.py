"""Agreement of persons against `pingouin`, on complete tables of persons × intervals."""

import numpy as np
import pytest

from pulsemeter.analysis.reliability import reliability

pingouin = pytest.importorskip(
    "pingouin", reason="oracle pingouin is missing: scripts/install_packages.sh oracle"
)
pandas = pytest.importorskip("pandas", reason="pandas, which pingouin needs, is missing")


# The oracle calls pandas in a way that pandas has begun to discourage; no matter of the numbers.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize(("persons", "intervals"), [(3, 12), (8, 60), (25, 200)])
def test_alpha_and_intraclass_correlations(persons, intervals):
    """Persons are items and raters, intervals the things judged; tolerance 1e-9."""
    random = np.random.default_rng((persons, intervals))
    mood = random.normal(0, 1, intervals) + random.normal(0, 0.3, (persons, 1))
    scores = np.sign(np.round(mood + random.normal(0, 1, (persons, intervals))))
    found = reliability(scores, replicates=500)
    alpha, _ = pingouin.cronbach_alpha(data=pandas.DataFrame(scores.T))
    who, when = np.indices(scores.shape)
    table = pandas.DataFrame({"who": who.ravel(), "when": when.ravel(), "y": scores.ravel()})
    icc = pingouin.intraclass_corr(table, targets="when", raters="who", ratings="y")
    icc = icc.set_index("Type")["ICC"]
    assert found.cronbach_alpha == pytest.approx(alpha, abs=1e-9)
    assert found.icc_a1 == pytest.approx(icc["ICC(A,1)"], abs=1e-9)
    assert found.icc_ak == pytest.approx(icc["ICC(A,k)"], abs=1e-9)
