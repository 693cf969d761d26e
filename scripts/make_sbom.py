"""Writes the bill of materials of what the program is made of, as CycloneDX 1.6 JSON.

    python scripts/make_sbom.py [FILE]

Two sources: the locked requirements the program runs on, with their hashes, and the front end's
packages that Vite puts into what browsers load. The same commit gives the same bytes: no serial
number, and a time only where SOURCE_DATE_EPOCH says one. Where packages come from is the setting
of a machine, so no address of any is in it.
"""

import base64
import importlib.metadata
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "dist" / "pulsemeter.cdx.json"
FONTS = "@fontsource"
_PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def version_of(root: Path) -> str:
    """The program's version, read without importing it."""
    text = (root / "src" / "pulsemeter" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise SystemExit("src/pulsemeter/__init__.py says no __version__")
    return found[1]


def python_components(root: Path) -> Iterator[Component]:
    """The packages of requirements/runtime.txt, each with the hashes of all its files."""
    text = (root / "requirements" / "runtime.txt").read_text("utf-8")
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE):
        pinned = _PINNED.match(block)
        if pinned is None:
            continue
        name, version = pinned.groups()
        hashes = _HASH.findall(block)
        if not hashes:
            raise SystemExit(f"{name} of requirements/runtime.txt has no hash; run make lock")
        url = PackageURL("pypi", name=name.lower().replace("_", "-"), version=version)
        # A component may name an algorithm once for each of its files, of which it has several.
        yield Component(
            name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url),
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
            properties=[Property(name="pulsemeter:part", value="server")],
        )  # fmt: skip


def bundled_components(root: Path) -> Iterator[Component]:
    """The packages of frontend/package-lock.json that browsers get, and the fonts that are printed
    and drawn with; tools for building aren't."""
    lock = json.loads((root / "frontend" / "package-lock.json").read_text("utf-8"))
    for path, entry in lock["packages"].items():
        if not path or entry.get("dev") or entry.get("peer"):
            continue
        name = path.rpartition("node_modules/")[2]
        scope, _, bare = name.rpartition("/")
        url = PackageURL("npm", namespace=scope or None, name=bare, version=entry["version"])
        algorithm, _, coded = entry["integrity"].partition("-")
        if algorithm != "sha512":
            raise SystemExit(f"{name} of frontend/package-lock.json has no SHA-512")
        digest = HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(coded).hex())
        licence = entry.get("license")
        yield Component(
            name=bare, group=scope or None, version=entry["version"], type=ComponentType.LIBRARY,
            purl=url, bom_ref=str(url), hashes=[digest],
            licenses=[LicenseExpression(licence)] if licence else [],
            properties=[
                Property(name="pulsemeter:part", value="fonts" if scope == FONTS else "pages")
            ],
        )  # fmt: skip


def bill_of(root: Path, made_s: int | None = None) -> str:
    """The bill as JSON text."""
    program = Component(
        name="pulsemeter", version=version_of(root), type=ComponentType.APPLICATION,
        bom_ref="pulsemeter", licenses=[LicenseExpression("Apache-2.0")],
    )  # fmt: skip
    components = [*python_components(root), *bundled_components(root)]
    bill = Bom(components=components, metadata=BomMetaData(component=program))
    bill.register_dependency(program, components)
    written = json.loads(JsonV1Dot6(bill).output_as_string())
    # The library draws a number and looks at the clock; both would differ each time.
    written.pop("serialNumber", None)
    written["metadata"].pop("timestamp", None)
    if made_s is not None:
        written["metadata"]["timestamp"] = datetime.fromtimestamp(made_s, UTC).isoformat()
    return json.dumps(written, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write the bill; the exit code."""
    target = Path(arguments[0]) if arguments else TARGET
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    text = bill_of(ROOT, int(epoch) if epoch else None)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")
    library = importlib.metadata.version("cyclonedx-python-lib")
    print(f"{target}: {len(json.loads(text)['components'])} packages (cyclonedx {library})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
