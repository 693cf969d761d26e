"""The `[[stimulus]]` sections of a study file, or complaints by key and line.

A stimulus is a file of ours, the address of an HLS playlist at a named media origin, or still to
be uploaded. Players of video sites are refused: they tell no exact time, can be skipped through,
and their owner would watch the panel.
"""

import ipaddress
import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.service.study_reading import Reading, named_id, within

DURATION_MAX_MS = 24 * 3_600_000
_VIDEO_SITES = {
    "YouTube": ("youtube.com", "youtu.be", "youtube-nocookie.com"),
    "Vimeo": ("vimeo.com",),
    "Facebook": ("facebook.com", "fb.watch", "fb.com", "instagram.com"),
    "TikTok": ("tiktok.com",),
    "Twitch": ("twitch.tv",),
    "X": ("x.com", "twitter.com"),
    "Dailymotion": ("dailymotion.com", "dai.ly"),
}
# What may stand in a Content-Security-Policy without changing its meaning.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def read_stimuli(reading: Reading, tables: list[dict[str, Any]]) -> tuple[Stimulus, ...]:
    """All stimuli of a study, in its order."""
    stimuli = tuple(
        _stimulus(reading, table, f"stimulus[{place}]") for place, table in enumerate(tables)
    )
    _no_file_twice(reading, stimuli)
    return stimuli


def named_files(reading: Reading, stimuli: list[dict[str, Any]], key: str) -> dict[str, str]:
    """File names by the id of their stimulus."""
    named = {}
    for place, table in enumerate(stimuli):
        file = reading.take(table, f"stimulus[{place}]", key, str, "")
        if file:
            named[str(table.get("id", ""))] = file
    return named


def media_origin(address: str) -> str:
    """Scheme, host and port of an address, as a page's policy names them; empty without one."""
    parts = _split(address)
    if parts is None or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    origin = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    return origin if _ORIGIN.fullmatch(origin) else ""


def media_host(address: str) -> str:
    """The host that delivers this address, as people are told it."""
    return media_origin(address).partition("://")[2]


def media_hosts(study: Study) -> list[str]:
    """The hosts elsewhere from which the stimuli of a study come."""
    return sorted({media_host(s.address) for s in study.stimuli if s.address})


def _stimulus(reading: Reading, table: dict[str, Any], path: str) -> Stimulus:
    file = reading.take(table, path, "file", str, "")
    address = reading.take(table, path, "address", str, "").strip()
    duration_ms = within(reading, table, path, "duration_ms", 0, (0, DURATION_MAX_MS))
    if file and address:
        reading.complain(f"{path}.address", "stands beside a file; leave one of them out")
    elif address:
        _check_address(reading, address, duration_ms, path)
    elif file:
        _check_file(reading, file, path)
    elif duration_ms == 0:
        reading.note(
            f"{path}.file",
            "is missing: the stimulus is to be uploaded (pulsemeter stimulus add, or in the "
            "browser under /studies) before a session of this study can be planned",
        )
    broadcast = reading.take(table, path, "broadcast", bool, False)
    if broadcast and not address:
        reading.complain(
            f"{path}.broadcast", "is of a live stream; give the `address` of its playlist (.m3u8)"
        )
    return Stimulus(
        id=named_id(reading, table, path),
        title=reading.take(table, path, "title", str, None),
        duration_ms=duration_ms,
        file=file,
        captions=_captions(reading, f"{path}.captions", table.get("captions", "")),
        address=address,
        captions_in=_captions_in(reading, table, path),
        broadcast=broadcast,
    )


def _check_address(reading: Reading, address: str, duration_ms: int, path: str) -> None:
    where = f"{path}.address"
    parts = _split(address)
    if parts is None or parts.scheme not in ("https", "http") or not media_origin(address):
        reading.complain(
            where, f"{address!r} is no web address; give the https:// address of an .m3u8 playlist"
        )
        return
    if _is_video_site(reading, where, address):
        return
    if parts.username or parts.password:
        reading.complain(where, "holds a name or password; participants would see it: leave it out")
    if not parts.path.lower().endswith(".m3u8"):
        reading.complain(
            where,
            "is no HLS playlist; give an address that ends with .m3u8, or name a file to be kept "
            "here with `file`",
        )
    if parts.scheme == "http":
        if _is_near(str(parts.hostname)):
            reading.note(where, "is plain http, which only works for tests on this network")
        else:
            reading.complain(where, "must begin with https://; plain http is for tests at home")
    if duration_ms == 0:
        reading.complain(
            f"{path}.duration_ms", "is missing; a stimulus at an address needs its length"
        )


def _check_file(reading: Reading, file: str, path: str) -> None:
    where = f"{path}.file"
    if not file.lower().startswith(("http:", "https:")):
        return
    if not _is_video_site(reading, where, file):
        reading.complain(
            where,
            f"{file!r} is a web address; give the address of an .m3u8 playlist as `address`, or "
            "download the video with the right to do so and name the file",
        )


def _is_video_site(reading: Reading, where: str, address: str) -> bool:
    parts = _split(address)
    host = (parts.hostname or "") if parts else ""
    for site, names in _VIDEO_SITES.items():
        if any(host == name or host.endswith(f".{name}") for name in names):
            reading.complain(
                where,
                f"is a page of {site}: its player tells no exact time and lets {site} watch the "
                "panel. Download the video, with the right to do so, and upload the file; or ask "
                "the owner for an HLS address (.m3u8)",
            )
            return True
    return False


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of its own network."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".test")):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # a port that is no number is only noticed when it is asked for
    except ValueError:
        return None
    return parts


def _captions(reading: Reading, where: str, file: object) -> str:
    if not isinstance(file, str):
        reading.complain(where, f"must be a text, not {file!r}")
        return ""
    if file and not file.lower().endswith(".vtt"):
        reading.complain(where, f"{file!r} is no WebVTT file; browsers show .vtt as captions")
    return file


def _captions_in(reading: Reading, table: dict[str, Any], path: str) -> tuple[tuple[str, str], ...]:
    named = reading.take(table, path, "captions_in", dict, {})
    found = []
    for language, file in named.items():
        where = f"{path}.captions_in.{language}"
        if not _LANGUAGE.fullmatch(language):
            reading.complain(where, f"{language!r} is no language tag such as de or pt-BR")
            continue
        captions = _captions(reading, where, file)
        if captions:
            found.append((language, captions))
    return tuple(found)


def _no_file_twice(reading: Reading, stimuli: tuple[Stimulus, ...]) -> None:
    """The data folder keeps a study's files side by side: two of one name would be one."""
    kept: dict[str, str] = {}
    for place, stimulus in enumerate(stimuli):
        keyed = [("file", stimulus.file), ("captions", stimulus.captions)]
        keyed += [(f"captions_in.{language}", file) for language, file in stimulus.captions_in]
        for key, path in keyed:
            name = path.replace("\\", "/").rsplit("/", 1)[-1]
            if path and kept.setdefault(name, path) != path:
                reading.complain(
                    f"stimulus[{place}].{key}", f"another file is called {name!r} too; rename one"
                )
