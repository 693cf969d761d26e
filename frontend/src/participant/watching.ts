// What the page needs once somebody watches. Fetched while people practise, so that the page itself
// is there sooner. This one is for a stimulus that plays here; clicking.ts has the same for those who
// watch elsewhere.
import { BroadcastStage } from "./broadcast_stage";
import { loadCaptions } from "./captions";
import { Media, playFrom } from "./media";
import type { Stage, StageKit } from "./stage";
import { StimulusStage } from "./stimulus_stage";
import type { View } from "./view";
import type { PageFacts } from "../wire/participant.gen";

export { keepAwake } from "./wake_lock";
export { Patience, tellUntilKnown, untilEmpty } from "./way";

/** What can be fetched before the person starts. */
export function prepare(view: View, facts: PageFacts): void {
  loadCaptions(view, facts, navigator.language);
  view.video.preload = "auto";
  void playFrom(view.video, facts.media_url, facts.broadcast);
}

export function makeStage(kit: StageKit): Stage {
  const { facts, view } = kit;
  const media = new Media(view.video, facts.duration_ms, () => performance.now());
  const stage = facts.broadcast ? new BroadcastStage(kit, media) : new StimulusStage(kit, media);
  for (const one of [view.play, view.video]) one.addEventListener("click", () => stage.togglePlay());
  return stage;
}
