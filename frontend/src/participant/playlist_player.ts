// Plays HLS where the browser can't: a file of its own, fetched only there, so that no other page
// carries it. Knows hls.js; knows no page.
import Hls from "hls.js/light";

/** Small, since the whole panel watches one picture: what counts is that it doesn't stop. */
const SETTINGS = {
  // Workers would need a wider policy for scripts than the page has.
  enableWorker: false,
  capLevelToPlayerSize: true,
  maxBufferLength: 30,
  backBufferLength: 30,
};

/** Starts playing a playlist; answers what tells the wall time of what plays. */
export function playPlaylist(video: HTMLVideoElement, url: string): () => number | null {
  if (!Hls.isSupported()) {
    video.src = url; // the player's own error is shown on the page
    return () => null;
  }
  const hls = new Hls(SETTINGS);
  hls.on(Hls.Events.ERROR, (_name, data) => {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.NETWORK_ERROR) {
      // The line may be back any moment; the page says that it waits.
      setTimeout(() => (hls.levels.length > 0 ? hls.startLoad() : hls.loadSource(url)), 2_000);
    } else if (data.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else hls.destroy();
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return () => hls.playingDate?.getTime() ?? null;
}
