"""Files that are not what they say, through every address that takes one, with the real workshop
behind it: each ends in words, nothing is read that lies elsewhere, and nothing of it stays."""

import io
import socket
import subprocess
import zipfile

import imageio_ffmpeg
import pytest

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Stimulus

SECRET = "not yours"
TTML_HEAD = '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">'
TTML_END = "</p></div></body></tt>"


@pytest.fixture
def ear():
    """A port of this machine at which somebody waits for whatever a file makes us ask for."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def was_asked(ear):
    try:
        ear.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def film(path):
    """A film of two seconds."""
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    source = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=2"]
    made = [*source, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "mp4", str(path)]
    subprocess.run([ffmpeg, "-loglevel", "error", "-y", *made], check=True, timeout=60)
    return path.read_bytes()


def zipped(**files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "."), content)
    return made.getvalue()


def entities(secret, port):
    """Document types that fetch, read or grow, as XML readers of the careless kind do it."""
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return {
        "a file": (f'<!DOCTYPE tt [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "&x;"),
        "the network": (f'<!DOCTYPE tt SYSTEM "http://127.0.0.1:{port}/a.dtd">', "Hello"),
        "a parameter": (f'<!DOCTYPE tt [<!ENTITY % x SYSTEM "http://127.0.0.1:{port}/">%x;]>', ""),
        "a billion laughs": (f"<!DOCTYPE tt [{laughs}]>", "&l9;"),
    }


def hostile_films(secret, port):
    """What is sent as a stimulus, by the name it is sent under."""
    page = b"<!doctype html><script>alert(1)</script>"
    address, here = f"http://127.0.0.1:{port}/x.ts", secret.as_uri()
    head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n"
    yield "page.mp4", page
    yield "polyglot.mp4", b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + page
    yield "polyglot.webm", b"\x1a\x45\xdf\xa3" + page
    yield "picture.mp4", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "list.m3u8", (head + address).encode()
    yield "list.mp4", (head + here).encode()
    yield "map.m3u8", f'{head}#EXT-X-MAP:URI="{address}"\n{here}'.encode()
    yield "key.m3u8", f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{address}"\n{here}'.encode()
    yield "concat.mp4", f"ffconcat version 1.0\nfile '{secret}'\n".encode()
    yield "concat-net.mp4", f"ffconcat version 1.0\nfile '{address}'\n".encode()
    yield "dash.mp4", f"<MPD><BaseURL>{address}</BaseURL></MPD>".encode()
    yield "session.sdp", f"v=0\nc=IN IP4 127.0.0.1\nm=video {port} RTP/AVP 96\n".encode()
    yield "smil.mp4", f'<smil><body><video src="{address}"/></body></smil>'.encode()
    yield "bomb.mp4", zipped(a=bytes(10_000_000))
    yield "../../../up.mp4", page
    yield "/etc/passwd", page
    yield "a\0b.mp4", page
    yield f"{'long' * 2_000}.mp4"[-8_000:], page
    yield "study.html", page


def hostile_captions(secret, port):
    """What is sent as captions."""
    for name, (kind, text) in entities(secret, port).items():
        words = f'<?xml version="1.0"?>{kind}{TTML_HEAD}{text}{TTML_END}'
        for ending in (".ttml", ".xml", ".srt", ".vtt", ".ass"):
            yield f"{name}{ending}", words.encode()
    yield "page.vtt", b"<!doctype html><script>alert(1)</script>"
    yield "zip.srt", zipped(a=bytes(10_000_000))
    yield "film.ass", f"[Script Info]\n[Fonts]\nfontname: {secret}\n".encode()


async def unshown(site, make_study):
    study = make_study(name="new", stimuli=(Stimulus("talk", "A talk", 0),))
    await site.world.stores.studies.add_study(study, "", [])


async def sent(site, name, content, kind):
    """How a file ends that is uploaded; the workshop has looked at it by then."""
    size = {"size_bytes": len(content), "mark": "m", "kind": kind}
    body = {"study": "new", "stimulus": "talk", "name": name, **size}
    begun = await site.post("/api/v1/studies/new/uploads", "staff", json=body)
    if begun.status_code != 201:
        return {"state": "refused", "reason": begun.json()["error"]}
    headers = {"upload-offset": "0"}
    path = f"/api/v1/uploads/{begun.json()['id']}"
    await site.ask("PATCH", path, "staff", headers=headers, content=content)
    await site.services.reception.is_idle.wait()
    told = (await site.get("/api/v1/studies/new/stimuli", "staff")).json()["stimuli"][0]
    return told["video"] if kind == "stimulus" else told["captions"][0]["progress"]


def kept(folder):
    """Every file with its length, and what waits in quarantine besides notes of refusals."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in files
        if path.parent.name != "quarantine" or path.suffix == ".part"
    }


