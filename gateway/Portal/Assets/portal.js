// Adds search, one language choice for all samples, and copy buttons. Every page can be read without this script.
"use strict";

const search = document.getElementById("search");
const results = document.getElementById("results");
const shown = document.getElementById("shown");
const maxResults = 40;
let index;

// The index is a script of its own, loaded when somebody starts to search.
function loadIndex() {
  index ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/docs/search.js";
    script.onload = () => resolve(window.searchIndex);
    script.onerror = reject;
    document.head.append(script);
  });
  return index;
}

// Every word has to occur; a title that begins with the words comes first, then titles, then texts. Of equals, members come last: there are
// many of them.
const kinds = ["Guide", "Operation", "Error code", "Event", "Member"];
function find(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0)
    return [];
  const found = [];
  for (const entry of entries) {
    const [, title, place, , text] = entry.map(part => part.toLowerCase());
    if (!words.every(word => title.includes(word) || place.includes(word) || text.includes(word)))
      continue;
    const rank = title === words.join(" ") ? 0 : title.startsWith(words[0]) ? 1 : words.every(word => title.includes(word)) ? 2
      : words.every(word => title.includes(word) || place.includes(word)) ? 3 : 4;
    found.push([rank, entry]);
  }
  return found.sort(([a, one], [b, other]) => a - b || kinds.indexOf(one[0]) - kinds.indexOf(other[0])).map(([, entry]) => entry);
}

function line([kind, title, place, path], number) {
  const link = document.createElement("a");
  link.href = path;
  link.id = `result-${number}`;
  link.role = "option";
  link.setAttribute("aria-selected", "false");
  for (const [tag, text, name] of [["span", kind, "kind"], ["strong", title, ""], ["small", place && ` ${place}`, ""]]) {
    const part = document.createElement(tag);
    part.textContent = text;
    part.className = name;
    link.append(part);
  }
  return link;
}

async function show() {
  const query = search.value.trim();
  const found = query ? find(await loadIndex(), query) : [];
  if (query !== search.value.trim())
    return;
  results.replaceChildren(...found.slice(0, maxResults).map(line));
  results.hidden = found.length === 0;
  search.setAttribute("aria-expanded", String(found.length > 0));
  search.removeAttribute("aria-activedescendant");
  shown.textContent = query ? `${found.length} results` : "";
}

function select(step) {
  const links = [...results.children];
  if (links.length === 0)
    return;
  const from = links.findIndex(link => link.getAttribute("aria-selected") === "true");
  links[from]?.setAttribute("aria-selected", "false");
  const to = from < 0 ? (step > 0 ? 0 : links.length - 1) : (from + step + links.length) % links.length;
  links[to].setAttribute("aria-selected", "true");
  links[to].scrollIntoView({ block: "nearest" });
  search.setAttribute("aria-activedescendant", links[to].id);
}

function close() {
  results.hidden = true;
  search.setAttribute("aria-expanded", "false");
}

search.addEventListener("focus", loadIndex);
search.addEventListener("input", show);
search.addEventListener("keydown", event => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    select(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    (results.querySelector("[aria-selected='true']") ?? results.firstElementChild)?.click();
    close();
  } else if (event.key === "Escape") {
    close();
  }
});
results.addEventListener("click", close);
document.addEventListener("click", event => {
  if (!event.target.closest(".search"))
    close();
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    search.focus();
  }
});
document.getElementById("search-box").hidden = false;

// A link into a closed part opens it.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = target?.closest("details"); part; part = part.parentElement.closest("details"))
    part.open = true;
  target?.scrollIntoView();
}
window.addEventListener("hashchange", reveal);
reveal();

function choose(language) {
  for (const sample of document.querySelectorAll("details.sample"))
    if (sample.dataset.language === language)
      sample.open = true;
}

function remember(language) {
  try {
    localStorage.setItem("language", language);
  } catch {
    // A browser that stores nothing keeps the choice for this page only.
  }
}

try {
  choose(localStorage.getItem("language"));
} catch {
  // As above.
}

for (const summary of document.querySelectorAll("details.sample > summary"))
  summary.addEventListener("click", () => {
    const sample = summary.parentElement;
    if (!sample.open)
      setTimeout(() => {
        choose(sample.dataset.language);
        remember(sample.dataset.language);
      });
  });

async function copy(text, block) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https, browsers block the clipboard API; this older method still works.
    getSelection().selectAllChildren(block);
    document.execCommand("copy");
    getSelection().removeAllRanges();
  }
}

for (const block of document.querySelectorAll("main pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy: ${block.getAttribute("aria-label")}`);
  button.addEventListener("click", async () => {
    await copy(block.textContent, block);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  const around = document.createElement("div");
  around.className = "block";
  block.replaceWith(around);
  around.append(button, block);
}
