// Keeps an entry of the build whole; see the budget of the participant's page in the tests.
import type { Plugin } from "vite";

const APART = "?apart";

/** An entry with copies of what it shares with others. Otherwise what two entries share becomes a
 * file of its own, and the page that all participants load is cut in two for the few that need the
 * small one. */
export function apart(entry: string): Plugin {
  return {
    name: "apart",
    apply: "build",
    enforce: "pre",
    async resolveId(source, importer, options) {
      if (!importer?.endsWith(entry) && !importer?.endsWith(APART)) return null;
      const found = await this.resolve(source, importer.replace(APART, ""), { ...options, skipSelf: true });
      return found && !found.external ? { ...found, id: found.id + APART } : found;
    },
  };
}