@pytest.mark.parametrize("kind", ["stimulus", "captions"])
def test_what_is_uploaded_and_no_film_ends_in_words(visit, make_study, tmp_path, ear, kind):
    async def story(site):
        secret, port = tmp_path / "secret.txt", ear.getsockname()[1]
        secret.write_text(f"1\n00:00:01,000 --> 00:00:02,000\n{SECRET}\n", "utf-8")
        await unshown(site, make_study)
        before = kept(tmp_path)
        files = hostile_films if kind == "stimulus" else hostile_captions
        async with site.at_work():
            for name, content in files(secret, port):
                ended = await sent(site, name, content, kind)
                assert (name, ended["state"]) == (name, "refused")
                assert ended["reason"]
                assert SECRET not in ended["reason"]
                assert kept(tmp_path) == before, name
        assert not was_asked(ear)

    visit(story)


@pytest.mark.parametrize("name", ["film.html", "../../up.svg", "film.mp4.php", "f\u202e4pm.exe"])
def test_a_film_is_kept_and_served_as_one_whatever_it_is_called(visit, make_study, tmp_path, name):
    async def story(site):
        await unshown(site, make_study)
        # A page behind the last box of a film is a film still, and nothing else may become of it.
        content = film(tmp_path / "made.mp4") + b"<!doctype html><script>alert(1)</script>"
        async with site.at_work():
            assert (await sent(site, name, content, "stimulus"))["state"] == "ready"
        study = await site.world.stores.studies.study("new")
        assert study.stimuli[0].file.endswith(".mp4")
        assert [path.name for path in (site.media / "new").iterdir()] == [study.stimuli[0].file]
        session = await site.world.conduct.plan("new", SessionKind.LIVE)
        await site.world.go(session.code, SessionState.OPEN)
        served = await site.get(f"/media/{session.code}/talk", "staff")
        assert served.status_code == 200
        assert served.headers["content-type"] == "video/mp4"
        assert served.headers["x-content-type-options"] == "nosniff"

    visit(story)


@pytest.mark.parametrize("ending", [".html", ".svg", ".xml", ".js", ".pdf", ""])
def test_no_file_is_served_as_anything_that_runs(visit, tmp_path, ending):
    async def story(site):
        (tmp_path / "media" / "talk" / f"odd{ending}").write_bytes(b"<script>alert(1)</script>")
        served = await site.get(f"/media/{site.code}/talk", "participant")
        assert served.status_code in (200, 404)
        told = served.headers["content-type"]
        assert told.startswith("text/plain") or told == "application/octet-stream", told

    visit(story, stimuli=(Stimulus("talk", "A talk", 30_000, f"odd{ending}"),))


def test_packages_and_transcripts_read_nothing_that_lies_elsewhere(visit, tmp_path, ear):
    async def story(site):
        secret, port = tmp_path / "secret.txt", ear.getsockname()[1]
        before = kept(tmp_path)
        link = zipfile.ZipInfo("study.toml")
        link.external_attr = 0o120777 << 16
        linked = io.BytesIO()
        with zipfile.ZipFile(linked, "w") as package:
            package.writestr(link, str(secret))
        packages = [
            ("bomb.zip", zipped(study__toml=bytes(60_000_000))),
            ("link.zip", linked.getvalue()),
            ("study.toml", f'[study]\ntitle = "{secret}"\n'.encode()),
            ("page.zip", b"<!doctype html>"),
            ("../study.toml", b"\0" * 100),
        ]
        for name, content in packages:
            answer = await site.post("/studies/import", "staff", files={"file": (name, content)})
            assert (name, answer.status_code) == (name, 422)
            assert SECRET not in answer.text
        for name, content in hostile_captions(secret, port):
            said = {"edition": "0", "stimulus": "talk"}
            path, files = (
                f"/studies/{site.study.name}/transcript/preview",
                {"file": (name, content)},
            )
            answer = await site.post(path, "staff", data=said, files=files)
            assert answer.status_code < 500
            assert SECRET not in answer.text
            assert "hahaha" not in answer.text
            assert len(answer.text) < 1_000_000
        assert kept(tmp_path) == before
        assert not was_asked(ear)

    visit(story)
