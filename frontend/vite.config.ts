// The entries and sheets; the server finds their hashed names in .vite/manifest.json.
// The wheel ships what is built here, so whoever installs it needs no Node.
import { defineConfig } from "vitest/config";
import { plainImports } from "./plain_imports.ts";
import { precompress } from "./precompress.ts";
import { apart } from "./apart.ts";

export default defineConfig({
  base: "/assets/",
  publicDir: false,
  plugins: [plainImports(), apart("src/leftover/main.ts"), precompress()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/pulsemeter/web/assets",
    emptyOutDir: true,
    assetsDir: "",
    // A data: URL in a sheet would be counted against the page's budget on every visit.
    assetsInlineLimit: 0,
    manifest: true,
    // The helper that would fetch a later part's parts early weighs more on the page than it saves.
    modulePreload: false,
    // Every browser with cascade layers runs ES2022 fields; rewriting them doubles the page.
    target: "es2022",
    cssTarget: ["chrome99", "safari15.4", "firefox97"],
    rolldownOptions: {
      input: {
        join: "src/join/main.ts",
        leftover: "src/leftover/main.ts",
        onward: "src/onward/main.ts",
        participant: "src/participant/main.ts",
        dashboard: "src/dashboard/main.tsx",
        desk: "src/desk/main.tsx",
        door: "src/staff/door.ts",
        upload: "src/staff/upload.ts",
        recording: "src/staff/recording.ts",
        pages: "src/style/participant.css",
        run: "src/style/run.css",
        run_two_buttons_per_target: "src/style/run_two_buttons_per_target.css",
        run_four_steps: "src/style/run_four_steps.css",
        run_slider: "src/style/run_slider.css",
        staff: "src/style/dashboard.css",
        desk_sheet: "src/style/desk.css",
        questions: "src/style/questions.css",
        stimuli: "src/style/stimuli.css",
        people: "src/style/people.css",
        transcript: "src/style/transcript.css",
        compare: "src/style/compare.css",
        comments: "src/style/comments.css",
        now: "src/style/now.css",
        stage_view: "src/style/stage_view.css",
        stage_settings: "src/style/stage_settings.css",
        stage_page: "src/staff/stage_view.ts",
        now_page: "src/staff/now.ts",
        data_page: "src/staff/data.ts",
        data_sheet: "src/style/data.css",
        import_sheet: "src/style/import.css",
        overlay_page: "src/staff/overlay.ts",
        overlay_sheet: "src/style/overlay.css",
        recording_sheet: "src/style/recording.css",
        studio: "src/style/studio.css",
        sound: "src/style/sound.css",
        click: "src/style/click.css",
        click_two_buttons_per_target: "src/style/click_two_buttons_per_target.css",
        click_four_steps: "src/style/click_four_steps.css",
        panel_question: "src/style/panel_question.css",
        click_slider: "src/style/click_slider.css",
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    restoreMocks: true,
  },
});
