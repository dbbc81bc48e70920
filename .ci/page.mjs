// A report page in a real browser: axe-core's rules, nothing wider than the window, every scrolling box within reach of
// the keyboard; at phone and desk width, in light and dark, details closed and open. Tables sort, filter and copy;
// sections fold, and print all the same; without JavaScript everything is there.
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
      await page.evaluate((open) => document.querySelectorAll("details:not(.section)").forEach((d) => (d.open = open)), open);
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

// Tables: rows sort and stay with their heads, columns of numbers by their numbers, and return to their order.
await page.goto(pathToFileURL(resolve(report)).href);
const unsorted = await page.evaluate(() => {
  const all = [];
  const level = (row) => row.classList.contains("level");
  for (const table of document.querySelectorAll("table.printed")) {
    const name = table.getAttribute("aria-labelledby");
    const body = table.tBodies[0];
    const before = [...body.rows];
    const head = new Map();
    before.forEach((row, i) => head.set(row, level(row) && i ? head.get(before[i - 1]) : row));
    for (const button of table.querySelectorAll("button.sort")) {
      const column = button.parentElement.cellIndex;
      for (const [direction, sign] of [["ascending", 1], ["descending", -1]]) {
        button.click();
        const where = `${name}, ${button.textContent}, ${direction}`;
        if (button.parentElement.getAttribute("aria-sort") !== direction) all.push(`${where}: not announced`);
        if (table.querySelectorAll("[aria-sort]").length !== 1) all.push(`${where}: two columns are announced`);
        const after = [...body.rows];
        if (after.length !== before.length || !before.every((row) => after.includes(row))) all.push(`${where}: other rows`);
        after.forEach((row, i) => {
          const above = level(row) && i ? after.slice(0, i).findLast((other) => !level(other) || head.get(other) === other) : row;
          if (level(row) && head.get(row) !== above) all.push(`${where}: a level has left its variable`);
        });
        const heads = after.filter((row) => head.get(row) === row);
        const values = heads.map((row) => row.cells[column].dataset.value).filter((value) => value !== undefined).map(Number);
        if (values.some((value, i) => i && sign * (value - values[i - 1]) < 0)) all.push(`${where}: ${values.slice(0, 9)}`);
        const empty = heads.map((row) => /^(|[-–—])$/.test(row.cells[column].innerText.trim()));
        if (empty.some((is, i) => i && !is && empty[i - 1]) && !empty.every((is, i) => is || heads[i].nextSibling === null)) {
          const sortedHeads = heads.some((row, i) => row !== before.filter((other) => head.get(other) === other)[i]);
          if (sortedHeads) all.push(`${where}: missing values do not come last`);
        }
      }
      button.click();
      if ([...body.rows].some((row, i) => row !== before[i])) all.push(`${name}: the order of the report is lost`);
    }
  }
  return all;
});
unsorted.slice(0, 9).forEach((what) => fault("sorting", what));

// Filters and copies.
let filters = 0;
await page.evaluate(() => window.addEventListener("copy", (event) => {
  window.copied = ["text/plain", "text/html"].map((type) => event.clipboardData.getData(type));
}));
for (const table of await page.$$("table.printed")) {
  const [name, total, columns] = await table.evaluate((table) => {
    return [table.getAttribute("aria-labelledby"), table.tBodies[0].rows.length, table.tHead.rows[0].cells.length];
  });
  const tools = await table.evaluateHandle((table) => table.closest(".scroll").previousElementSibling);
  const copies = async (count) => {
    await page.evaluate(() => (window.copied = null));
    await (await tools.$("button")).click();
    const [lines, cells, rows] = await page.evaluate(() => {
      const [text, html] = window.copied ?? ["", ""];
      const lines = text.split("\n").map((line) => line.split("\t").length);
      return [lines.length, Math.max(...lines), new DOMParser().parseFromString(html, "text/html").querySelectorAll("tr").length];
    });
    if (lines !== count + 1 || rows !== count + 1 || cells !== columns) {
      fault("copying", `${name}: ${lines} lines of ${cells} cells, ${rows} rows, not ${count + 1} of ${columns}`);
    }
  };
  await copies(total);
  const field = await tools.$("input");
  if (!field) {
    if (total > 10) fault("filter", `${name}: none`);
    continue;
  }
  filters += 1;
  const state = () => table.evaluate((table) => {
    const rows = [...table.tBodies[0].rows];
    return { shown: rows.filter((row) => !row.hidden).length, last: !rows.at(-1).hidden };
  });
  await field.type(await table.evaluate((table) => table.tBodies[0].rows[table.tBodies[0].rows.length - 1].cells[0].innerText.trim().split("\n")[0]));
  const { shown, last } = await state();
  if (!last || shown === total) fault("filter", `${name}: shows ${shown} of ${total} rows`);
  const told = await tools.$eval("[role=status]", (status) => status.textContent);
  if (!told.startsWith(`${shown} of ${total}`)) fault("filter", `${name}: says “${told}”`);
  await copies(shown);
  await field.evaluate((field) => field.select());
  await page.keyboard.press("Backspace");
  if ((await state()).shown !== total) fault("filter", `${name}: empty, it hides rows`);
}

// A folded section opens from the keyboard, and is printed.
const summary = await page.$("details.section > summary");
await summary.focus();
await page.keyboard.press("Enter");
const seen = () => page.$eval("details.section", (section) => section.lastElementChild.checkVisibility());
if (await seen()) fault("folding", "a section does not fold");
await page.emulateMediaType("print");
if (!(await seen())) fault("folding", "a folded section is not printed");
await page.emulateMediaType(null);

// Without JavaScript.
const texts = () => page.$$eval("tbody td, tbody th", (cells) => cells.map((cell) => cell.textContent).join("|"));
await page.goto(pathToFileURL(resolve(report)).href);
const running = await texts();
await page.setJavaScriptEnabled(false);
await page.goto(pathToFileURL(resolve(report)).href);
if ((await texts()) !== running) fault("without JavaScript", "the tables say something else");
if (await page.$("button, input")) fault("without JavaScript", "there are tools that do nothing");
const hidden = await page.$$eval("tbody > tr", (rows) => rows.filter((row) => row.closest("details:not(.section)") === null && row.getBoundingClientRect().height === 0).length);
if (hidden) fault("without JavaScript", `${hidden} rows are not shown`);
const record = await page.$("tbody details > summary");
if (record) {
  await record.click();
  if (!(await record.evaluate((summary) => summary.parentElement.open))) fault("without JavaScript", "a record does not open");
}
await page.setJavaScriptEnabled(true);
await page.goto(pathToFileURL(resolve(report)).href);

if (pictures) {
  writeFileSync(join(pictures, "print.pdf"), await page.pdf({ format: "A4", printBackground: false, preferCSSPageSize: true }));
}
outside.forEach((url) => fault("network", `the page asks for ${url}`));
await browser.close();
console.log(`${report}: ${faults} faults, ${stops} keyboard stops, ${filters} tables with a filter`);
process.exitCode = faults > 0 ? 1 : 0;
