import msgspec
from tests.unit.release.told import RULE, STUDY, drawn, plan_with

from pulsemeter.release.desk_counts import desk_counts
from pulsemeter.release.desk_table import desk_table
from pulsemeter.release.message_map import audience_map, clashes
from pulsemeter.wire import desk as wire
from pulsemeter.wire.telling_desk import clash_messages, map_messages, table_message

PLAN = plan_with(region={"north": 60, "south": 60, "isle": 12})
PARTS = {"region:north": (0.8, 0.05), "region:south": (0.05, 0.8), "region:isle": (0.4, 0.3)}
RELEASES = [drawn(PLAN, n, f"s{n}", PARTS.__getitem__) for n in range(1, 6)]


def test_a_matrix_is_told_with_all_that_it_holds():
    table = desk_table(RELEASES, PLAN.cells, STUDY.profile)
    told = table_message(table)
    assert [row.id for row in told.rows] == [row.id for row in table.rows]
    assert told.comparisons.tested == table.comparisons.tested
    cells = [cell for row in told.rows for cell in row.cells]
    assert any(cell.modelled for cell in cells)
    assert any(cell.contrast and cell.contrast.corrected for cell in cells)
    encoded = msgspec.json.encode(told)
    assert msgspec.json.decode(encoded, type=wire.DeskTable) == told


def test_maps_and_clashes_are_told():
    counts = desk_counts(RELEASES, PLAN.cells, STUDY.profile)
    found = audience_map(PLAN.cells[1], RELEASES, counts, 1, RULE, 1)
    (told,) = map_messages([found])
    assert [entry.statement for entry in told.entries] == [e.statement for e in found.entries]
    assert told.entries[0].advice == "lead"
    apart = clash_messages(clashes(RELEASES, PLAN.cells, counts))
    assert apart[0].first == "region:north"
    assert apart[0].opposed
