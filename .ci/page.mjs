// A report page in a real browser: axe-core's rules, nothing wider than the window, every scrolling box within reach of
// the keyboard; at phone and desk width, in light and dark, details closed and open.
//
//   node page.mjs report.html [folder for pictures]
//
// Run by .ci/page, which fetches axe-core and puppeteer-core.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.PAGE_MODULES ?? process.cwd(), "package.json"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [report, pictures] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"],
});
const page = await browser.newPage();
const outside = [];
page.on("request", (request) => {
  if (/^https?:/.test(request.url())) outside.push(request.url());
});
let faults = 0;
const fault = (where, what) => {
  faults += 1;
  console.log(`${where}: ${what}`);
};

for (const width of [360, 768, 1280]) {
  for (const scheme of ["light", "dark"]) {
    await page.setViewport({ width, height: 900, deviceScaleFactor: pictures ? 2 : 1, isMobile: width < 500 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(pathToFileURL(resolve(report)).href);
    for (const open of [false, true]) {
      const where = `${width} px, ${scheme}, details ${open ? "open" : "closed"}`;
      await page.evaluate((open) => document.querySelectorAll("details").forEach((d) => (d.open = open)), open);
      if (pictures && !open) await page.screenshot({ path: join(pictures, `${width}-${scheme}.png`), fullPage: true });
      const wide = await page.evaluate(() => {
        const all = [];
        const root = document.documentElement;
        if (root.scrollWidth > root.clientWidth) all.push(`the page is ${root.scrollWidth} px wide`);
        const boxed = (element) => {
          for (let up = element.parentElement; up; up = up.parentElement) {
            if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return true;
          }
          return false;
        };
        for (const element of document.body.querySelectorAll("*")) {
          const box = element.getBoundingClientRect();
          if (box.right > root.clientWidth + 1 && box.width > 0 && !boxed(element)) {
            all.push(`<${element.localName} class="${element.getAttribute("class") ?? ""}"> reaches ${Math.round(box.right)} px`);
          }
          const scrolls = element.scrollWidth > element.clientWidth + 1
            && ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
          if (scrolls && element.tabIndex < 0) all.push(`<${element.localName}> scrolls but takes no focus`);
        }
        return all;
      });
      wide.slice(0, 5).forEach((what) => fault(where, what));
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "incomplete"] }));
      for (const rule of result.violations) {
        fault(where, `${rule.id} (${rule.impact}): ${rule.help}; ${rule.nodes.length} places, first ${rule.nodes[0].html.slice(0, 160)}`);
      }
      if (process.env.PAGE_VERBOSE) {
        for (const rule of result.incomplete) {
          console.log(`  to look at, ${where}: ${rule.id}, ${rule.nodes.length} places, ${rule.nodes[0].html.slice(0, 160)}; ${rule.nodes[0].any[0]?.message ?? ""}`);
        }
      }
    }
  }
}

// The keyboard: every stop shows where it is.
await page.setViewport({ width: 1280, height: 900 });
await page.goto(pathToFileURL(resolve(report)).href);
let stops = 0;
for (; stops < 2000; stops += 1) {
  await page.keyboard.press("Tab");
  const stop = await page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body || element.dataset.visited) return null;
    element.dataset.visited = "1";
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      name: element.outerHTML.slice(0, 100),
      outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
    };
  });
  if (!stop) break;
  if (!stop.outlined) fault("keyboard", `no visible focus on ${stop.name}`);
  if (!stop.seen) fault("keyboard", `focus out of sight on ${stop.name}`);
}

if (pictures) {
  writeFileSync(join(pictures, "print.pdf"), await page.pdf({ format: "A4", printBackground: false, preferCSSPageSize: true }));
}
outside.forEach((url) => fault("network", `the page asks for ${url}`));
await browser.close();
console.log(`${faults} faults, ${stops} keyboard stops`);
process.exitCode = faults > 0 ? 1 : 0;
