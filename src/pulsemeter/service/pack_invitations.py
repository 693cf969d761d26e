"""Personal links of a session as files for whoever prints or sends them: made once, kept nowhere.

The server keeps the hashes; the list and the sheets that are made here are the only copy.
"""

from collections.abc import Sequence
from io import StringIO

from pulsemeter.domain.session import ACCEPTS_SEATS, Session
from pulsemeter.domain.study import Study
from pulsemeter.report.invitation_sheet import Invitation, cards_source, labels_source
from pulsemeter.service.credential_ports import CredentialBook
from pulsemeter.service.list_links import LINKS, LinkList
from pulsemeter.service.make_tokens import (
    CellWish,
    MadeToken,
    TokensRefused,
    carries_categories,
    checked_wishes,
    made_tokens,
    stored_tokens,
)
from pulsemeter.service.ports import Chance
from pulsemeter.service.set_sheets import pdf_of, sheet_words
from pulsemeter.service.token_text import grouped

PACKED_MAX = 5_000
SHEETS_MAX = 400
"""Setting more cards takes longer than a page waits; the command line has no such limit."""


class NoWayIn(TokensRefused):
    """A session that takes nobody in, so that there is nothing to invite to."""


def check_way_in(session: Session) -> None:
    """Refuse to invite people to a session that they can't join."""
    if session.state not in ACCEPTS_SEATS:
        raise NoWayIn(f"session {session.code} is {session.state.value}, nobody can join it")


async def new_links(
    book: CredentialBook, chance: Chance, study: Study, code: str, wishes: Sequence[CellWish]
) -> list[MadeToken]:
    """Fresh tokens of a session, their hashes stored. TokensRefused for what can't be asked."""
    wanted = checked_wishes(study, wishes)
    total = sum(wish.count for wish in wanted)
    if total > PACKED_MAX:
        raise TokensRefused(
            f"{total:,} links are more than a page makes; {PACKED_MAX:,} are. Ask again for the "
            f"rest, or on the server: pulsemeter tokens {code} --count {total} --out FOLDER"
        )
    made, found = made_tokens(chance, wanted), []
    while batch := await stored_tokens(book, code, made):
        found += batch
    return found


def invitation_files(
    study: Study, code: str, address: str, made: Sequence[MadeToken], *, with_sheets: bool
) -> dict[str, bytes]:
    """The list of links, and cards and labels to print."""
    attributes = [a.id for a in study.attributes] if carries_categories(study) else []
    table = StringIO(newline="")
    LinkList(table, address, attributes).write(made)
    files = {LINKS: table.getvalue().encode("utf-8-sig")}
    if with_sheets:
        words = sheet_words(study, code, address)
        cards = [Invitation(each.number, each.link(address), grouped(each.token)) for each in made]
        files["cards.pdf"] = pdf_of(cards_source(words, cards))
        files["labels.pdf"] = pdf_of(labels_source(words, cards))
    return files
