"""Bytes from our own disk and from programs that we run, altered or damaged."""

import tempfile
from pathlib import Path

import msgspec
import numpy as np
from hypothesis import strategies as st
from tests.fuzz.target import Target, anything, around, as_json, repeated, spoiled, spoiled_text

from pulsemeter.channel.nats import ToldBadly, read_told, write_told
from pulsemeter.domain.live_step import Step, StepKind
from pulsemeter.domain.session import Session
from pulsemeter.domain.stage_view import StageSetting
from pulsemeter.domain.study import Study
from pulsemeter.languages.catalogue import read_catalogue
from pulsemeter.media import make_playable, probe
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.pieces import gather_pieces
from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.media.sniff import sniff
from pulsemeter.release.activity import Activity
from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease
from pulsemeter.service.ports import StoreError
from pulsemeter.service.stages_elsewhere import OnAir
from pulsemeter.storage.bodies import from_body, to_body
from pulsemeter.storage.contact_seal import KeyRecipe, Seal, SealBroken
from pulsemeter.storage.jetstream import read_address
from pulsemeter.tally.frame import RECORD, Frame, FrameError, decode_frame, encode_frame

QUICK = KeyRecipe(b"salt" * 4, memory_kib=64, passes=1, lanes=1)
SEAL = Seal("a passphrase", QUICK)
BOX = SEAL.close(b'{"name":"Ann"}', b"7 talk")
STEP = to_body(Step("k", StepKind.CAPTION, 1_000, 2_000, words="Words")).encode()
COUNT = Count(4, "near")
FIGURE = IntervalFigure("all", COUNT, COUNT, COUNT, "most_liked", 1, 12.5)
TOLD = [
    msgspec.msgpack.encode(write_told(7, "ABCDEF", kind, value))
    for kind, value in (
        ("interval", IntervalRelease(1, 0, 7, "frozen", 80, [FIGURE], 40)),
        ("activity", Activity("running", 7, 30, 40, 50, 60, 70, 2, (("q", "Q", 1, 9),))),
        ("remarks", None),
        ("stages", (OnAir("ABCDEF", b"\x01" * 32, StageSetting(("all",), 30), 7),)),
    )
]
PLAYLIST = (
    b'#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:6.000000,\npart_00000.m4s\n'
    b"#EXTINF:4.5,\npart_00001.m4s\n#EXT-X-ENDLIST\n"
)
PRINTED = """Input #0, mov,mp4,m4a, from 'a.mp4':
  Duration: 00:01:02.50, start: 0.000000, bitrate: 100 kb/s
  Stream #0:0(und): Video: h264 (High), yuv420p, 640x360, 25 fps, 12800 tbn (default)
  Stream #0:1(und): Audio: aac (LC), 44100 Hz, stereo, fltp, 128 kb/s (default)
"""
HEADS = (
    b"\x00\x00\x00\x18ftypisom",
    b"\x1a\x45\xdf\xa3",
    b"fLaC",
    b"OggS",
    b"RIFF\x00\x00\x00\x00WAVE",
    (b"\x47" + b"\0" * 187) * 5,
    b"ID3",
    b"\xff\xfb\x90\x00",
    b"\xff\xf1",
    b"#EXTM3U\n",
    b"GIF89a",
    b"PK\x03\x04",
    b"<!DOCTYPE html>",
    b"WEBVTT",
    b"plain words",
)
PO = (
    b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"X-Pulsemeter-State: draft\\n"\n\n'
    b'msgid "one"\nmsgid_plural "%d"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
)


def _frame(rows):
    records = np.zeros(rows, dtype=RECORD)
    records["seat"] = np.arange(1, rows + 1)
    return encode_frame(Frame("ABCDEF", 1, 2, records))


def _altered_body(told):
    kind, body = told
    return from_body(body.decode("utf-8", "surrogateescape"), kind)


def _pieces(content):
    with tempfile.TemporaryDirectory() as folder:
        playlist = Path(folder) / "film.hls" / "index.m3u8"
        playlist.parent.mkdir()
        playlist.write_bytes(content)
        for name in ("init.mp4", "part_00000.m4s", "part_00001.m4s"):
            (playlist.parent / name).write_bytes(b"piece")
        (Path(folder) / "secret").write_bytes(b"not yours")
        target = Path(folder) / "whole"
        gather_pieces(playlist, 0, 10**9, target)
        assert b"not yours" not in target.read_bytes()


def _arrivals(content):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.json").write_bytes(content)
        return FolderQuarantine(Path(folder)).arrivals()


