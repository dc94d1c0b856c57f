// Uses the reference as a reader would, in headless Chromium, and prints what it saw as one line of JSON.
// Arguments: address of the page, folder for screenshots or "".
import { chromium } from "playwright-core";
import { join } from "node:path";

const [address, folder] = process.argv.slice(2);
// One browser is shared by all tests of a program; without it, for example by hand, a browser is started.
const browser = process.env.CHROMIUM_ENDPOINT ? await chromium.connectOverCDP(process.env.CHROMIUM_ENDPOINT) : await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  timeout: 120_000,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const seen = { hosts: [], problems: [] };

async function open(options) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  page.on("console", message => { if (message.type() === "error") seen.problems.push(message.text()); });
  page.on("pageerror", error => seen.problems.push(error.message));
  page.on("request", request => { if (!request.url().startsWith("data:")) seen.hosts.push(new URL(request.url()).host); });
  return page;
}

const shot = async (page, name) => { if (folder) await page.screenshot({ path: join(folder, name) }); };

try {
  const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(address);
  seen.title = await page.title();
  seen.all = await page.locator("#shown").textContent();
  seen.bytes = await page.evaluate(() => performance.getEntriesByType("navigation")[0].transferSize);
  seen.milliseconds = Math.round(await page.evaluate(() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd));
  await shot(page, "reference-light.png");

  // By keyboard: the slash goes to the search, words narrow the list.
  await page.keyboard.press("/");
  await page.keyboard.type("void pass");
  seen.filtered = await page.locator("#shown").textContent();
  seen.visible = await page.locator("article.operation:visible").evaluateAll(articles => articles.map(article => article.id));
  await shot(page, "reference-filtered.png");
  await page.locator("#search").fill("");

  // The choice of a language holds for all samples; the button copies exactly what is shown.
  await page.goto(`${address}#createPass`);
  const operation = page.locator("#createPass");
  await operation.locator("details[data-language='Python'] > summary").click();
  await page.locator("#createTemplate details[data-language='Python'][open]").waitFor();
  await operation.locator("details[data-language='Python'] .copy").click();
  seen.copied = await page.evaluate(() => navigator.clipboard.readText()) === await operation.locator("details[data-language='Python'] pre").textContent();
  await shot(page, "reference-operation.png");

  // What assistive programs are told.
  seen.unnamed = await page.evaluate(() => [...document.querySelectorAll("a, button, input, summary, nav, section, article.operation")]
    .filter(element => !(element.textContent.trim() || element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.labels?.length)).map(element => element.outerHTML.slice(0, 80)));
  seen.doubled = await page.evaluate(() => { const ids = [...document.querySelectorAll("[id]")].map(element => element.id); return ids.filter((id, index) => ids.indexOf(id) !== index); });
  seen.dead = await page.evaluate(() => [...document.querySelectorAll("main a[href^='#']")].map(link => link.getAttribute("href").slice(1)).filter(id => !document.getElementById(id)));

  const dark = await open({ colorScheme: "dark" });
  await dark.goto(`${address}#createTemplate`);
  seen.contrast = {};
  for (const [name, on] of [["dark", dark], ["light", page]])
    seen.contrast[name] = await on.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const light = color => {
        const parts = [1, 3, 5].map(i => parseInt(color.trim().slice(i, i + 2), 16) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
      const paper = style.getPropertyValue("--paper");
      return Math.min(...["--text", "--soft", "--accent"].map(name => ratio(style.getPropertyValue(name), paper)));
    });
  await shot(dark, "reference-dark.png");

  const phone = await open({ viewport: { width: 390, height: 844 } });
  await phone.goto(`${address}#createPass`);
  seen.overflow = await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await shot(phone, "reference-phone.png");

  const plain = await open({ javaScriptEnabled: false });
  await plain.goto(address);
  seen.withoutScript = await plain.locator("article.operation:visible").count();
  seen.searchWithoutScript = await plain.locator("#search").isVisible();
  seen.sampleWithoutScript = await plain.locator("#createPass details[data-language='curl'] pre").isVisible();
} finally {
  await browser.close();
}
seen.hosts = [...new Set(seen.hosts)];
console.log(JSON.stringify(seen));
