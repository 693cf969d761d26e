"""What `pulsemeter analyse` leaves in a folder: tables, figures, figures as JSON, the report."""

import json
import re
from pathlib import Path

from pulsemeter.analysis.analysis import Analysis
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.languages import words_for
from pulsemeter.report.drawing import standing_alone
from pulsemeter.report.figure import contrast_svg, curve_svg
from pulsemeter.report.html import report_html
from pulsemeter.report.table import table_files

_UNSAFE = re.compile(r"[^\w-]+")
_NAME_MAX = 80


def write_results(
    found: Analysis, out: Path, *, title: str, language: str = "en", simulated: bool = False
) -> int:
    """Write everything into a folder, made if it isn't there; the number of files.

    Files of an earlier run with the same names are replaced, others are left alone.
    """
    words = words_for(language)
    files = {f"tables/{name}": data for name, data in table_files(found).items()}
    for target in found.targets:
        several = f"{target}-" if len(found.targets) > 1 else ""
        for segment in found.segments["segment"]:
            svg = curve_svg(found, (segment,), target=target, words=words)
            files[_figure(f"curve-{several}{segment}", files)] = standing_alone(
                svg, simulated=simulated
            )
        for row in found.contrasts.iter_rows(named=True):
            name = row["contrast"]
            if row["target"] == target and not row["reason"]:
                svg = contrast_svg(found, name, target=target, words=words)
                files[_figure(f"contrast-{several}{name}", files)] = standing_alone(
                    svg, simulated=simulated
                )
    numbers = json.dumps(found.summary(), ensure_ascii=False, allow_nan=False, indent=1)
    files["analysis.json"] = numbers.encode()
    page = report_html(
        found, title=title, simulated=simulated, sentences=_sentences(found), words=words
    )
    files["report.html"] = page.encode()
    _write(out, files)
    return len(files)


def _sentences(found: Analysis) -> dict[tuple[str, str, str], str] | None:
    """The gate's own sentences, where figures were released."""
    if "sentence" not in found.statements.columns:
        return None
    held = found.statements.select("target", "segment", "statement", "sentence")
    return {(target, segment, name): told for target, segment, name, told in held.iter_rows()}


def _figure(name: str, taken: dict[str, bytes]) -> str:
    """A file name that every file system takes, each once."""
    plain = _UNSAFE.sub("-", name).strip("-")[:_NAME_MAX]
    path, number = f"figures/{plain}.svg", 2
    while path in taken:
        path, number = f"figures/{plain}-{number}.svg", number + 1
    return path


def _write(out: Path, files: dict[str, bytes]) -> None:
    try:
        for name, data in files.items():
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            arriving = path.with_name(f".{path.name}.arriving")
            arriving.write_bytes(data)
            arriving.replace(path)
    except OSError as error:
        raise Stop(
            f"{error.filename or out} can't be written ({error.strerror}); choose another folder "
            "with --out, or check its rights and the room on the disk"
        ) from error
