// Uses the page as a person would, in headless Chromium, and prints what it saw as one line of JSON.
// Arguments: address with the permission, folder for screenshots or "".
import { chromium } from "playwright-core";
import { join } from "node:path";

const [address, folder] = process.argv.slice(2);
// One browser is shared by all tests of a program; without it, for example by hand, a browser is started.
const browser = process.env.CHROMIUM_ENDPOINT ? await chromium.connectOverCDP(process.env.CHROMIUM_ENDPOINT) : await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/lib/chromium/chromium-headless-shell",
  timeout: 120_000,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const seen = { hosts: [], problems: [], leaks: [] };
const token = new URL(address).hash.slice(1);
try {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 } });
  const page = await context.newPage();
  page.on("dialog", dialog => dialog.accept());
  page.setDefaultTimeout(90_000);
  page.on("console", message => { if (message.type() === "error") seen.problems.push(message.text()); });
  page.on("pageerror", error => seen.problems.push(error.message));
  page.on("request", request => {
    if (request.url().startsWith("data:"))
      return;
    seen.hosts.push(new URL(request.url()).host);
    if (request.url().includes(token))
      seen.leaks.push(request.url());
  });
  const shot = async name => { if (folder) await page.screenshot({ path: join(folder, name), fullPage: true }); };

  await page.goto(address);
  await page.locator("#webhook").waitFor();
  seen.title = await page.title();
  seen.heading = await page.locator("#webhook-heading").textContent();
  seen.state = await page.locator("#state").textContent();
  seen.accent = await page.locator("#test").evaluate(element => getComputedStyle(element).backgroundColor);
  seen.addressBar = page.url();
  // The deliveries are read after the webhook.
  await page.locator("#deliveries tr").first().waitFor();
  seen.rows = await page.locator("#deliveries tr").count();
  await shot("portal-list.png");

  await page.locator("#filter").selectOption("pending");
  await page.locator("#deliveries tr", { hasText: "HTTP 503" }).first().click();
  await page.locator("#attempts li").first().waitFor();
  seen.attempt = await page.locator("#attempts li").first().innerText();
  seen.injected = await page.locator("#attempts img, #attempts script").count();
  seen.payload = await page.locator("#payload").innerText();
  await shot("portal-attempts.png");

  await page.locator("#resend").click();
  await page.locator("#message", { hasText: "Resent" }).waitFor();
  await page.locator("#filter").selectOption("");
  for (let i = 0; i < 600 && await page.locator("#deliveries tr", { hasText: "pending" }).count() > 0; i++) {
    await page.locator("#refresh").click();
    await page.waitForTimeout(100);
  }
  seen.pendingAfterResend = await page.locator("#deliveries tr", { hasText: "pending" }).count();
  await page.locator("#switch").click();
  await page.locator("#state", { hasText: "disabled" }).waitFor();
  seen.disabled = await page.locator("#state").textContent();
  await page.locator("#switch").click();
  await page.locator("#state", { hasText: "enabled" }).waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  seen.overflow = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await shot("portal-phone.png");

  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(address.split("#")[0] + "#" + token.slice(0, -4) + "AAAA");
  await stranger.locator("#message").waitFor();
  seen.failure = await stranger.locator("#message").textContent();
  seen.shownToStranger = await stranger.locator("#webhook").isVisible();
} finally {
  await browser.close();
}
seen.hosts = [...new Set(seen.hosts)];
console.log(JSON.stringify(seen));
