"""The files of deploy/ fit the program and each other: options, paths, ports, hardening."""

import configparser
import os
import re
import shlex
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from starlette.routing import Mount, Route

from pulsemeter.cli import main
from pulsemeter.web.routes import TABLE, WATCHED, Side, routes

HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
    "PrivateDevices": "yes", "ProtectKernelTunables": "yes", "ProtectKernelModules": "yes",
    "ProtectControlGroups": "yes", "RestrictNamespaces": "yes", "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes", "CapabilityBoundingSet": "", "SystemCallArchitectures": "native",
    "UMask": "0077", "StateDirectoryMode": "0700", "User": "pulsemeter",
}  # fmt: skip
VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::[?-][^}]*)?\}")
UPSTREAM = re.compile(r"^\s*reverse_proxy ([^{]+) \{$", re.MULTILINE)


class Unit(configparser.RawConfigParser):
    """A unit file, in which the same key may come again (of that, the last is kept)."""

    def __init__(self) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.fixture
def deploy(project_root: Path) -> Path:
    return project_root / "deploy"


@pytest.fixture
def unit(deploy: Path) -> Unit:
    found = Unit()
    found.read_string((deploy / "systemd" / "pulsemeter.service").read_text("utf-8"))
    return found


@pytest.fixture
def compose(deploy: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((deploy / "compose.yaml").read_text("utf-8"))
    return found


def parsed(words: list[str]) -> dict[str, Any]:
    """What `pulsemeter serve` understands of a command line; fails as it would."""
    assert words[0] == "serve"
    filled = [VARIABLE.sub("https://panel.example.org", word) for word in words[1:]]
    command = main.commands["serve"]
    return command.make_context("serve", filled).params


def servers(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Options by the name of the service."""
    return {
        name: parsed(service["command"])
        for name, service in compose["services"].items()
        if service.get("command", [""])[0] == "serve"
    }


def listed(side: Side = Side.ALL) -> set[str]:
    found = routes(side)
    mounted = {one.path + "/{file}" for one in found if isinstance(one, Mount)}
    return mounted | {one.path for one in found if isinstance(one, Route)}


def test_the_unit_serves_with_options_that_there_are(unit: Unit) -> None:
    program, *words = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/bin/pulsemeter")
    options = parsed(words)
    assert options["host"] == "127.0.0.1"
    assert options["role"] == "all"
    assert str(options["data"]).startswith("/var/lib/" + unit["Service"]["StateDirectory"] + "/")
    assert options["metrics_token_file"] is not None


def test_the_unit_is_hardened_and_stops_gently(unit: Unit) -> None:
    service = unit["Service"]
    assert {key: service.get(key) for key in HARDENED} == HARDENED
    assert service["KillSignal"] == "SIGTERM"
    assert service["KillMode"] == "mixed"
    # Started anew without end, also after an end of its own with a message.
    assert service["Restart"] == "always"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert int(service["TimeoutStopSec"]) >= 60
    assert int(service["LimitNOFILE"]) >= 100_000
    assert service["SystemCallFilter"]
    # Its parts need these: sockets of both kinds, and those between it and its workers.
    assert set(service["RestrictAddressFamilies"].split()) == {"AF_INET", "AF_INET6", "AF_UNIX"}
    assert unit["Install"]["WantedBy"] == "multi-user.target"


def test_the_proxy_of_one_machine_asks_the_server_of_the_unit(deploy: Path, unit: Unit) -> None:
    options = parsed(shlex.split(unit["Service"]["ExecStart"])[1:])
    asked = UPSTREAM.findall((deploy / "Caddyfile").read_text("utf-8"))
    assert asked == [f"{options['host']}:{options['port']}"]


def test_every_server_of_the_compose_file_has_options_that_there_are(
    compose: dict[str, Any],
) -> None:
    found = servers(compose)
    assert {compose["services"][name]["restart"] for name in found} == {"unless-stopped"}
    assert sorted(found) == ["ingest-a", "ingest-b", "tally-a", "tally-b", "web-a", "web-b"]
    for name, options in found.items():
        assert options["role"] == name.partition("-")[0]
        assert options["host"] == "0.0.0.0"
        assert options["public_url"].startswith("https://")
    assert len({str(options["data"]) for options in found.values()}) == 1, "they share one folder"
    assert len({options["port"] for options in found.values()}) == len(found)


def test_the_proxy_of_several_asks_each_at_its_port(deploy: Path, compose: dict[str, Any]) -> None:
    text = (deploy / "Caddyfile.cluster").read_text("utf-8")
    found = servers(compose)
    for role, asked in zip(("web", "ingest", "tally"), UPSTREAM.findall(text), strict=True):
        served = {f"{n}:{o['port']}" for n, o in found.items() if o["role"] == role}
        assert set(asked.split()) == served


def test_ingest_servers_get_what_participants_need_and_nothing_that_they_dont_have(
    deploy: Path,
) -> None:
    text = (deploy / "Caddyfile.cluster").read_text("utf-8")
    line = re.search(r"^\s*@participants path (.+)$", text, re.MULTILINE)
    assert line is not None
    patterns = line[1].split()

    def goes(path: str) -> bool:
        return any(path == p or (p[-1] == "*" and path.startswith(p[:-1])) for p in patterns)

    everything, doors = listed(), listed(Side.PARTICIPANTS)
    at_ingest = {path for path in everything if goes(path)}
    assert at_ingest <= doors
    for path in ("/", "/j/{code}", "/join", "/p", "/p/records", "/p/consent", "/withdraw"):
        assert path in at_ingest, path
    for pattern in patterns:
        assert any(goes_by(pattern, path) for path in everything), pattern


def goes_by(pattern: str, path: str) -> bool:
    """Whether a pattern of Caddy's takes a path: a star at the end is any rest, one before it
    anything between two slashes."""
    if pattern.endswith("*"):
        return path.startswith(pattern[:-1])
    return re.fullmatch(re.escape(pattern).replace(r"\*", "[^/]*"), path) is not None


def test_web_servers_get_what_is_watched_and_nothing_that_they_dont_have(deploy: Path) -> None:
    text = (deploy / "Caddyfile.cluster").read_text("utf-8")
    line = re.search(r"@watched \{\n\s*method GET HEAD\n\s*path (.+)\n", text)
    links = re.search(r"@brief_links path (.+)", text)
    assert line is not None
    assert links is not None
    patterns = [*line[1].split(), *links[1].split()]
    table = [(method, path) for method, path, *_ in TABLE]
    # A link of a brief is any method's; whatever else changes something goes where it is tallied.
    goes = {
        (method, path)
        for method, path in table
        if any(goes_by(p, path) for p in links[1].split())
        or (method == "GET" and any(goes_by(p, path) for p in line[1].split()))
    }
    assert goes <= WATCHED
    for pattern in patterns:
        assert any(goes_by(pattern, path) for _, path in table), pattern
    kept = {path for method, path in WATCHED - goes}
    # Each server is watched at its own port, films lie where they were made, and no pattern tells
    # a session's own address from those beneath it.
    assert {path.split("/")[1] for path in kept} == {"health", "metrics", "media", "api"}
    assert {path for path in kept if path.startswith("/api")} == {"/api/v1/sessions/{code}"}


def test_every_health_path_that_is_named_is_there(deploy: Path, project_root: Path) -> None:
    files = [path for path in deploy.rglob("*") if path.is_file()]
    files.append(project_root / "docs" / "reference" / "operations.md")
    named = {
        path for file in files for path in re.findall(r"/health/\w+|/metrics\b(?!-)",
                                                      file.read_text("utf-8"))
    }  # fmt: skip
    assert named == {"/health/live", "/health/ready", "/metrics"}
    assert named <= listed(Side.PARTICIPANTS) & listed(Side.WATCHERS)
    for proxy in ("Caddyfile", "Caddyfile.cluster"):
        text = (deploy / proxy).read_text("utf-8")
        assert text.count("respond @watching 404") == text.count("@watching path /metrics") == 1
        assert "health_uri /health/ready" not in text, "a full disk would turn everybody away"


def test_checks_of_containers_ask_the_port_of_their_server(compose: dict[str, Any]) -> None:
    found = servers(compose)
    checked = {n: s["healthcheck"] for n, s in compose["services"].items() if "healthcheck" in s}
    assert sorted(checked) == ["ingest-a", "ingest-b", "web-a", "web-b"]
    for name, check in checked.items():
        assert f"http://127.0.0.1:{found[name]['port']}/health/live" in check["test"][-1]
        compile(check["test"][-1], name, "exec")


def test_what_the_compose_file_names_is_there(deploy: Path, compose: dict[str, Any]) -> None:
    volumes, networks = set(compose["volumes"]), set(compose["networks"])
    for name, service in compose["services"].items():
        assert set(service.get("networks", ())) <= networks, name
        assert set(service.get("depends_on", ())) <= set(compose["services"]), name
        for mounted in service.get("volumes", ()):
            source = mounted.split(":")[0] if not mounted.startswith("${") else ""
            if source.startswith("./"):
                assert (deploy / source).is_file(), source
            elif source:
                assert source in volumes, source
    text = (deploy / "compose.yaml").read_text("utf-8")
    told = (deploy / "example.env").read_text("utf-8")
    for variable, needed in re.findall(r"\$\{([A-Z_]+):(\?)?", text):
        assert re.search(rf"^{'' if needed else '(# )?'}{variable}=", told, re.MULTILINE), variable


def test_images_are_the_operators_choice(deploy: Path, compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[a-z0-9:.-]+\}", service["image"]), name
    docker = (deploy / "Dockerfile").read_text("utf-8")
    assert set(re.findall(r"^FROM (\S+)", docker, re.MULTILINE)) == {"${PYTHON_IMAGE}"}


def test_nats_keeps_frames_before_it_acknowledges_and_reads_its_file(
    deploy: Path, compose: dict[str, Any]
) -> None:
    path = deploy / "nats" / "nats.conf"
    assert re.search(r"^\s*sync_interval: always$", path.read_text("utf-8"), re.MULTILINE)
    names = [n for n, s in compose["services"].items() if n.startswith("nats-")]
    assert re.findall(r"nats://(nats-\w)", path.read_text("utf-8")) == names
    log = compose["services"]["tally-a"]["environment"]["PULSEMETER_LOG"]
    assert re.findall(r"@(nats-\w):4222", log) == names
    server = Path(sysconfig.get_path("scripts")) / "nats-server"
    told = {**os.environ, "NATS_NAME": "nats-a", "NATS_PASSWORD": "p0123456789abcdef"}
    read = subprocess.run(
        [server, "-t", "-c", path],
        check=False,
        env=told,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert read.returncode == 0, read.stderr
    assert "is valid" in read.stderr


def test_settings_of_the_kernel_are_names_and_numbers(deploy: Path) -> None:
    lines = (deploy / "sysctl.conf").read_text("utf-8").splitlines()
    settings = dict(line.split(" = ") for line in lines if line and not line.startswith("#"))
    assert int(settings["net.core.somaxconn"]) >= 4_096
    for name in settings:
        assert Path("/proc/sys", *name.split(".")).exists() or name.startswith("net."), name
