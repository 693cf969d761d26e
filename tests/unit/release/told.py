"""Releases that the gate made of exact counts, for what is reckoned from released figures."""

import numpy as np

from pulsemeter.analysis.verdicts import VerdictRule
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.study import Consent, Study
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.gate import release_statement
from pulsemeter.release.plan import Partition, PlannedCell, SettledPlan

RULE = VerdictRule.from_thresholds((), STANDARD.smallest_roster)
STUDY = Study("talk", "A talk", "", (), (), Consent("", "", "", ""), profile=STANDARD)


def plan_with(**attributes):
    """A plan with the whole panel and these attributes: names of cells with their rosters."""
    whole = sum(next(iter(attributes.values())).values())
    partitions = [Partition("all", (PlannedCell("all", "All", "all", (), whole),), {})]
    for name, cells in attributes.items():
        made = [
            PlannedCell(f"{name}:{cell}", cell.title(), name, (cell,), roster)
            for cell, roster in cells.items()
        ]
        partitions.append(Partition(name, tuple(made), {}))
    return SettledPlan(tuple(partitions))


def released(plan, number, statement, tables, told=None, standing="frozen"):
    """A release of a statement; `tables` has per partition rows of likers, dislikers, neithers."""
    counts = []
    for partition, rows in zip(plan.partitions, tables, strict=True):
        absent = [cell.roster - sum(row) for cell, row in zip(partition.cells, rows, strict=True)]
        counts.append(np.column_stack([np.array(rows), absent]))
    told = plan.released if told is None else told
    figures = release_statement(plan, counts, STUDY, RULE, told)
    return StatementRelease(number, statement, 1, standing, 100, figures)


def drawn(plan, number, statement, chances, seed=1):
    """A release with classes drawn; `chances` gives for a cell its chances of like and dislike."""
    rng = np.random.default_rng([seed, number])
    tables = []
    for partition in plan.partitions[1:]:
        rows = []
        for cell in partition.cells:
            like, dislike = chances(cell.id)
            rows.append(rng.multinomial(cell.roster, (like, dislike, 1 - like - dislike)).tolist())
        tables.append(rows)
    whole = np.sum(tables[0], axis=0).tolist()
    return released(plan, number, statement, [[whole], *tables])
