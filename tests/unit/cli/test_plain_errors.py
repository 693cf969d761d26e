import click
import pytest
from click.testing import CliRunner

from pulsemeter.cli.plain_errors import MENDABLE, PlainErrors, run
from pulsemeter.service.ports import StoreError


def commands_that_raise(error):
    group = PlainErrors("pulse")

    @group.command()
    def go():
        raise error

    return CliRunner().invoke(group, ["go"])


@pytest.mark.parametrize("kind", [k for k in MENDABLE if k.__name__ != "StudyFileError"])
def test_what_can_be_mended_is_one_message_and_exit_code_2(kind):
    done = commands_that_raise(kind("the disk is full; make room"))
    assert done.exit_code == 2
    assert done.output == "Error: the disk is full; make room\n"


def test_out_of_a_group_of_tasks_too():
    inner = ExceptionGroup("tasks", [StoreError("the disk is full")])
    done = commands_that_raise(ExceptionGroup("tasks", [inner]))
    assert (done.exit_code, done.output) == (2, "Error: the disk is full\n")


def test_what_nobody_at_the_command_line_can_mend_is_not_hidden():
    assert isinstance(commands_that_raise(KeyError("x")).exception, KeyError)
    mixed = ExceptionGroup("tasks", [StoreError("full"), KeyError("x")])
    assert isinstance(commands_that_raise(mixed).exception, ExceptionGroup)


def test_work_runs_in_a_loop():
    async def work():
        return click.__name__

    assert run(work()) == "click"
