// The page on which a recording is aligned: the player tells the time of a moment in its file.
// Without this script the same form is filled in by typing.
import { readTime, writeTime } from "./file_time";

type Player = HTMLMediaElement;

function part<T extends Element>(within: ParentNode, selector: string): T | null {
  return within.querySelector<T>(selector);
}

async function show(player: Player, say: (words: string) => void): Promise<void> {
  const url = player.dataset["url"] ?? "";
  player.addEventListener("error", () => {
    say("The recording can’t be played here. Type the times, or use another browser.");
  });
  const isPlaylist = /m3u8$/i.test(url);
  if (!isPlaylist || player.canPlayType("application/vnd.apple.mpegurl") !== "") {
    player.src = url;
    return;
  }
  say("Loading the player …");
  const { playPlaylist } = await import("../participant/playlist_player");
  playPlaylist(player as HTMLVideoElement, url);
  say("");
}

function follow(player: Player, section: HTMLElement): void {
  const now = part<HTMLOutputElement>(section, "[data-now]");
  const tell = (): void => {
    if (now) now.value = writeTime(player.currentTime * 1_000);
  };
  for (const event of ["timeupdate", "seeked", "pause"]) player.addEventListener(event, tell);
  for (const button of section.querySelectorAll<HTMLButtonElement>("[data-step]")) {
    button.addEventListener("click", () => {
      player.pause();
      const to_s = player.currentTime + Number(button.dataset["step"]) / 1_000;
      player.currentTime = Math.max(0, to_s);
      tell();
    });
  }
  part<HTMLElement>(section, "[data-nudges]")!.hidden = false;
}

function serve(point: HTMLElement, player: Player): void {
  const field = part<HTMLInputElement>(point, "input[name$=_file]")!;
  const take = part<HTMLButtonElement>(point, "[data-take]")!;
  const go = part<HTMLButtonElement>(point, "[data-go]")!;
  const choice = part<HTMLSelectElement>(point, "[data-moment]")!;
  const typed = part<HTMLElement>(point, "[data-typed]")!;
  const turn = (): void => {
    go.disabled = readTime(field.value) === null;
    typed.hidden = choice.value !== "";
  };
  take.addEventListener("click", () => {
    field.value = writeTime(player.currentTime * 1_000);
    turn();
  });
  go.addEventListener("click", () => {
    const time_ms = readTime(field.value);
    if (time_ms === null) return;
    player.pause();
    player.currentTime = time_ms / 1_000;
    player.focus();
  });
  field.addEventListener("input", turn);
  choice.addEventListener("change", turn);
  take.hidden = go.hidden = false;
  turn();
}

for (const section of document.querySelectorAll<HTMLElement>(".recording")) {
  const player = part<Player>(section, "[data-player]");
  if (!player) continue;
  const words = part<HTMLElement>(section, "[data-unplayed]")!;
  const say = (text: string): void => {
    words.textContent = text;
  };
  follow(player, section);
  for (const point of section.querySelectorAll<HTMLElement>(".point")) {
    if (part(point, "[data-take]")) serve(point, player);
  }
  void show(player, say);
}
