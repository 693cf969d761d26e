"""Makes the demonstration stimulus: film, captions and statement list, all from speech.toml.

    python -m venv .venv-stimulus && .venv-stimulus/bin/pip install -r requirements/stimulus.in
    .venv-stimulus/bin/python scripts/make_moon_stimulus.py

Also needs Debian's `fonts-noto-core` and `fonts-noto-extra`. The same versions give the same
film. Nobody runs this to use the program: what it makes is committed under examples/moon/.
"""

import argparse
import math
import subprocess
import sys
import tempfile
import tomllib
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from hibari import Hibari
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent))
import moon_layers as layers
import moon_picture as picture

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "moon"
SEED = 12091962
SAMPLES_PER_S = 24_000
FRAMES_PER_S = 12.5
VOICE_SPEED = 0.80
TITLE_MS, TAIL_MS = 2_800, 1_800
PAUSE_MS = {",": 360, ".": 660, "?": 700, '"': 640}
BREATH_MS, BETWEEN_STATEMENTS_MS = 240, 850
CAPTION_WIDTH = 44
FADE_MS = 480


@dataclass(frozen=True, slots=True)
class Spoken:
    """One phrase with the time at which the voice says it."""

    start_ms: int
    end_ms: int
    words: str


def trimmed(sound: np.ndarray) -> np.ndarray:
    """The voice without the silence before and after it, so that times are the voice's own."""
    window = SAMPLES_PER_S // 100
    loud = np.convolve(np.abs(sound), np.ones(window) / window, "same") > 0.004
    heard = np.flatnonzero(loud)
    first, last = max(heard[0] - window, 0), min(heard[-1] + 2 * window, len(sound))
    cut = sound[first:last].copy()
    cut[:window] *= np.linspace(0, 1, window)
    cut[-window:] *= np.linspace(1, 0, window)
    return cut


