"""How long a hand-over package's clip takes: cut, made anew, with its captions, and packed.

    python benchmarks/clip.py

Two films: the demonstration's drawn picture, and a busy picture with noise made by ffmpeg, at 540p
and 25 pictures a second, made playable first as every upload is. A statement of ten seconds and one
of thirty are cut out of each, with two seconds on either side, also out of pieces as a long
stimulus lies there. Processor time is that of ffmpeg's children.
"""

import argparse
import json
import resource
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from measuring import machine
from processes import MOON

from pulsemeter.media.clip import cut_clip
from pulsemeter.media.ffmpeg import where_is_ffmpeg
from pulsemeter.media.make_playable import make_playable

BUSY = "testsrc2=s=960x540:d=130:r=25,noise=alls=12:allf=t"
MARGIN_MS, START_MS = 2_000, 90_000
CAPTIONS = "WEBVTT\n\n00:00:02.000 --> 00:00:12.000\nWe choose to go to the moon.\n"


def busy_film(path: Path) -> Path:
    """A film that never holds still, as a phone's recording would be at best."""
    command = [str(where_is_ffmpeg()), "-v", "error", "-f", "lavfi", "-i", BUSY, "-f", "lavfi"]
    command += ["-i", "sine=d=130", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "23"]
    subprocess.run([*command, "-pix_fmt", "yuv420p", str(path)], check=True)
    return path


def timed(source: Path, folder: Path, statement_s: int) -> dict[str, float]:
    """Cut a statement with its margins and pack it; the middle one of three."""
    captions, target = folder / "clip.vtt", folder / "clip.mp4"
    captions.write_text(CAPTIONS, "utf-8")
    runs = []
    for _ in range(3):
        began_s, began_cpu_s = time.perf_counter(), _children_s()
        end_ms = START_MS + statement_s * 1_000 + MARGIN_MS
        cut_clip(source, START_MS - MARGIN_MS, end_ms, target, captions=captions)
        with zipfile.ZipFile(folder / "package.zip", "w") as packed:
            packed.write(target)
        runs.append((time.perf_counter() - began_s, _children_s() - began_cpu_s))
    wall_s, cpu_s = sorted(runs)[1]
    megabytes = target.stat().st_size / 1e6
    return {"wall_s": round(wall_s, 2), "cpu_s": round(cpu_s, 2), "mb": round(megabytes, 2)}


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and tell as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    before = machine()
    result: dict[str, object] = {"machine": before, "margin_s": MARGIN_MS / 1_000}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = make_playable(busy_film(folder / "raw.mkv"), folder, "busy").file
        make_playable(folder / made, folder, "long", long_ms=1_000)
        films = {
            "drawn": MOON.with_name("moon.mp4"),
            "busy": folder / made,
            "busy, in pieces": folder / "long.hls" / "index.m3u8",
        }
        for label, source in films.items():
            for statement_s in (10, 30):
                result[f"{label}, {statement_s} s"] = timed(source, folder, statement_s)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
