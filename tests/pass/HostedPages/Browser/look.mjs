// Looks at pages in headless Chromium and prints what it saw, one line of JSON a visit. Standard input: [{ name, url, width, height, mobile, agent, language }].
// Argument: folder for screenshots.
import { chromium } from "playwright-core";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const visits = JSON.parse(await new Promise(resolve => { let text = ""; process.stdin.on("data", chunk => { text += chunk; }).on("end", () => resolve(text)); }));
// One browser is shared by all tests of a program; without it, for example by hand, a browser is started.
const browser = process.env.CHROMIUM_ENDPOINT ? await chromium.connectOverCDP(process.env.CHROMIUM_ENDPOINT) : await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/lib/chromium/chromium-headless-shell",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  for (const visit of visits) {
    const seen = { name: visit.name, hosts: [], problems: [] };
    const context = await browser.newContext({
      viewport: { width: visit.width, height: visit.height }, deviceScaleFactor: 2, isMobile: visit.mobile, userAgent: visit.agent, locale: visit.language, colorScheme: visit.dark ? "dark" : "light",
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("console", message => { if (message.type() === "error" || message.type() === "warning") seen.problems.push(message.text()); });
    page.on("pageerror", error => seen.problems.push(error.message));
    page.on("requestfailed", request => seen.problems.push(`${request.url()} failed`));
    page.on("response", response => { if (response.status() >= 400 && response.url() !== visit.url) seen.problems.push(`${response.url()} answered ${response.status()}`); });
    page.on("request", request => seen.hosts.push(new URL(request.url()).host));
    const answer = await page.goto(visit.url, { waitUntil: "load" });
    seen.status = answer.status();
    seen.policy = answer.headers()["content-security-policy"];
    seen.buttons = await page.locator("a.button, button.button").allInnerTexts();
    seen.headings = await page.locator("h1, h2").allInnerTexts();
    seen.language = await page.locator("html").getAttribute("lang");
    seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    seen.brokenImages = await page.evaluate(() => [...document.images].filter(image => !image.complete || image.naturalWidth === 0).map(image => image.src));
    seen.imagesWithoutText = await page.evaluate(() => [...document.images].filter(image => !image.hasAttribute("alt")).length);
    // Every control is reached by the keyboard and shows that it is.
    seen.focus = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input:not([tabindex='-1']), select")].filter(element => { element.focus(); return document.activeElement !== element; }).length);
    await page.evaluate(() => document.activeElement.blur());
    for (const [name, value] of Object.entries(visit.fill ?? {}))
      await page.locator(`[name="${name}"]`).evaluate((element, text) => { element.value = text; }, value);
    await page.screenshot({ path: join(folder, `${visit.name}.png`), fullPage: true });
    if (visit.fill) {
      await page.locator("button.button").click();
      await page.locator("article.pass").waitFor();
      seen.after = await page.locator("article.pass").innerText();
      await page.screenshot({ path: join(folder, `${visit.name}-after.png`), fullPage: true });
    }
    seen.hosts = [...new Set(seen.hosts)];
    await context.close();
    console.log(JSON.stringify(seen));
  }
} finally {
  await browser.close();
}
