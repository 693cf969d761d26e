"""What a film with an overlay costs against making the film anew without one.

    python benchmarks/overlay.py

Two films of 36 s at 720p with sound: a moving test picture at 25 pictures a second, and the
demonstration's drawn picture at its 12.5, which costs next to nothing to make anew and so is the
hardest to keep up with. Each is made anew with the overlay's own settings of the encoder, before
and after it is made with the overlay in either layout: three curves, bands, strips and captions.
Processor time is that of all children and, for overlays, of the drawing in this process as well.
The overlay takes the sound as it is; `*_times_same_sound` compares with a plain one that does too.
"""

import argparse
import json
import math
import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from measuring import machine
from processes import MOON

from pulsemeter.media.ffmpeg import where_is_ffmpeg
from pulsemeter.media.overlay_film import ENCODING, SOUND, SOUND_AS_IT_IS, THREADS, make_film
from pulsemeter.release.figures import Count, IntervalFigure
from pulsemeter.report.overlay_layout import LAYOUTS
from pulsemeter.report.overlay_story import Judged, OverlayCurve, OverlayStory, Said
from pulsemeter.service.overlay_ports import OverlayOrder

SECONDS, CADENCE_MS, CURVES = 36, 5_000, 3
MARKS = ("most_liked", "no_majority", "most_disliked", "most_silent")
PICTURES = {
    "moving": ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25"],
    "drawn": ["-i", str(MOON.with_name("moon.mp4")), "-vf", "scale=1280:720"],
}


def source(folder: Path, name: str) -> Path:
    """A film of 36 s with sound."""
    path = folder / f"{name}.mp4"
    sound = ["-f", "lavfi", "-i", "sine"]
    command = [str(where_is_ffmpeg()), "-v", "error", *sound, *PICTURES[name], "-map", "0:a"]
    command += ["-map", "1:v", "-t", str(SECONDS), "-c:v", "libx264", "-preset", "veryfast"]
    subprocess.run([*command, "-crf", "18", "-pix_fmt", "yuv420p", str(path)], check=True)
    return path


def story() -> OverlayStory:
    """Three curves that cross, of a simulated panel."""
    count, intervals = Count(120, "near"), range(math.ceil(SECONDS * 1_000 / CADENCE_MS))
    curves = []
    for order in range(CURVES):
        figures = {}
        for k in intervals:
            net = 50 * math.sin(k / 2 + 2 * order)
            figures[k] = IntervalFigure(
                "all", count, count, count, MARKS[(k + order) % 4], 1,
                net, net - 18, net + 18, net - 6, net + 6,
            )  # fmt: skip
        curves.append(OverlayCurve(f"s{order}", f"Segment {order + 1}", figures, CADENCE_MS))
    said = [Said(4_000 * k, 4_000 * k + 3_500, f"What is said, line {k}.") for k in range(9)]
    judged = [Judged(9_000 * k, ("resonates", "divides", "undecided")) for k in range(1, 4)]
    return OverlayStory(
        tuple(curves), CADENCE_MS, SECONDS * 1_000, tuple(judged), tuple(said),
        ("How it was measured.", "And of whom it speaks."), is_simulated=True,
    )  # fmt: skip


def cpu_of(work: Callable[[], object]) -> float:
    """Processor seconds of a piece of work, its children's and its own."""
    before = _used_s()
    work()
    return _used_s() - before


def _used_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(path: Path, folder: Path) -> dict[str, float]:
    """Processor seconds of all ways, and how many times the plain one each layout costs."""
    command = [
        str(where_is_ffmpeg()),
        "-v",
        "error",
        "-threads",
        THREADS,
        "-i",
        str(path),
        *ENCODING,
    ]
    target = ["-movflags", "+faststart", "-y", str(folder / "plain.mp4")]

    def plain(sound: tuple[str, ...] = SOUND) -> float:
        return cpu_of(lambda: subprocess.run([*command, *sound, *target], check=True))

    def overlay(order: OverlayOrder) -> float:
        return cpu_of(lambda: make_film(path, order, folder / "film.mp4"))

    first, told, costs = (plain(), plain(SOUND_AS_IT_IS)), story(), {}
    for layout in LAYOUTS:
        costs[layout] = overlay(OverlayOrder("", path.name, 0, SECONDS * 1_000, told, layout))
    usual, same = (first[0] + plain()) / 2, (first[1] + plain(SOUND_AS_IT_IS)) / 2
    found = {"plain_cpu_s": round(usual, 2), "plain_same_sound_cpu_s": round(same, 2)}
    for layout, cost in costs.items():
        found |= {
            f"{layout}_cpu_s": round(cost, 2),
            f"{layout}_times": round(cost / usual, 2),
            f"{layout}_times_same_sound": round(cost / same, 2),
        }
    return found


def main() -> None:
    """Measure and tell as JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    result: dict[str, object] = {"machine": machine(), "seconds": SECONDS, "curves": CURVES}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for picture in PICTURES:
            result[picture] = measured(source(folder, picture), folder)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
