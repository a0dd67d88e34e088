// Keep of a stylesheet what the templates use. Arguments: safelist file, then pairs "from to".
// Whatever word stands in a template, a Python file or a script of the web room counts as used.
import { readFileSync, writeFileSync } from "node:fs";
import { PurgeCSS } from "purgecss";

const [safelistFile, ...pairs] = process.argv.slice(2);
const safelist = readFileSync(safelistFile, "utf8")
  .split("\n")
  .map((line) => line.replace(/#.*/, "").trim())
  .filter(Boolean)
  .map((word) => (word.startsWith("/") ? new RegExp(word.slice(1, -1)) : word));

for (let i = 0; i < pairs.length; i += 2) {
  const [purged] = await new PurgeCSS().purge({
    content: ["html", "py", "js"].map((kind) => `src/pishkhan/web/**/*.${kind}`),
    css: [{ raw: readFileSync(pairs[i], "utf8") }],
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
    safelist: { standard: safelist },
    keyframes: true,
  });
  writeFileSync(pairs[i + 1], purged.css.replace(/\n?\/\*# sourceMappingURL=.*?\*\//s, ""));
}
