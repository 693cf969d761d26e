"""The command line, called in this process or as a program of its own."""

import asyncio
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pulsemeter.bootstrap import opened
from pulsemeter.cli.main import main

STUDY = """\
[study]
name = "talk"
title = "A talk"
join = "tokens"

[[stimulus]]
id = "talk"
title = "A talk"
duration_ms = 30000
transcript = "talk.vtt"

[[attribute]]
id = "region"
label = "Region"
[[attribute.category]]
id = "north"
label = "North"
quota = 40
[[attribute.category]]
id = "south"
label = "South"

[consent]
runner = "we"
payer = "we"
kept = "presses"
withdraw = "any time"
"""
WORDS = (
    "WEBVTT\n\n00:00.000 --> 00:12.000\nWe choose to go.\n\n00:12.000 --> 00:25.000\nNot easy.\n"
)


class CommandLine:
    """Commands with one data folder."""

    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data"
        self.study = folder / "study.toml"
        self.study.write_text(STUDY, "utf-8")
        (folder / "talk.vtt").write_text(WORDS, "utf-8")

    def __call__(self, *arguments, data=True):
        options = ["--data", str(self.data)] if data else []
        return CliRunner().invoke(main, [*map(str, arguments), *options])

    def fine(self, *arguments, **options):
        done = self(*arguments, **options)
        assert done.exit_code == 0, done.output
        return done

    def refused(self, *arguments, **options):
        """The one message of a command that was refused."""
        done = self(*arguments, **options)
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        return done.output

    def begin(self):
        """A data folder in which there is nothing yet."""

        async def work():
            async with opened(self.data):
                pass

        asyncio.run(work())

    def session(self):
        """The code of a new open session."""
        self.fine("study", "create", self.study)
        return self.fine("session", "open", "talk").output.split()[1]

    def program(self, *arguments, timeout=60, **environment):
        """A process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "pulsemeter", *map(str, arguments)],
            capture_output=True, text=True, timeout=timeout, cwd=self.folder, check=False,
            env={**os.environ, **environment},
        )  # fmt: skip


@pytest.fixture
def command(tmp_path):
    return CommandLine(tmp_path)
