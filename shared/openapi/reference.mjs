// Uses the portal as a reader would, in headless Chromium, and prints what it saw as one line of JSON.
// Arguments: address of the portal (…/docs), folder for screenshots or "".
import { chromium } from "playwright-core";
import { join } from "node:path";

const [address, folder] = process.argv.slice(2);
// One browser is shared by all tests of a program; without it, for example by hand, a browser is started.
const browser = process.env.CHROMIUM_ENDPOINT ? await chromium.connectOverCDP(process.env.CHROMIUM_ENDPOINT) : await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/lib/chromium/chromium-headless-shell",
  timeout: 120_000,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const seen = { hosts: [], problems: [], dead: [], unnamed: [], doubled: [], wide: [], bytes: {} };

async function open(options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
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
  await page.goto(`${address}/reference`);
  seen.title = await page.title();
  seen.operations = await page.locator(".operations li").count();
  seen.contract = await page.locator(".operations .badge").count();
  await shot(page, "reference-light.png");

  // By keyboard: the slash goes to the search, the first result is one key away.
  await page.keyboard.press("/");
  await page.keyboard.type("void a pass");
  await page.locator("#results a").first().waitFor();
  await shot(page, "search.png");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/reference/passes#voidPass");
  // Members, guides, constants, error codes and events are found too.
  seen.found = {};
  for (const query of ["expirationDate", "PKTransitTypeAir", "wrong_environment", "verify a delivery", "template.updated", "bundles"]) {
    await page.locator("#search").fill(query);
    await page.waitForFunction(() => / results$/.test(document.getElementById("shown").textContent));
    seen.found[query] = await page.locator("#results .kind").evaluateAll(kinds => [...new Set(kinds.map(kind => kind.textContent))]);
    await page.locator("#search").fill("");
    await page.waitForFunction(() => document.getElementById("shown").textContent === "");
  }

  // The choice of a language holds for all samples, also on the next page; the button copies exactly what is shown.
  await page.goto(`${address}/reference/passes#createPass`);
  const operation = page.locator("#createPass");
  await operation.locator("details[data-language='Python'] > summary").click();
  await page.locator("#updatePass details[data-language='Python'][open]").waitFor();
  await operation.locator("details[data-language='Python'] .copy").click();
  seen.copied = await page.evaluate(() => navigator.clipboard.readText()) === await operation.locator("details[data-language='Python'] pre").textContent();
  seen.nested = await operation.locator(".members .members").count();
  await shot(page, "reference-operation.png");
  await page.goto(`${address}/reference/templates`);
  seen.remembered = await page.locator("#createTemplate details[data-language='Python'][open]").count() === 1;

  // Every page, as assistive programs are told it, and every link from it.
  await page.goto(address);
  const pages = await page.locator(".sidebar a").evaluateAll(links => [...new Set(links.map(link => link.href.split("#")[0]))]);
  seen.pages = pages.length;
  const anchors = new Map();
  const links = [];
  for (const url of pages) {
    await page.goto(url);
    const name = new URL(url).pathname;
    seen.bytes[name] = await page.evaluate(() => performance.getEntriesByType("navigation")[0].encodedBodySize);
    anchors.set(name, await page.evaluate(() => [...document.querySelectorAll("[id]")].map(element => element.id)));
    seen.doubled.push(...anchors.get(name).filter((id, index, all) => all.indexOf(id) !== index).map(id => `${name}#${id}`));
    seen.unnamed.push(...await page.evaluate(() => [...document.querySelectorAll("a, button, input, summary, nav, section, article.operation")]
      .filter(element => !(element.textContent.trim() || element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.labels?.length)).map(element => element.outerHTML.slice(0, 80))));
    links.push(...(await page.evaluate(() => [...document.querySelectorAll("a[href]")].map(link => link.href))).map(href => [name, new URL(href)]));
    if (name !== "/docs/try")
      await shot(page, `page-${name.replaceAll("/", "-").slice(1)}.png`);
  }
  for (const [from, to] of links)
    if (to.pathname.startsWith("/docs") && anchors.has(to.pathname) && to.hash && !anchors.get(to.pathname).includes(decodeURIComponent(to.hash.slice(1))))
      seen.dead.push(`${from} -> ${to.pathname}${to.hash}`);

  const dark = await open({ colorScheme: "dark" });
  await dark.goto(`${address}/reference/templates#createTemplate`);
  seen.contrast = {};
  for (const [name, on] of [["dark", dark], ["light", page]])
    seen.contrast[name] = await on.evaluate(() => {
      const style = getComputedStyle(document.documentElement);
      const light = color => {
        const parts = [1, 3, 5].map(i => parseInt(color.trim().slice(i, i + 2), 16) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
      };
      const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
      return Math.min(...["--paper", "--code", "--mark"].flatMap(back => ["--text", "--soft", "--accent"].map(name =>
        ratio(style.getPropertyValue(name), style.getPropertyValue(back)))));
    });
  await shot(dark, "reference-dark.png");

  const phone = await open({ viewport: { width: 360, height: 780 } });
  for (const url of pages) {
    await phone.goto(url);
    if (await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth))
      seen.wide.push(new URL(url).pathname);
  }
  await phone.goto(`${address}/reference/passes#createPass`);
  await shot(phone, "reference-phone.png");
  await phone.goto(`${address}/webhooks`);
  await shot(phone, "guide-phone.png");

  const plain = await open({ javaScriptEnabled: false });
  await plain.goto(`${address}/reference/passes`);
  seen.withoutScript = await plain.locator("article.operation:visible").count();
  seen.searchWithoutScript = await plain.locator("#search").isVisible();
  seen.sampleWithoutScript = await plain.locator("#createPass details[data-language='curl'] pre").isVisible();
} finally {
  await browser.close();
}
seen.hosts = [...new Set(seen.hosts)];
console.log(JSON.stringify(seen));
