import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.client.sessions import of_session
from pulsemeter.wire.dashboard import StatementRelease
from pulsemeter.wire.remarks import AskedRemark


@pytest.fixture(scope="module")
def owner(served):
    with Client(served.url, served.token()) as client:
        yield client


def test_released_figures_are_told_in_their_types(owner, served):
    told = {}
    for event in owner.follow_session(served.code):
        if isinstance(event, StatementRelease):
            told[event.statement] = {figure.cell: figure.verdict for figure in event.figures}
        if len(told) == 2:
            break
    assert (told["s1"]["all"], told["s2"]["all"]) == ("resonates", "falls_flat")
    room = owner.read_room(served.code)
    assert (room.simulated, len(room.statements)) == (True, 2)
    assert {row.id for row in owner.read_desk(served.code).statements.rows} == {"s1", "s2"}
    assert [best.statement for best in owner.read_now(served.code).best] == ["s1"]
    (north, south) = [cell.id for cell in room.cells if cell.attribute == "region"]
    assert owner.read_difference(served.code, north, south).first == north
    summary = owner.read_range(served.code, 0, 5_000, cell=[north, south])
    assert [figure.cell for figure in summary.figures] == [north, south]


def test_sessions_are_listed_and_led(owner, served):
    (listed,) = owner.list_sessions().sessions
    assert listed.code == served.code
    assert owner.read_session(served.code).session.study == "talk"
    assert owner.step_session(served.code, "pause").state == "paused"
    assert owner.step_session(served.code, "resume").state == "running"
    with pytest.raises(ApiRefused) as refused:
        owner.step_session(served.code, "open")
    assert refused.value.status == 409


def test_remarks_are_written_and_taken_back(owner, served):
    remark = owner.write_remark(served.code, AskedRemark("note", 0, 1_000, "Applause."))
    assert remark in owner.list_remarks(served.code).remarks
    assert "Applause." in owner.read_remark_table(served.code)
    assert owner.take_back_remark(served.code, remark.id).remarks == []


def test_what_isnt_there_is_refused(owner, served):
    with pytest.raises(ApiRefused) as gone:
        owner.read_room("NOSUCH")
    assert gone.value.status == 404
    with pytest.raises(ApiRefused) as itself:
        owner.compare_sessions(served.code, served.code)
    assert itself.value.status == 422
    assert of_session("A/B", "/room") == "/api/v1/sessions/A%2FB/room"
