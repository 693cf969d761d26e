"""The persons of a data package: seats with profiles coarse enough, and what is told of each.

Knows no book: what is stored of them is handed in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pulsemeter.domain.assignment import segment_categories
from pulsemeter.domain.participant import Seat, SeatStep
from pulsemeter.domain.presence import CHOICE_MIN, SKIPPED
from pulsemeter.domain.study import Study
from pulsemeter.release.coarsen import Profile, coarsened, merged_categories
from pulsemeter.release.plan import SettledPlan
from pulsemeter.report.person_rows import Person
from pulsemeter.report.persons_package import Watched
from pulsemeter.service.ports import SeatRecord


def coarse_seats(
    study: Study, plan: SettledPlan, roster: Sequence[SeatRecord]
) -> tuple[list[Seat], list[str]]:
    """The seats with profiles as coarse as a day after the close, or coarser; what that took."""
    held = [_merged(plan, record) for record in roster]
    kept = coarsened(held, study.attributes, study.profile.smallest_roster)
    seats = [
        replace(
            record.seat,
            categories=dict(profile.categories),
            arm=profile.arm,
            order=profile.order,
        )
        for record, profile in zip(roster, kept, strict=True)
    ]
    notes = []
    for attribute in study.attributes:
        lost = sum(attribute.id not in seat.categories for seat in seats)
        if lost:
            notes.append(
                f"{attribute.id}: {lost} of {len(seats)} persons are without it, because too few "
                "have their combination; segments made of it are smaller here than released ones"
            )
    return seats, notes


def _merged(plan: SettledPlan, record: SeatRecord) -> Profile:
    """A profile in the plan's categories; who counts in the whole panel only has none."""
    seat = record.seat
    whole_only = record.enters is not None and record.enters < 0
    categories = {} if whole_only else merged_categories(plan, seat.categories)
    return Profile(tuple(sorted(categories.items())), seat.arm, seat.order)


def persons_of(
    study: Study,
    seats: Sequence[Seat],
    watched: Sequence[Watched],
    answers: Mapping[int, Mapping[tuple[str, str], str]],
) -> list[Person]:
    """What the table of persons tells of each seat; `answers` by the seats' ids."""
    there, cells = np.zeros(len(seats)), np.zeros(len(seats))
    presses = np.zeros(len(seats), dtype=np.int64)
    for each in watched:
        codes = next(iter(each.codes.values()))
        present = np.count_nonzero((codes >= CHOICE_MIN) & (codes <= SKIPPED), axis=1)
        there += np.where(each.shown, present, 0)
        cells += np.where(each.shown, each.matrix.intervals, 0)
        rows = each.reactions.filter(~each.reactions["undo"])["row"].to_numpy()
        presses += np.bincount(rows, minlength=len(seats))
    share = there / np.maximum(cells, 1)
    return [
        Person(
            categories=segment_categories(study, seat),
            arm=seat.arm,
            order=tuple(study.stimuli[place].id for place in seat.order),
            answers=answers.get(seat.id, {}),
            present_share=float(share[place]),
            presses=int(presses[place]),
            finished=seat.step is SeatStep.THANKS,
        )
        for place, seat in enumerate(seats)
    ]
