"""The "now" page of a session: its last ten minutes in a few figures, as a view has them."""

from dataclasses import dataclass

from pulsemeter.domain.session import OVER
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.now_board import NowBoard, now_board
from pulsemeter.release.view import View
from pulsemeter.service.choose_findings import is_fresh, newest_of
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.keep_room import RoomKeeper


@dataclass(frozen=True, slots=True)
class NowReading:
    """The board with what it needs to be read: statements and cell names by id, and whether it
    speaks of the last ten minutes (a live session that runs) or of the whole session."""

    board: NowBoard
    statements: dict[str, Statement]
    labels: dict[str, str]
    is_last_minutes: bool


async def read_now(keeper: RoomKeeper, place: Place, view: View) -> NowReading:
    """What somebody with this view sees; an empty board before there are figures."""
    has_minutes = place.session.is_live and place.session.state not in OVER
    room = await keeper.room(place.session.code)
    if room is None:
        return NowReading(NowBoard(), {}, {}, has_minutes)
    said = await keeper.statements(room.code)
    if has_minutes:
        said = [statement for statement in said if is_fresh(place, statement)]
    seen = (view.of_release(release) for _, release in newest_of(room.releaser.releases, said))
    own = [release for release in seen if isinstance(release, StatementRelease)]
    cells = [cell for cell in view.of_cells(room.follower.cells()) if not cell.withheld]
    return NowReading(
        now_board(own, cells, place.study.profile),
        {statement.id: statement for statement in said},
        {cell.id: cell.label for cell in cells},
        has_minutes,
    )
