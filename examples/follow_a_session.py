"""Prints the statements of a running session as their figures are released, strongest first at the
end.

    export PULSEMETER_TOKEN=pmt_…      (a token with the scope read, from your account page)
    python examples/follow_a_session.py https://pulse.example KENNEDY

It goes on by itself when the line breaks, and ends when the session is over. The last figures come
a little after that, once everything that was under way has arrived; released_to_csv.py keeps them.
"""

import sys

from pulsemeter.client import AddressWrong, ApiRefused, Client, StreamLost
from pulsemeter.wire.dashboard import PlanChange, Room, StatementFigure, StatementRelease, Status

OVER = ("closed", "released")


def strongest(figures: list[StatementFigure]) -> StatementFigure | None:
    """The figure furthest from 0 whose interval doesn't hold 0; None where there is none."""
    clear = [f for f in figures if f.low is not None and f.high is not None]
    clear = [f for f in clear if f.low > 0 or f.high < 0]
    return max(clear, key=lambda f: abs(f.net), default=None)


def line(release: StatementRelease, figure: StatementFigure, room: Room) -> str:
    """One statement in words."""
    facts = next((s for s in room.statements if s.id == release.statement), None)
    labels = {cell.id: cell.label for cell in room.cells}
    words = facts.words if facts else release.statement
    early = ", early figure" if release.standing == "provisional" else ""
    return (
        f"{figure.net:+4.0f} ({figure.low:+.0f} to {figure.high:+.0f}) "
        f"{labels.get(figure.cell, figure.cell)}: {words} [release {release.number}{early}]"
    )


def follow(client: Client, code: str) -> None:
    """Until the session is over."""
    room, newest = client.read_room(code), {}
    if room.simulated:
        print("This session is simulated.")
    for event in client.follow_session(code):
        if isinstance(event, PlanChange):
            room = client.read_room(code)  # segments are settled once enough people are in
        elif isinstance(event, StatementRelease):
            newest[event.statement] = event
            if figure := strongest(event.figures):
                print(line(event, figure, room), flush=True)
        elif isinstance(event, Status) and event.state in OVER:
            break
    print("The session is over. What was strongest:")
    found = [(release, strongest(release.figures)) for release in newest.values()]
    clear = [(release, figure) for release, figure in found if figure]
    for release, figure in sorted(clear, key=lambda pair: -abs(pair[1].net)):
        print(line(release, figure, room))


def main() -> None:
    """What the command line asks for."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    address, code = sys.argv[1:]
    try:
        with Client(address) as client:
            follow(client, code)
    except (AddressWrong, ApiRefused, StreamLost, ValueError) as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
