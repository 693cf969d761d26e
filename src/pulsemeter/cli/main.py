"""The command `pulsemeter` and its sub-commands."""

import click

from pulsemeter import __version__
from pulsemeter.cli.analyse import analyse
from pulsemeter.cli.audit import audit
from pulsemeter.cli.backup import backup, erasures, restore
from pulsemeter.cli.compare import compare
from pulsemeter.cli.demo import demo
from pulsemeter.cli.doctor import doctor
from pulsemeter.cli.export import export
from pulsemeter.cli.import_session import import_session
from pulsemeter.cli.overlay import overlay
from pulsemeter.cli.plain_errors import PlainErrors
from pulsemeter.cli.plan import plan
from pulsemeter.cli.register import register
from pulsemeter.cli.rehearse import rehearse
from pulsemeter.cli.report import report
from pulsemeter.cli.retention import retention
from pulsemeter.cli.serve import serve
from pulsemeter.cli.session import session
from pulsemeter.cli.staff import staff
from pulsemeter.cli.staff_tokens import token
from pulsemeter.cli.status import status
from pulsemeter.cli.stimulus import stimulus
from pulsemeter.cli.study import study
from pulsemeter.cli.tokens import tokens
from pulsemeter.cli.vouchers import vouchers


@click.group(cls=PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="pulsemeter")
def main() -> None:
    """Pulsemeter: what a speech did to whom, statement by statement."""


for command in (
    demo,
    serve,
    study,
    stimulus,
    session,
    tokens,
    register,
    retention,
    backup,
    restore,
    erasures,
    vouchers,
    staff,
    audit,
    rehearse,
    import_session,
    analyse,
    export,
    compare,
    overlay,
    report,
    plan,
    doctor,
    status,
):
    main.add_command(command)
staff.add_command(token)
