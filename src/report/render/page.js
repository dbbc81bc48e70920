// What the page can do besides being read: sort, filter and copy tables, open all records. All content is in the page
// without it. Rows that belong together, a variable and its levels, stay together.
"use strict";

const missing = /^(|[-–—]|NA|NR)$/;
// A printed number: sign, thousands, decimals after a point, a middle dot or a comma, an exponent.
const number = /^([<>≤≥]?)\s*([-−–+]?)\s*([1-9]\d{0,2}(?:[,\u00a0\u202f]\d{3})+|\d*)((?:[.·,]\d+)?)((?:e[-−+]?\d+)?)/i;
const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** The text of a cell as it stands in its row: without the record that it opens to, and without marks. */
function textOf(cell) {
  const copy = cell.cloneNode(true);
  copy.querySelectorAll("details > :not(summary), sup, [aria-hidden]").forEach((part) => part.remove());
  copy.querySelectorAll("br").forEach((part) => part.replaceWith(" "));
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** The number that a cell shows, as a pair that sorts "<0.001" before "0.001"; `null` where it shows none. */
function numberOf(cell) {
  if (cell.dataset.value) return [Number(cell.dataset.value), 0];
  const [, bound, sign, whole, decimals, exponent] = textOf(cell).match(number) ?? [];
  if (!whole && !decimals) return null;
  const digits = whole.replace(/\D/g, "") + decimals.replace(/[·,]/, ".") + exponent.replace("−", "-");
  const value = Number(digits) * (sign && sign !== "+" ? -1 : 1);
  return [value, { "<": -1, "≤": -1, ">": 1, "≥": 1 }[bound] ?? 0];
}

/** Head rows, each with the rows of a level below it that follow it. */
function groupsOf(rows) {
  const groups = [];
  for (const row of rows) {
    if (row.classList.contains("level") && groups.length) groups.at(-1).push(row);
    else groups.push([row]);
  }
  return groups;
}

/** Items in the order of their cells of a column: numbers, then words; cells without a value last, either way. */
function sorted(items, rowOf, column, direction) {
  const keys = items.map((item) => {
    const cell = rowOf(item).cells[column];
    const text = cell ? textOf(cell) : "";
    return { item, text, value: missing.test(text) ? null : numberOf(cell), missing: missing.test(text) };
  });
  const present = keys.filter((key) => !key.missing);
  const counted = present.filter((key) => key.value).length;
  const numeric = 2 * counted > present.length || items.some((item) => rowOf(item).cells[column]?.dataset.value);
  const rank = (key) => (key.missing ? 2 : numeric && !key.value ? 1 : 0);
  const compare = (a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (rank(a) === 2) return 0;
    const words = order.compare(a.text, b.text);
    return direction * (rank(a) || !numeric ? words : a.value[0] - b.value[0] || a.value[1] - b.value[1]);
  };
  return keys.sort(compare).map((key) => key.item);
}

function sort(body, original, column, direction) {
  let groups = groupsOf(original);
  if (direction) {
    // Where heads have no value, the rows are sorted below their heads.
    const empty = ([head, ...rest]) => missing.test(textOf(head.cells[column])) || (!rest.length && !numberOf(head.cells[column]));
    const within = groups.some((group) => group.length > 1) && groups.every(empty);
    if (within) groups = groups.map(([head, ...rest]) => [head, ...sorted(rest, (row) => row, column, direction)]);
    else groups = sorted(groups, ([head]) => head, column, direction);
  }
  body.append(...groups.flat());
}

function sortable(table, say) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const name = textOf(heading);
    if (!name) return;
    const button = make("button", { type: "button", className: "sort" }, ...heading.childNodes);
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: null }[heading.getAttribute("aria-sort")];
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      const direction = next === undefined ? "ascending" : next;
      if (direction) heading.setAttribute("aria-sort", direction);
      sort(body, original, column, { ascending: 1, descending: -1 }[direction] ?? 0);
      say(direction ? `Sorted by ${name}, ${direction}` : "In the order of the report");
    });
  });
}

