// A part of a page that is fetched later is fetched by a plain import(). Vite's own helper also
// fetches the sheets of such a part; ours have none, and it costs every page half a kilobyte.
import type { Plugin } from "vite";

const HELPER = "\0vite/preload-helper.js";
const OF_PARTICIPANTS = /src.(participant|join|leftover|onward)/;

export function plainImports(): Plugin {
  return {
    name: "plain-imports",
    apply: "build",
    enforce: "pre",
    // One for the pages of staff and one for those of participants: a part that both need would
    // become a file of its own, and one more request on every participant's page.
    resolveId: {
      filter: { id: new RegExp(HELPER.replace(".", "\\.")) },
      handler: (source, importer) => (OF_PARTICIPANTS.test(importer ?? "") ? null : `${source}?staff`),
    },
    load: {
      filter: { id: new RegExp(HELPER.replace(".", "\\.")) },
      handler: () => "export const __vitePreload = (load) => load();",
    },
    /** What the helper would have been needed for may not slip in. */
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk" || !chunk.isDynamicEntry) continue;
        if (chunk.viteMetadata?.importedCss.size) {
          this.error(`${chunk.fileName} has a sheet of its own, which nothing would fetch`);
        }
      }
    },
  };
}
