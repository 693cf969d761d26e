"""Writes what was released of a session as CSV: a row for each segment in each interval, and for
each segment and statement.

    export PULSEMETER_TOKEN=pmt_…      (a token with the scope read, from your account page)
    python examples/released_to_csv.py https://pulse.example KENNEDY > kennedy.csv

Of each interval and statement the newest release counts. Counts of persons are rounded, as they
leave the server: "under 10" stands for a count that is below 10 and isn't told more closely.
"""

import csv
import sys
from typing import TextIO

from pulsemeter.client import AddressWrong, ApiRefused, Client
from pulsemeter.wire.dashboard import Count, IntervalFigure, IntervalRelease, Room, StatementFigure

HEAD = (
    "of", "stimulus", "place", "from_ms", "until_ms", "segment", "label", "likes", "dislikes",
    "present", "net", "low", "high", "verdict", "standing", "release", "simulated",
)  # fmt: skip


def count(told: Count) -> str:
    """A count in words."""
    return str(told.value) if told.coding == "near" else f"{told.coding} {told.value}"


def figures(figure: IntervalFigure | StatementFigure) -> tuple[object, ...]:
    """Counts, net approval with its interval, and what they come to."""
    if isinstance(figure, IntervalFigure):
        counts, verdict = (figure.likes, figure.dislikes, figure.present), figure.majority
    else:
        counts, verdict = (figure.likers, figure.dislikers, figure.present), figure.verdict
    return (*map(count, counts), figure.net, figure.low, figure.high, verdict)


def write(room: Room, file: TextIO) -> None:
    """All rows, in the order of time."""
    labels = {cell.id: cell.label for cell in room.cells}
    statements = {each.id: each for each in room.statements}
    newest = {}
    for release in room.releases:
        is_interval = isinstance(release, IntervalRelease)
        key = (release.stimulus, release.interval) if is_interval else release.statement
        newest[is_interval, key] = release
    rows = []
    for release in newest.values():
        if isinstance(release, IntervalRelease):
            from_ms = release.interval * room.cadence_ms
            where = ("interval", release.stimulus, release.interval, from_ms,
                     from_ms + room.cadence_ms)  # fmt: skip
        elif facts := statements.get(release.statement):
            where = ("statement", facts.stimulus, facts.id, facts.start_ms, facts.end_ms)
        else:
            continue  # a passage: the desk tells which statements it is made of
        for figure in release.figures:
            label = labels.get(figure.cell, figure.cell)
            about = (release.standing, release.number, room.simulated)
            rows.append((*where, figure.cell, label, *figures(figure), *about))
    table = csv.writer(file)
    table.writerow(HEAD)
    table.writerows(sorted(rows, key=lambda row: (row[0], row[1], row[3], row[5])))


def main() -> None:
    """What the command line asks for."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    address, code = sys.argv[1:]
    try:
        with Client(address) as client:
            write(client.read_room(code), sys.stdout)
    except (AddressWrong, ApiRefused, ValueError) as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
