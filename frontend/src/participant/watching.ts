// What the page needs once somebody watches. Fetched while people practise, so that the page itself
// is there sooner.
export { Media, playFrom } from "./media";
export { loadCaptions } from "./settings";
export { StimulusStage } from "./stimulus_stage";
export { ScreenWaker } from "./wake_lock";
