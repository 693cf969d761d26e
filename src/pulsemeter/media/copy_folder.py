"""All files of a study's media folder under another name, for a study that is copied.

Files are never changed once they are there, so a copy may be a second name of the same bytes: it
is made at once and takes no room. Where a disk can't do that they are copied.
"""

import asyncio
import os
import shutil
from pathlib import Path

from pulsemeter.service.ports import StoreError


async def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder, if there is one; of a copy that fails, nothing is left."""
    await asyncio.to_thread(_copy, source, target)


async def copy_study_files(media: Path, name: str, new_name: str) -> None:
    """Give a study the files of another, below the folder of all media."""
    await copy_folder(media / name, media / new_name)


def _copy(source: Path, target: Path) -> None:
    if not source.is_dir():
        return
    arriving = target.with_name(f".{target.name}.arriving")
    try:
        shutil.rmtree(arriving, ignore_errors=True)
        shutil.copytree(
            source, arriving, ignore=shutil.ignore_patterns(".*"), copy_function=_second_name
        )
        shutil.rmtree(target, ignore_errors=True)
        arriving.replace(target)
    except OSError as error:
        raise StoreError(
            f"{error.filename or target} can't be copied ({error.strerror}); check the room on "
            "the disk and the right to write"
        ) from error
    finally:
        shutil.rmtree(arriving, ignore_errors=True)


def _second_name(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no second names
        shutil.copy2(source, target)
    return target
