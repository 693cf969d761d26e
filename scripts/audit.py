"""Asks for known vulnerabilities in what the program is made of; what isn't known is said.

    python scripts/audit.py [--advisories URL] [--registry URL]

The locked runtime requirements are asked of OSV by pip-audit, the front end's packages that
browsers get of the machine's npm registry by `npm audit`. Leaves with 0 only where both answered
for every package and knew nothing against any; with 1 where they did; with 2 where one could not be
asked.
A service that answers everything with "nothing known" knows nothing: each is first asked about a
package with an old, well-known hole, and is believed only if it names that.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 2
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_WAIT_S = 300
PYTHON_CANARY = ("jinja2", "2.4.1")
NPM_CANARY = ("minimist", "0.0.8")


class NotAudited(Exception):
    """Nothing is known, and why."""


@dataclass
class Answer:
    """What a service said: which packages it was asked of, and what it knows against them."""

    asked: set[str] = field(default_factory=set)
    known: list[str] = field(default_factory=list)


def run_json(command: Sequence[str], folder: Path) -> Any:
    """What a tool printed as JSON. Its exit code is 1 for a finding and for a fault alike."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=_WAIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotAudited(f"{Path(command[0]).name} didn't run to its end ({error})") from error
    try:
        return json.loads(done.stdout)
    except ValueError:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        raise NotAudited(said[-1][:300] if said else f"exit code {done.returncode}") from None


def ask_python(packages: Sequence[tuple[str, str]], advisories: str | None) -> Answer:
    """What OSV knows against these packages of Python."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        # Without marks of platforms, so that what runs on other machines is asked of here too.
        listed.write_text("".join(f"{n}=={v}\n" for n, v in packages), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps"]
        command += ["--disable-pip", "--vulnerability-service", "osv", "--format", "json"]
        command += ["--progress-spinner", "off", "--strict"]
        told = run_json([*command, *(["--osv-url", advisories] if advisories else [])], ROOT)
    answer = Answer()
    for entry in told["dependencies"]:
        if "skip_reason" in entry:
            raise NotAudited(f"{entry['name']} was passed over: {entry['skip_reason']}")
        answer.asked.add(entry["name"])
        for hole in entry["vulns"]:
            mended = ", ".join(hole.get("fix_versions", ())) or "no version"
            answer.known.append(
                f"{entry['name']} {entry['version']}: {hole['id']}, mended in {mended}"
            )
    return answer


def ask_npm(folder: Path, registry: str | None) -> Answer:
    """What the registry knows against the packages of a lock file that aren't for building only."""
    command = ["npm", "audit", "--json", "--omit=dev", "--package-lock-only"]
    told = run_json([*command, *(["--registry", registry] if registry else [])], folder)
    if "vulnerabilities" not in told or "metadata" not in told:
        reason = told.get("message") or json.dumps(told)
        raise NotAudited(f"npm audit: {str(reason)[:300]}")
    answer = Answer(set(bundled(folder)))
    for name, entry in told["vulnerabilities"].items():
        for hole in entry["via"]:
            words = f"{hole['title']} ({hole['url']})" if isinstance(hole, dict) else f"by {hole}"
            answer.known.append(f"{name}, {entry['severity']}: {words}")
    return answer


def pinned(root: Path) -> list[tuple[str, str]]:
    """The packages of the locked runtime requirements; some in two versions, for two Pythons."""
    return _PINNED.findall((root / "requirements" / "runtime.txt").read_text("utf-8"))


def rounds_of(packages: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """The packages in rounds that hold each name once, as pip-audit wants them."""
    rounds: list[dict[str, str]] = []
    for name, version in packages:
        free = next((each for each in rounds if name not in each), None)
        if free is None:
            free = {}
            rounds.append(free)
        free[name] = version
    return rounds


def bundled(folder: Path) -> Iterator[str]:
    """The packages of a lock file that browsers get."""
    packages = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    return (
        path.rpartition("node_modules/")[2]
        for path, e in packages.items()
        if path and not e.get("dev")
    )


def python_audit(root: Path, advisories: str | None) -> list[str]:
    """What is known against the server's packages. NotAudited where that can't be told."""
    if not ask_python([PYTHON_CANARY], advisories).known:
        raise NotAudited(
            f"the service knows nothing against {' '.join(PYTHON_CANARY)}, so it tells nothing"
        )
    known: list[str] = []
    for packages in rounds_of(pinned(root)):
        answer = ask_python(list(packages.items()), advisories)
        if missing := set(map(plain_name, packages)) - set(map(plain_name, answer.asked)):
            raise NotAudited(f"the service wasn't asked about {', '.join(sorted(missing))}")
        known += answer.known
    return known


def plain_name(name: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def npm_audit(root: Path, registry: str | None) -> list[str]:
    """What is known against the packages of the pages. NotAudited where that can't be told."""
    name, version = NPM_CANARY
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        about = {"name": "canary", "version": "0.0.0", "dependencies": {name: version}}
        entry = {"version": version, "license": "MIT"}
        lock = {
            "name": "canary",
            "version": "0.0.0",
            "lockfileVersion": 3,
            "packages": {"": about, f"node_modules/{name}": entry},
        }
        (folder / "package.json").write_text(json.dumps(about), "utf-8")
        (folder / "package-lock.json").write_text(json.dumps(lock), "utf-8")
        if not ask_npm(folder, registry).known:
            raise NotAudited(
                f"the registry knows nothing against {name} {version}, so it tells nothing"
            )
    return ask_npm(root / "frontend", registry).known


def main(arguments: Sequence[str]) -> int:
    """Audit both; the exit code."""
    parser = argparse.ArgumentParser(description="known vulnerabilities of our packages")
    parser.add_argument("--advisories", help="the query address of OSV, if another than its own")
    parser.add_argument("--registry", help="the npm registry, if another than the machine's")
    told = parser.parse_args(arguments)
    code = CLEAN
    for what, count, audit in (
        ("the server's packages", len(pinned(ROOT)), lambda: python_audit(ROOT, told.advisories)),
        (
            "the packages of the pages",
            len(list(bundled(ROOT / "frontend"))),
            lambda: npm_audit(ROOT, told.registry),
        ),
    ):
        try:
            known = audit()
        except NotAudited as reason:
            print(
                f"COULD NOT AUDIT {what}: {reason}\n"
                f"  Nothing is known about these {count} packages.",
                file=sys.stderr,
            )
            code = UNKNOWN
            continue
        for hole in known:
            print(f"VULNERABLE, {what}: {hole}", file=sys.stderr)
        if known:
            code = max(code, VULNERABLE)
        else:
            print(f"{what}: nothing is known against any of the {count}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
