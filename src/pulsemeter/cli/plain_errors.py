"""Whatever a person at the command line can mend becomes one plain message and exit code 2."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import click

from pulsemeter.analysis.data_error import DataError
from pulsemeter.delivery.courier_file import CouriersRefused
from pulsemeter.delivery.server_secret import SecretLost
from pulsemeter.domain.alignment import AlignmentRefused
from pulsemeter.domain.session import SessionStateError
from pulsemeter.domain.wording import WordingError
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.admit_staff import StaffRefused
from pulsemeter.service.conduct_session import UnknownSession, UnknownStudy
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.erasure_list import ListRefused
from pulsemeter.service.import_session import ImportRefused
from pulsemeter.service.keep_register import RegisterRefused
from pulsemeter.service.make_tokens import TokensRefused
from pulsemeter.service.pack_persons import ExportRefused
from pulsemeter.service.ports import StoreError
from pulsemeter.service.register_ports import PassphraseWrong
from pulsemeter.service.settle_stimulus import UploadRefused
from pulsemeter.service.study_languages import LanguageUnread
from pulsemeter.service.study_reading import StudyFileError
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.simulation.truth import TruthError
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.web.listening import AddressTaken
from pulsemeter.web.workers.worker import NoWorkers

_Result = TypeVar("_Result")

MENDABLE = (
    AddressTaken,
    AlignmentRefused,
    CouriersRefused,
    DataError,
    ExportRefused,
    ImportRefused,
    LanguageUnread,
    ListRefused,
    MediaError,
    NoWorkers,
    OverlayRefused,
    PassphraseWrong,
    RegisterRefused,
    SecretLost,
    SessionStateError,
    StaffRefused,
    StoreError,
    StudyFileError,
    StudyNotWritable,
    StudyRefused,
    TokensRefused,
    TranscriptError,
    TruthError,
    UnknownSession,
    UnknownStudy,
    UploadRefused,
    WordingError,
)


class Stop(click.ClickException):
    """A message for the person at the command line; exit code 2."""

    exit_code = 2


def _sentence(error: BaseException) -> str:
    return str(error.args[0]) if error.args else str(error)


class PlainErrors(click.Group):
    """A command group that says what can be mended instead of showing where it broke."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except MENDABLE as error:
            raise Stop(_sentence(error)) from error
        except BaseExceptionGroup as group:
            mendable, rest = group.split(MENDABLE)
            if mendable is None or rest is not None:
                raise
            raise Stop(_sentence(_first(mendable))) from group


def _first(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group


def run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a command's work in an event loop."""
    try:
        import uvloop
    except ImportError:  # pragma: no cover - uvloop is a dependency wherever it exists
        return asyncio.run(work)
    return uvloop.run(work)