def silence(duration_ms: int) -> np.ndarray:
    return np.zeros(duration_ms * SAMPLES_PER_S // 1000, np.float32)


def speak(speech: dict) -> tuple[np.ndarray, list[list[Spoken]]]:
    """The whole sound, and per statement its phrases with their times."""
    voice = Hibari()
    pieces, spoken = [silence(TITLE_MS)], []
    length = len(pieces[0])
    for statement in speech["statement"]:
        phrases = []
        for place, words in enumerate(statement["phrases"]):
            said = words.strip('"')
            for written, instead in speech["say"].items():
                said = said.replace(written, instead)
            sound = trimmed(voice(said, speed=VOICE_SPEED, seed=SEED))
            start_ms = length * 1000 // SAMPLES_PER_S
            last = place == len(statement["phrases"]) - 1
            pause = BETWEEN_STATEMENTS_MS if last else PAUSE_MS.get(words[-1], BREATH_MS)
            pieces += [sound, silence(pause)]
            length += len(sound)
            phrases.append(Spoken(start_ms, length * 1000 // SAMPLES_PER_S, words))
            length += len(pieces[-1])
        spoken.append(phrases)
    sound = np.concatenate([*pieces, silence(TAIL_MS)])
    voiced = sound[np.abs(sound) > 0.01]
    gain = 0.14 / math.sqrt(float(np.mean(voiced**2)))
    return np.tanh(sound * gain), spoken


def clock(at_ms: int) -> str:
    """A moment as WebVTT writes it."""
    minutes, rest = divmod(at_ms, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest / 1000:06.3f}"


def caption_lines(words: str) -> str:
    """One line, or two of about equal length."""
    if len(words) <= CAPTION_WIDTH:
        return words
    blanks = [at for at, letter in enumerate(words) if letter == " "]
    middle = min(blanks, key=lambda at: abs(at - len(words) / 2))
    return f"{words[:middle]}\n{words[middle + 1 :]}"


def captions(speech: dict, spoken: list[list[Spoken]]) -> str:
    blocks = [
        "WEBVTT",
        f"NOTE\nWords: {speech['speaker']}, {speech['occasion']} (public domain).\n"
        "Voice: synthetic. Written by scripts/make_moon_stimulus.py; edit speech.toml instead.",
    ]
    for statement, phrases in zip(speech["statement"], spoken, strict=True):
        for place, phrase in enumerate(phrases, start=1):
            blocks.append(
                f"{statement['id']}-{place}\n{clock(phrase.start_ms)} --> {clock(phrase.end_ms)}\n"
                f"<v {speech['speaker']}>{caption_lines(phrase.words)}"
            )
    return "\n\n".join(blocks) + "\n"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def statement_list(speech: dict, spoken: list[list[Spoken]]) -> str:
    rows = ["# Written by scripts/make_moon_stimulus.py from speech.toml: the voice's own times."]
    for statement, phrases in zip(speech["statement"], spoken, strict=True):
        words = " ".join(phrase.words for phrase in phrases)
        rows.append(
            f'\n[[statement]]\nid = {quoted(statement["id"])}\nstimulus = "moon"\n'
            f"start_ms = {phrases[0].start_ms}\nend_ms = {phrases[-1].end_ms}\n"
            f"speaker = {quoted(speech['speaker'])}\ntopic = {quoted(statement['topic'])}\n"
            f"kind = {quoted(statement['kind'])}\nwords = {quoted(words)}"
        )
    return "\n".join(rows) + "\n"


def loudness(sound: np.ndarray, frames: int) -> np.ndarray:
    """The voice's envelope per frame, 0 to 1, smoothed so that what follows it moves calmly."""
    per_frame = int(SAMPLES_PER_S / FRAMES_PER_S)
    padded = np.pad(sound, (0, max(0, frames * per_frame - len(sound))))[: frames * per_frame]
    level = np.sqrt(np.mean(padded.reshape(frames, per_frame) ** 2, axis=1))
    kernel = np.hanning(7)
    return np.clip(np.convolve(level, kernel / kernel.sum(), "same") / 0.16, 0, 1)


def frames(speech: dict, spoken: list[list[Spoken]], sound: np.ndarray) -> Iterator[Image.Image]:
    """The film, picture by picture. Only speaker and card move: the rest costs no bytes."""
    count = math.ceil(len(sound) / SAMPLES_PER_S * FRAMES_PER_S)
    levels = loudness(sound, count)
    still = picture.backdrop(SEED)
    person, head, stand = (layers.cropped(draw()) for draw in picture.SPEAKER)
    furniture = layers.cropped(picture.frame_furniture(speech["speaker"], speech["occasion"]))
    changes = [(0, picture.Card(0, 0, speech["title"]))]
    for number, (statement, phrases) in enumerate(zip(speech["statement"], spoken, strict=True), 1):
        shown = picture.Card(number, len(spoken), statement["topic"])
        changes.append((phrases[0].start_ms - 500, shown))
    for index in range(count):
        at_ms, level = index * 1000 / FRAMES_PER_S, float(levels[index])
        since_ms, shown = [change for change in changes if change[0] <= at_ms + 1][-1]
        canvas = still.copy()
        nod = 1.3 * math.sin(at_ms * 0.00073) + 0.8 * math.sin(at_ms * 0.0019)
        sway = 1.6 * math.sin(at_ms * 0.00041)
        turned = layers.nodded(head, picture.NECK, nod, (sway, 5.0 * level))
        layers.paste(canvas, turned)
        layers.paste(canvas, person, down=round(2.0 * level))
        layers.paste(canvas, stand)
        layers.paste(canvas, furniture)
        opacity = min(1.0, (at_ms - since_ms) / FADE_MS) if since_ms else 1.0
        layers.paste(canvas, layers.cropped(picture.card(shown)), opacity=opacity)
        yield canvas.resize((picture.WIDTH, picture.HEIGHT), Image.Resampling.BOX)


def encode(pictures: Iterator[Image.Image], sound: np.ndarray, target: Path) -> None:
    """H.264 and AAC with a keyframe every two seconds, index first so that it plays at once."""
    with tempfile.TemporaryDirectory() as folder:
        sound_file = Path(folder) / "voice.wav"
        with wave.open(str(sound_file), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(SAMPLES_PER_S)
            out.writeframes((sound * 32767).astype("<i2").tobytes())
        command = [
            imageio_ffmpeg.get_ffmpeg_exe(),
            "-y",
            "-loglevel",
            "error",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            f"{picture.WIDTH}x{picture.HEIGHT}",
            "-r",
            str(FRAMES_PER_S),
            "-i",
            "-",
            "-i",
            str(sound_file),
            "-c:v",
            "libx264",
            "-profile:v",
            "high",
            "-level",
            "3.1",
            "-pix_fmt",
            "yuv420p",
            "-preset",
            "slow",
            "-tune",
            "animation",
            "-crf",
            "27",
            "-threads",
            "2",
            "-g",
            "25",
            "-keyint_min",
            "25",
            "-sc_threshold",
            "0",
            "-colorspace",
            "bt709",
            "-color_primaries",
            "bt709",
            "-color_trc",
            "bt709",
            "-vf",
            "scale=out_color_matrix=bt709:out_range=tv",
            "-c:a",
            "aac",
            "-b:a",
            "56k",
            "-ar",
            "48000",
            "-ac",
            "1",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags:v",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            "-movflags",
            "+faststart",
            str(target),
        ]
        child = subprocess.Popen(command, stdin=subprocess.PIPE)
        assert child.stdin is not None
        for one in pictures:
            child.stdin.write(one.tobytes())
        child.stdin.close()
        if child.wait() != 0:
            raise SystemExit(f"ffmpeg failed with exit code {child.returncode}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--still", type=float, nargs="*", help="only save frames at these seconds")
    options.add_argument("--into", type=Path, default=FOLDER, help="folder to write into")
    chosen = options.parse_args()
    speech = tomllib.loads((FOLDER / "speech.toml").read_text("utf-8"))
    sound, spoken = speak(speech)
    print(f"{len(sound) / SAMPLES_PER_S:.1f} s of sound")
    for statement, phrases in zip(speech["statement"], spoken, strict=True):
        span_ms = phrases[-1].end_ms - phrases[0].start_ms
        print(f"  {statement['id']}  {span_ms / 1000:5.1f} s  {statement['topic']}")
    if chosen.still is not None:
        wanted = {round(second * FRAMES_PER_S) for second in chosen.still}
        for index, one in enumerate(frames(speech, spoken, sound)):
            if index in wanted:
                one.save(chosen.into / f"still-{index:05}.png")
            if index >= max(wanted):
                return
    chosen.into.mkdir(parents=True, exist_ok=True)
    (chosen.into / "moon.vtt").write_text(captions(speech, spoken), "utf-8")
    (chosen.into / "statements.toml").write_text(statement_list(speech, spoken), "utf-8")
    encode(frames(speech, spoken, sound), sound, chosen.into / "moon.mp4")


if __name__ == "__main__":
    main()
