// Four entries and two sheets; the server finds their hashed names in .vite/manifest.json.
// The wheel ships what is built here, so whoever installs it needs no Node.
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/pulsemeter/web/assets",
    emptyOutDir: true,
    assetsDir: "",
    // A data: URL in a sheet would be counted against the page's budget on every visit.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    // Every browser with cascade layers runs ES2022 fields; rewriting them doubles the page.
    target: "es2022",
    cssTarget: ["chrome99", "safari15.4", "firefox97"],
    rolldownOptions: {
      input: {
        join: "src/join/main.ts",
        participant: "src/participant/main.ts",
        dashboard: "src/dashboard/main.tsx",
        sign_in: "src/dashboard/sign_in.ts",
        pages: "src/style/participant.css",
        staff: "src/style/dashboard.css",
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    restoreMocks: true,
  },
});
