"""Takes in a session that another system held: files of its reactions become a closed session.

    export PULSEMETER_TOKEN=pmt_…      (a token with the scope edit, from your account page)
    python examples/take_in_a_session.py https://pulse.example moon dials.csv [mapping.toml]

Without a mapping one is guessed. Where it doesn't do, what is wrong is told, and the mapping is
printed, to be changed and brought the next time; nothing is taken in then.
"""

import sys
from pathlib import Path

from pulsemeter.client import AddressWrong, ApiRefused, Client


def take_in(client: Client, study: str, file: Path, mapping: str) -> str:
    """The code of the session. SystemExit says why there is none."""
    held = client.bring_files(study, [file], mapping)
    if held.preview is None:
        client.drop_import(study, held.id)
        raise SystemExit(f"{held.refused or held.job.problem}\n\n{held.mapping}")
    for line in (*held.preview.counts, *held.preview.left_out):
        sys.stderr.write(f"{line}\n")
    client.take_import_in(study, held.id)
    held = client.wait_for_import(study, held.id)
    if not held.session:
        raise SystemExit(held.job.problem or "it was cancelled")
    return held.session


def main() -> None:
    """What the command line asks for."""
    if len(sys.argv) not in (4, 5):
        raise SystemExit(__doc__)
    address, study, file, *more = sys.argv[1:]
    try:
        mapping = Path(more[0]).read_text("utf-8") if more else ""
        with Client(address) as client:
            sys.stdout.write(f"{take_in(client, study, Path(file), mapping)}\n")
    except (AddressWrong, ApiRefused, OSError, ValueError) as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
