// The light build of hls.js ships without types of its own; they are those of the whole.
declare module "hls.js/light" {
  export { default } from "hls.js";
}
