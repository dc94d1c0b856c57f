// Adds search, one language choice for all samples, and copy buttons to the reference. Everything can be read without this script.
"use strict";

const operations = [...document.querySelectorAll("article.operation")].map(article => ({
  article,
  entry: document.querySelector(`[data-operation="${article.id}"]`),
  text: `${article.id} ${article.querySelector("h3").textContent} ${article.querySelector(".route").textContent} ${article.querySelector(".route + p").textContent}`.toLowerCase(),
}));
const search = document.getElementById("search");
const shown = document.getElementById("shown");

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { article, entry, text } of operations) {
    const fits = words.every(word => text.includes(word));
    article.hidden = entry.hidden = !fits;
    count += fits ? 1 : 0;
  }
  for (const group of document.querySelectorAll(".resource"))
    group.hidden = !group.querySelector("article:not([hidden]), li:not([hidden])");
  shown.textContent = `${count} of ${operations.length} operations shown`;
}

search.addEventListener("input", filter);
document.addEventListener("keydown", event => {
  if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    search.focus();
  }
});
// Shows an operation that is linked to although the search has hidden it.
window.addEventListener("hashchange", () => {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.hidden) {
    search.value = "";
    filter();
    target.scrollIntoView();
  }
});
document.getElementById("filter").hidden = false;
filter();

function choose(language) {
  for (const sample of document.querySelectorAll("details.sample"))
    if (sample.dataset.language === language)
      sample.open = true;
}

for (const summary of document.querySelectorAll("details.sample > summary"))
  summary.addEventListener("click", () => {
    if (!summary.parentElement.open)
      setTimeout(() => choose(summary.parentElement.dataset.language));
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

for (const block of document.querySelectorAll("details.sample pre, details.example pre")) {
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
  block.before(button);
}
