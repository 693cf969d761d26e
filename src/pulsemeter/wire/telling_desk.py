"""From the desk's estimates to the message that carries them."""

from collections.abc import Sequence

from msgspec import convert, to_builtins

from pulsemeter.release.desk_table import DeskTable
from pulsemeter.release.message_map import AudienceMap, Clash
from pulsemeter.wire import desk as wire


def table_message(table: DeskTable) -> wire.DeskTable:
    """The message of a matrix."""
    return convert(to_builtins(table), type=wire.DeskTable)


def map_messages(maps: Sequence[AudienceMap]) -> list[wire.AudienceMap]:
    """The messages of message maps."""
    return convert(to_builtins(list(maps)), type=list[wire.AudienceMap])


def clash_messages(clashes: Sequence[Clash]) -> list[wire.Clash]:
    """The messages of what two audiences want differently."""
    return convert(to_builtins(list(clashes)), type=list[wire.Clash])
