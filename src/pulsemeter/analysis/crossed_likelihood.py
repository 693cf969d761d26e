"""Restricted likelihood of a crossed table of two random sides, fast enough to search.

Row effects are integrated out in closed form, grouped by how many scores a row has, so that one
evaluation costs as much as a table of columns × columns whatever the number of rows. This module
must not know what rows and columns are.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

from pulsemeter.analysis.counts import FloatArray

GRAM_CELLS_MAX = 20_000_000
"""Cells of the tables of shared rows kept between evaluations (160 MB); above, made anew."""


@dataclass(frozen=True, slots=True)
class CrossedParts:
    """All that the likelihood needs of a table outer × inner, with its mean taken off.

    Outer rows are grouped by their number of scores `sizes`: `count` rows, `row_sum` and `row_sq`
    the sum and sum of squares of their totals, `marks` and `sums` (groups, inner) their scores
    and totals per column, `gram` (groups, inner, inner) how many see both columns. `effects` are
    the two sides' least-squares effects, `residual` what these leave, on `spare` degrees.
    """

    mask: FloatArray
    group: NDArray[np.int64]
    sizes: FloatArray
    count: FloatArray
    row_sum: FloatArray
    row_sq: FloatArray
    marks: FloatArray
    sums: FloatArray
    column_sums: FloatArray
    gram: FloatArray | None
    squares: float
    effects: tuple[FloatArray, FloatArray]
    residual: float
    spare: int
    connected: bool

    @classmethod
    def of(cls, table: FloatArray) -> Self:
        """Read a table of rows × columns, NaN where absent, no row or column wholly absent."""
        seen = ~np.isnan(table)
        y, mask = np.where(seen, table - np.nanmean(table), 0.0), seen.astype(np.float64)
        n, totals = mask.sum(axis=1), y.sum(axis=1)
        sizes, group = np.unique(n, return_inverse=True)
        one = (group == np.arange(len(sizes))[:, None]).astype(np.float64)
        gram = None
        if len(sizes) * mask.shape[1] ** 2 <= GRAM_CELLS_MAX:
            gram = np.stack([mask[group == g].T @ mask[group == g] for g in range(len(sizes))])
        # Least squares: rows are swept out, columns solved for; lost ranks are lost comparisons.
        laplacian = np.diag(mask.sum(axis=0)) - (mask / n[:, None]).T @ mask
        values, vectors = np.linalg.eigh(laplacian)
        kept = values > 1e-9 * max(1.0, float(values[-1]))
        swept = y.sum(axis=0) - mask.T @ (totals / n)
        columns = vectors[:, kept] @ ((vectors[:, kept].T @ swept) / values[kept])
        rows = (totals - mask @ columns) / n
        left = np.where(seen, y - rows[:, None] - columns, 0.0)
        return cls(
            mask=mask,
            group=group,
            sizes=sizes,
            count=one.sum(axis=1),
            row_sum=one @ totals,
            row_sq=one @ totals**2,
            marks=one @ mask,
            sums=one @ (mask * totals[:, None]),
            column_sums=y.sum(axis=0),
            gram=gram,
            squares=float((y**2).sum()),
            effects=(rows, columns),
            residual=float((left**2).sum()),
            spare=int(seen.sum()) - len(y) - int(kept.sum()),
            connected=int(kept.sum()) == len(columns) - 1,
        )

    @property
    def scores(self) -> int:
        """Number of cells that have a score."""
        return round(float(self.count @ self.sizes))

    @property
    def typical(self) -> tuple[float, float]:
        """Harmonic means of the scores per row and per column."""
        columns = self.marks.sum(axis=0)
        return float(self.count.sum() / (self.count / self.sizes).sum()), float(
            len(columns) / (1 / columns).sum()
        )

    def cost(self, at: FloatArray) -> tuple[float, float]:
        """−2 log restricted likelihood at (u_row, u_column), and the residual variance there.

        u = log(1 + n · ratio) with n the typical number of scores, so that u is the log of a
        mean square over that of the residual, and 0 is no component at all.
        """
        a, b = np.expm1(at) / self.typical
        held = 1 / (1 + a * self.sizes)
        c = a * held
        if self.gram is None:
            shared = (self.mask * c[self.group][:, None]).T @ self.mask
        else:
            shared = np.tensordot(c, self.gram, axes=1)
        columns = self.marks.sum(axis=0)
        inner = np.eye(len(columns)) + b * (np.diag(columns) - shared)
        right = np.stack([self.column_sums - c @ self.sums, held @ self.marks], axis=1)
        factor = cho_factor(inner, lower=True, check_finite=False)
        taken = b * (right.T @ cho_solve(factor, right, check_finite=False))
        yy = self.squares - c @ self.row_sq - taken[0, 0]
        y1 = held @ self.row_sum - taken[0, 1]
        ones = held @ (self.count * self.sizes) - taken[1, 1]
        variance = float(yy - y1**2 / ones) / (self.scores - 1)
        spread = self.count @ np.log1p(a * self.sizes) + 2 * np.log(np.diag(factor[0])).sum()
        return float((self.scores - 1) * np.log(variance) + spread + np.log(ones)), variance
