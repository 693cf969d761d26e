"""A data package as a folder of files, or as one ZIP of it.

A folder appears whole under its name or not at all. This module must not know what is in a table.
"""

import contextlib
import os
import shutil
import zipfile
from collections.abc import Callable, Collection
from pathlib import Path

from pulsemeter.packing.plain_files import Tell, write_csv, write_parquet
from pulsemeter.packing.statistics_files import write_dta, write_sav
from pulsemeter.report.data_table import DataPackage, DataTable
from pulsemeter.report.package_texts import codebook, datapackage_json
from pulsemeter.service.ports import StoreError

FORMATS = ("csv", "parquet", "sav", "zsav", "dta")
"""What a table may be written as; CSV always is."""
_SCRIPTS = Path(__file__).parent / "scripts"
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
_CHUNK_BYTES = 1 << 20


def _csv(table: DataTable, path: Path, tell: Tell) -> list[Path]:
    write_csv(table, path, tell)
    return [path]


def _parquet(table: DataTable, path: Path, tell: Tell) -> list[Path]:
    write_parquet(table, path, tell)
    return [path]


def _zsav(table: DataTable, path: Path, tell: Tell) -> list[Path]:
    return write_sav(table, path, tell, zipped=True)


_WRITERS: dict[str, Callable[[DataTable, Path, Tell], list[Path]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "sav": write_sav,
    "zsav": _zsav,
    "dta": write_dta,
}


def rows_to_write(package: DataPackage, formats: Collection[str]) -> int:
    """How many rows `tell` will have been told of at the end."""
    return package.rows * len({"csv", *formats})


def write_folder(
    package: DataPackage, formats: Collection[str], folder: Path, tell: Tell = lambda _: None
) -> list[str]:
    """Write a package into a folder that isn't there yet; the names of its files.

    `tell` is told of each batch of rows; what it raises ends the work, and nothing is left.
    StoreError where the folder is there, or can't be written.
    """
    if folder.exists():
        raise StoreError(f"{folder} is there already; name another folder, or remove it")
    making = folder.with_name(f".{folder.name}.making")
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        names = _write(package, formats, making, tell)
        making.replace(folder)
    except OSError as error:
        raise StoreError(
            f"{error.filename or folder} can't be written ({error.strerror}); check the rights and "
            "the room on the disk"
        ) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return names


def write_zip(
    package: DataPackage, formats: Collection[str], path: Path, tell: Tell = lambda _: None
) -> int:
    """Write a package as a ZIP that only its owner may read; its size in bytes. As `write_folder`,
    and what lay under this name is replaced."""
    folder, draft = path.with_suffix(".folder"), path.with_name(f".{path.name}.making")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        names = write_folder(package, formats, folder, tell)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            _zip(folder, names, package.name, file, tell)
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"the package can't be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            draft.unlink()
    return path.stat().st_size


def _zip(folder: Path, names: list[str], inside: str, file: object, tell: Tell) -> None:
    with zipfile.ZipFile(file, "w") as packed:  # type: ignore[call-overload]
        for name in names:
            # No time of making: it would tell when.
            entry = zipfile.ZipInfo(f"{inside}/{name}", _FIRST_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (
                (folder / name).open("rb") as source,
                packed.open(entry, "w", force_zip64=True) as target,
            ):
                while piece := source.read(_CHUNK_BYTES):
                    target.write(piece)
                    tell(0)


def _write(package: DataPackage, formats: Collection[str], folder: Path, tell: Tell) -> list[str]:
    chosen = [name for name in FORMATS if name == "csv" or name in formats]
    files: dict[str, list[tuple[str, int]]] = {}
    for table in package.tables:
        files[table.name] = [
            (path.name, path.stat().st_size)
            for form in chosen
            for path in _WRITERS[form](table, folder / f"{table.name}.{form}", tell)
        ]
    texts = {
        "datapackage.json": datapackage_json(package, files),
        "codebook.txt": codebook(package, files),
        **package.texts,
    }
    for name in package.scripts:
        texts[name] = (_SCRIPTS / name).read_text("utf-8")
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="")
    return [*texts, *(name for each in files.values() for name, _ in each)]
