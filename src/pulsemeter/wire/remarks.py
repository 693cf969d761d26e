"""What staff write while they watch: notes pinned to a moment, lines to the moderator.

`GET /api/v1/sessions/{code}/remarks` answers Remarks, those that are the asker's to read; `POST` to
it takes an AskedRemark and answers a Remark; `POST …/remarks/{id}/take-back` takes an own one away.
`GET …/remarks.csv` is the same as a table. The stream's event `remarks` says that one changed.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from pulsemeter.wire.decisions import RoleName

RemarkKindName = Literal["note", "line"]


class AskedRemark(Struct, frozen=True):
    """What a member writes, at a moment of a stimulus of the session's playlist."""

    kind: RemarkKindName
    stimulus: Annotated[int, Meta(ge=0, le=1_000)]
    at_ms: Annotated[int, Meta(ge=0, le=86_400_000)]
    words: Annotated[str, Meta(max_length=4_000)]


class Remark(Struct, frozen=True):
    """A note or a line, by a member as called then; `wall_ms` counts from 1970 in UTC. `own`: of
    whoever asks."""

    id: str
    kind: RemarkKindName
    author: str
    role: RoleName
    own: bool
    stimulus: int
    at_ms: int
    wall_ms: int
    words: str


class Remarks(Struct, frozen=True):
    """Everything of a session that is the asker's to read, oldest first; `takes_lines`: lines of
    observers come to whoever asks."""

    remarks: list[Remark]
    takes_lines: bool
