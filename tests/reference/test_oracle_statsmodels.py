"""Shares, adjusted p values, presence and variance components against `statsmodels`."""

import numpy as np
import pytest

from pulsemeter.analysis.adjustment import benjamini_hochberg, benjamini_yekutieli, holm
from pulsemeter.analysis.components import variance_components
from pulsemeter.analysis.interval_nets import Net, difference_p, net_difference
from pulsemeter.analysis.presence import presence_curve
from pulsemeter.analysis.proportion import net_interval, share_interval

pytest.importorskip(
    "statsmodels", reason="oracle statsmodels is missing: scripts/install_packages.sh oracle"
)

ORACLE_NAMES = {
    "wilson": "wilson",
    "agresti_coull": "agresti_coull",
    "jeffreys": "jeffreys",
    "clopper_pearson": "beta",
}


@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
@pytest.mark.parametrize("method", ORACLE_NAMES)
def test_intervals_of_a_share(method, confidence):
    """Tolerance 1e-9; Jeffreys at k = 0 and k = n differs by definition and is left out there."""
    from statsmodels.stats.proportion import proportion_confint

    edge = 1 if method == "jeffreys" else 0
    for n in (2, 11, 80, 2_000):
        k = np.unique(np.linspace(edge, n - edge, 12).astype(int))
        low, high = proportion_confint(k, n, alpha=1 - confidence, method=ORACLE_NAMES[method])
        found = share_interval(k, n, method, confidence)
        assert found.low == pytest.approx(np.nan_to_num(low, nan=0.0), abs=1e-9)
        assert found.high == pytest.approx(np.nan_to_num(high, nan=1.0), abs=1e-9)


@pytest.mark.parametrize(
    ("ours", "name"),
    [(benjamini_hochberg, "fdr_bh"), (benjamini_yekutieli, "fdr_by"), (holm, "holm")],
)
@pytest.mark.parametrize("tests", [1, 3, 200])
def test_adjusted_p_values(ours, name, tests):
    """Tolerance 1e-12, ties included."""
    from statsmodels.stats.multitest import multipletests

    p = np.round(np.random.default_rng(tests).beta(0.4, 1.0, tests), 3)
    assert ours(p) == pytest.approx(multipletests(p, method=name)[1], abs=1e-12)


def test_presence_is_kaplan_and_meiers():
    """Tolerance 1e-12 for shares and counts of the curve, with ties and censoring."""
    from statsmodels.duration.survfunc import SurvfuncRight

    random = np.random.default_rng(4)
    left = random.random(300) < 0.6
    times = random.integers(1, 60, 300)
    found, oracle = presence_curve(times, left), SurvfuncRight(times, left)
    assert found.times.tolist() == oracle.surv_times.tolist()
    assert found.leavers.tolist() == oracle.n_events.tolist()
    assert found.at_risk.tolist() == oracle.n_risk.tolist()
    assert found.share == pytest.approx(oracle.surv_prob, abs=1e-12)


@pytest.mark.parametrize("gaps", [0.0, 0.25])
def test_variance_components_are_those_of_a_mixed_model(gaps):
    """Tolerance 1 % of each variance: the oracle searches numerically, so it stops nearby."""
    import pandas
    from statsmodels.regression.mixed_linear_model import MixedLM

    random = np.random.default_rng(7)
    table = random.normal(0, 1, (20, 1)) + random.normal(0, 0.8, (1, 12))
    table = table + random.normal(0, 0.7, (20, 12))
    table[random.random(table.shape) < gaps] = np.nan
    rows, columns = np.nonzero(~np.isnan(table))
    frame = pandas.DataFrame({"y": table[rows, columns], "p": rows, "s": columns, "all": 1})
    model = MixedLM.from_formula(
        "y ~ 1", frame, groups="all", re_formula="0", vc_formula={"p": "0 + C(p)", "s": "0 + C(s)"}
    )
    oracle = model.fit(reml=True)
    expected = dict(zip(model.exog_vc.names, oracle.vcomp, strict=True))
    found = variance_components(table)
    assert found.person.variance == pytest.approx(expected["p"], rel=0.01)
    assert found.statement.variance == pytest.approx(expected["s"], rel=0.01)
    assert found.person_statement.variance == pytest.approx(oracle.scale, rel=0.01)


def test_the_difference_of_two_nets_that_were_told():
    """The z test of two means with variances of their own; tolerance 1 % of p for 4,000 persons."""
    from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

    counts = ((1_610, 1_000, 1_390), (1_240, 760, 2_000))
    rows = [np.repeat([1.0, -1.0, 0.0], part) for part in counts]
    oracle = CompareMeans(*map(DescrStatsW, rows)).ztest_ind(usevar="unequal")
    told = [
        Net((like - dislike) / 4_000, *net_interval(like, dislike, 4_000))
        for like, dislike, _ in counts
    ]
    found = net_difference(*told)
    assert float(difference_p(found)) == pytest.approx(oracle[1], rel=0.01)
    low, high = CompareMeans(*map(DescrStatsW, rows)).zconfint_diff(usevar="unequal")
    assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=2e-4)