def _printed(text):
    video = probe._VIDEO.search(text)
    if video:
        probe._size(Path("a"), video[2])
        probe._frames_per_s(video[2])
    probe._AUDIO.search(text)
    probe._CONTAINER.search(text)
    probe.last_words(text)
    return probe._length(Path("a"), text)


ARRIVAL = (
    b'{"id":"a","study":"talk","stimulus":"talk","kind":"stimulus","language":"","name":"a.mp4",'
    b'"size_bytes":10,"mark":"m"}'
)

TARGETS = [
    Target(
        "frames of the log",
        ["tally/frame.py", "storage/relational/reaction_log.py"],
        decode_frame,
        spoiled(_frame(0), _frame(3), _frame(70)),
        (FrameError,),
        [lambda n: _frame(n // 40), *repeated("PMF1")],
    ),
    Target(
        "values of the store",
        ["storage/bodies.py", "storage/sqlite/register_book.py"],
        _altered_body,
        st.one_of(
            st.tuples(st.just(Step), spoiled(STEP)),
            st.tuples(
                st.sampled_from([Step, Study, Session]),
                anything(["key", "kind", "name", "code", "stimuli"]).map(as_json),
            ),
        ),
        (StoreError,),
        [
            lambda n: (Study, b'{"x":' + b"[" * n),
            lambda n: (Step, b'{"key":"' + b"a" * n + b'"}'),
            lambda n: (Session, b'{"":0' + b',"":0' * (n // 5) + b"}"),
        ],
    ),
    Target(
        "messages of other servers",
        ["channel/nats.py"],
        read_told,
        st.one_of(spoiled(*TOLD), st.binary(max_size=64)),
        (ToldBadly,),
        [lambda n: b"\x94\x07\xa1C\xa8activity" + b"\x91" * n, *repeated("\x94")],
    ),
    Target(
        "addresses of a log",
        ["storage/jetstream/address.py"],
        read_address,
        spoiled_text("nats://me:word@a:4222,b:4222/panel?replicas=3", "tls://[::1]:4222"),
        (StoreError,),
        [lambda n: "nats://" + "a," * (n // 2), lambda n: "nats://a/?" + "b=&" * (n // 3)],
    ),
    Target(
        "sealed contacts",
        ["storage/contact_seal.py"],
        lambda box: SEAL.open(box, b"7 talk"),
        spoiled(BOX),
        (SealBroken,),
        [lambda n: BOX + b"\0" * n],
    ),
    Target(
        "kinds of files",
        ["media/sniff.py"],
        lambda head: sniff(head, "a.mp4"),
        st.one_of(spoiled(*HEADS), st.binary(max_size=64)),
        (MediaError,),
        repeated("a", "\n", "\xff"),
    ),
    Target(
        "playlists and their pieces",
        ["media/pieces.py"],
        _pieces,
        spoiled(PLAYLIST),
        (MediaError,),
        [
            around("", "#EXTINF:1,\n"),
            around("", '#EXT-X-MAP:,URI="'),
            around("#EXT-X-MAP:", ","),
            around("", "a\n"),
            around("#EXTINF:", "1"),
        ],
    ),
    Target(
        "lengths of a playlist",
        ["media/make_playable.py"],
        make_playable._length_ms,
        spoiled_text(PLAYLIST.decode()),
        (),
        [lambda n: "#EXTINF:1\n" * (n // 10), lambda n: "#EXTINF:" + "1" * n],
    ),
    Target(
        "what ffmpeg prints",
        ["media/probe.py", "media/limits.py", "media/clip_maker.py"],
        _printed,
        spoiled_text(PRINTED),
        (MediaError,),
        [
            lambda n: " " * n,
            lambda n: "  Stream #0:" + "0" * n,
            lambda n: "Input #0, " + "a," * n,
            lambda n: "  Stream #0:0: Video: a" + "1" * n + "x",
            lambda n: "  Duration: " + "9" * n + ":00:00.0",
            lambda n: "\n" * n,
        ],
        small=10_000,
    ),
    Target(
        "notes of the quarantine",
        ["media/quarantine.py"],
        _arrivals,
        spoiled(ARRIVAL),
        (),
        [around('{"x":', "[")],
    ),
    Target(
        "catalogues of words",
        ["languages/catalogue.py"],
        lambda content: read_catalogue("xx", content),
        spoiled(PO),
        (ValueError,),
        [
            lambda n: PO + b'msgid "a"\n' * (n // 10),
            lambda n: PO.replace(b"n != 1", b"(" * (n // 8)),
            lambda n: PO + b'"' * n,
        ],
        share=0.5,
    ),
]