/** A row is shown when it holds the words, when its head does, and when it is the head of one that does. */
function filter(body, words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (row) => {
    const text = [...row.cells].map(textOf).join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  for (const [head, ...rest] of groupsOf(body.rows)) {
    const whole = holds(head);
    rest.forEach((row) => (row.hidden = !whole && !holds(row)));
    head.hidden = !whole && rest.every((row) => row.hidden);
  }
}

/** Puts the shown rows on the clipboard: as lines of cells, and as a table in which a spreadsheet keeps texts. */
function copy(table) {
  const rows = [...table.rows].filter((row) => !row.hidden && row.closest("table") === table);
  const lines = rows.map((row) => [...row.cells].map((cell, i) => {
    const text = textOf(cell);
    return i === 0 && row.classList.contains("level") ? `  ${text}` : text;
  }));
  const quoted = (text) => (/^"|[\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const plain = /^[-−]?\d+(\.\d+)?$/;
  const cell = (text, i) => (plain.test(text) ? `<td>${text.replace("−", "-")}</td>`
    : `<td style="mso-number-format:'\\@'${/^ /.test(text) && i === 0 ? ";padding-left:1em" : ""}">${escaped(text.trim())}</td>`);
  const html = `<table>${lines.map((line) => `<tr>${line.map(cell).join("")}</tr>`).join("")}</table>`;
  const put = (event) => {
    event.clipboardData.setData("text/plain", lines.map((line) => line.map(quoted).join("\t")).join("\n"));
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
  };
  // Works in pages opened as files too, where the clipboard of newer browsers does not answer.
  document.addEventListener("copy", put, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", put);
  return done ? rows.length - 1 : null;
}

function equip(box) {
  const table = box.querySelector("table.printed");
  const body = table.tBodies[0];
  const name = document.getElementById(box.getAttribute("aria-labelledby")).textContent;
  const status = make("span", { className: "status", role: "status" });
  const say = (text) => (status.textContent = text);
  const tools = make("div", { className: "tools" });
  if (body.rows.length > 10) {
    const field = make("input", { type: "search", placeholder: "Filter rows", ariaLabel: `Filter rows of ${name}` });
    field.addEventListener("input", () => {
      filter(body, field.value);
      const shown = [...body.rows].filter((row) => !row.hidden).length;
      say(field.value ? `${shown} of ${body.rows.length} rows` : "");
    });
    table.addEventListener("unfilter", () => {
      field.value = "";
      field.dispatchEvent(new Event("input"));
    });
    tools.append(field);
  }
  if (groupsOf(body.rows).length > 1) sortable(table, say);
  const copying = make("button", { type: "button", ariaLabel: `Copy table: ${name}` }, "Copy table");
  copying.addEventListener("click", () => {
    const rows = copy(table);
    say(rows === null ? "The browser refuses to copy" : `Copied ${rows} rows, for a spreadsheet or a text`);
  });
  tools.append(copying);
  const records = body.querySelectorAll("details");
  if (records.length > 1) {
    const opening = make("button", { type: "button", ariaLabel: `Open all records: ${name}` }, "Open all records");
    opening.addEventListener("click", () => {
      const open = [...records].some((record) => !record.open);
      records.forEach((record) => (record.open = open));
      opening.textContent = open ? "Close all records" : "Open all records";
      opening.ariaLabel = `${opening.textContent}: ${name}`;
    });
    tools.append(opening);
  }
  tools.append(status);
  box.before(tools);
}

/** A link leads to its row even when a filter hides it or a section is folded. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.closest("details.section")?.setAttribute("open", "");
  if (target.closest("[hidden]")) target.closest("table").dispatchEvent(new Event("unfilter"));
  target.scrollIntoView();
}

document.querySelectorAll(".scroll").forEach(equip);
addEventListener("hashchange", reveal);
if (location.hash) reveal();
