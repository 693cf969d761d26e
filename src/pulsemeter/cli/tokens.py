"""Personal links: the server keeps their hashes, the files made here are the only copy."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from pulsemeter.bootstrap import opened
from pulsemeter.cli.options import check_is_there, unchecked_data_option
from pulsemeter.cli.plain_errors import run
from pulsemeter.cli.token_cells import wishes
from pulsemeter.cli.token_files import (
    HASHES,
    HashList,
    folder_for,
    own_file,
    read_hashes,
)
from pulsemeter.cli.token_sheets import Sheets, write_poster
from pulsemeter.domain.counted import counted
from pulsemeter.domain.study import JoinMode, Study
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.report.invitation_sheet import Invitation
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.list_links import LINKS, LinkList
from pulsemeter.service.make_tokens import (
    BATCH,
    CellWish,
    MadeToken,
    TokensRefused,
    carries_categories,
    checked_wishes,
    made_tokens,
    stored_tokens,
)
from pulsemeter.service.read_study import read_study
from pulsemeter.service.set_sheets import sheet_words
from pulsemeter.service.token_text import grouped
from pulsemeter.settings import Settings

PDF_COUNT_MAX = 10_000
"""Above this many links sheets are set only when asked for: printing them is the longer work."""
_file = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command()
@click.argument("code", default="")
@click.option("--count", type=int, help="How many links.")
@click.option("--per-cell", multiple=True, metavar="AGE=YOUNG,REGION=NORTH:40",
              help="So many links that carry these categories; may be given again.")  # fmt: skip
@click.option("--cells", type=_file, help="The same as a CSV file: attributes, and count.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False),
              help="Write links.csv and sheets to print into this folder.")  # fmt: skip
@click.option("--pdf/--no-pdf", default=None, help="Cards and QR labels as PDF.")
@click.option("--offline", type=_file, metavar="STUDY.TOML",
              help="Make links on a machine without a store; hashes.csv goes to one.")  # fmt: skip
@click.option("--session", default="", metavar="CODE", help="With --offline: the session's code.")
@click.option("--take", type=_file, metavar="HASHES.CSV",
              help="Take the hashes of links that were made elsewhere.")  # fmt: skip
@click.option("--public-url", default="", help="The address that the links begin with.")
@unchecked_data_option
def tokens(  # noqa: PLR0913 - one command, one option each
    code: str, count: int | None, per_cell: Sequence[str], cells: Path | None, out: Path | None,
    pdf: bool | None, offline: Path | None, session: str, take: Path | None, public_url: str,
    data: Path,
) -> None:  # fmt: skip
    """Make personal links for session CODE and print them, one a line, or write them to files.

    They can't be shown again: only their hashes are kept.
    """
    if offline is not None:
        code = (code or session).strip().upper()
        _make_offline(offline, code, wishes(count, per_cell, cells), out, pdf, public_url)
        return
    if not code:
        raise click.UsageError("name the session: pulsemeter tokens CODE --count N")
    check_is_there(data)
    if take is not None:
        _take(take, code, data)
        return
    _make(code, count, per_cell, cells, out, pdf, public_url, data)


def _make(
    code: str, count: int | None, per_cell: Sequence[str], cells: Path | None, out: Path | None,
    pdf: bool | None, public_url: str, data: Path,
) -> None:  # fmt: skip
    async def work() -> None:
        async with opened(data) as stores:
            conduct = Conduct(stores.stores.studies, SystemClock(), SystemChance())
            await conduct.refresh()
            place = conduct.place(code)
            address = f"{Settings(public_url=public_url).url}/j/{place.session.code}"
            if out is not None and place.study.join is JoinMode.OPEN and count is None:
                words = sheet_words(place.study, place.session.code, address, is_open=True)
                click.echo(write_poster(folder_for(out, ["poster.pdf"]), words, address))
                return
            wanted = checked_wishes(place.study, wishes(count, per_cell, cells))
            made = made_tokens(SystemChance(), wanted)
            with _Output(out, pdf, place.study, place.session.code, address, wanted) as output:
                while batch := await stored_tokens(
                    stores.stores.credentials, place.session.code, made
                ):
                    output.take(batch)

    run(work())


def _make_offline(
    file: Path, code: str, asked: list[CellWish], out: Path | None, pdf: bool | None,
    public_url: str,
) -> None:  # fmt: skip
    if not code or out is None or not public_url:
        raise click.UsageError(
            "--offline needs --session CODE, --out FOLDER and --public-url, the server's address"
        )
    study = read_study(file.read_text("utf-8"), file.name).study
    wanted = checked_wishes(study, asked)
    address = f"{Settings(public_url=public_url).url}/j/{code}"
    made = made_tokens(SystemChance(), wanted)
    with _Output(out, pdf, study, code, address, wanted, with_hashes=True) as output:
        batch: list[MadeToken] = []
        for token in made:
            batch.append(token)
            if len(batch) == BATCH:
                output.take(batch)
                batch = []
        if batch:
            output.take(batch)
    click.echo(f"Give {out / HASHES} to the server: pulsemeter tokens {code} --take {HASHES}")
    click.echo(f"{out / LINKS} and the sheets stay with you.")


def _take(file: Path, code: str, data: Path) -> None:
    async def work() -> None:
        async with opened(data) as stores:
            conduct = Conduct(stores.stores.studies, SystemClock(), SystemChance())
            await conduct.refresh()
            place = conduct.place(code)
            found = read_hashes(file, place.study, place.session.code)
            await stores.stores.credentials.add(found)
            click.echo(f"Good now: {counted(len(found), 'link')} of session {place.session.code}.")

    run(work())


class _Output:
    """Where made tokens go: to the screen, or to a folder of links, hashes and sheets."""

    def __init__(
        self, out: Path | None, pdf: bool | None, study: Study, code: str, address: str,
        wanted: Sequence[CellWish], with_hashes: bool = False,
    ) -> None:  # fmt: skip
        if out is None and pdf:
            raise TokensRefused("--pdf needs --out FOLDER to write to")
        self._total = sum(wish.count for wish in wanted)
        self._done = 0
        self._out = out
        self._address = address
        self._stack = ExitStack()
        self._links: LinkList | None = None
        self._hashes: HashList | None = None
        self._sheets: Sheets | None = None
        if out is None:
            return
        names = [LINKS, HASHES, "cards_0001.pdf", "labels_0001.pdf"]
        folder = folder_for(out, names)
        attributes = [a.id for a in study.attributes] if carries_categories(study) else []
        links = self._stack.enter_context(own_file(folder / LINKS))
        self._links = LinkList(links, address, attributes)
        if with_hashes:
            hashes = self._stack.enter_context(own_file(folder / HASHES))
            self._hashes = HashList(hashes, code, attributes)
        if pdf or (pdf is None and self._total <= PDF_COUNT_MAX):
            self._sheets = Sheets(folder, sheet_words(study, code, address), self._tell)

    def __enter__(self) -> "_Output":
        return self

    def __exit__(self, *trouble: object) -> None:
        try:
            if self._sheets is not None and trouble[0] is None:
                self._sheets.end()
        finally:
            self._stack.close()
        if self._out is not None and trouble[0] is None:
            click.echo(f"{counted(self._done, 'link')}: {self._out / LINKS}")

    def take(self, batch: Sequence[MadeToken]) -> None:
        """Write these tokens."""
        if self._links is None:
            for made in batch:
                click.echo(f"{self._address}#{made.token}")
        else:
            self._links.write(batch)
        if self._hashes is not None:
            self._hashes.write(batch)
        if self._sheets is not None:
            self._sheets.add(
                [Invitation(m.number, f"{self._address}#{m.token}", grouped(m.token))
                 for m in batch]
            )  # fmt: skip
        self._done += len(batch)
        if self._total > BATCH:
            self._tell(f"{self._done:,} of {self._total:,} links made")

    @staticmethod
    def _tell(what: str) -> None:
        click.echo(what, err=True)
