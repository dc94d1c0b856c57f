// The permission is after the # of the address: browsers send it to nobody, and it is taken out of the address bar at once.
const token = location.hash.slice(1) || sessionStorage.getItem("portal-token") || "";
sessionStorage.setItem("portal-token", token);
history.replaceState(null, "", location.pathname);

const at = id => document.getElementById(id);
const show = (id, visible) => { at(id).hidden = !visible; };
const time = text => text ? new Date(text).toLocaleString() : "";
let session, webhook, cursor, open;

function say(text) {
  at("message").textContent = text;
  show("message", text !== "");
}

async function call(path, method = "GET", body) {
  const answer = await fetch("/portal/webhooks/api" + path, {
    method,
    headers: { "Portal-Token": token, ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok)
    throw new Error(json.message ?? "The request failed. Try again.");
  return json;
}

// Whether black text has more contrast on a color than white text (WCAG).
function isLight(color) {
  const [r, g, b] = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16) / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}

function theme({ title, accentColor, backgroundColor, textColor }) {
  const set = (name, value) => { if (value) document.documentElement.style.setProperty(name, value); };
  set("--accent", accentColor);
  if (accentColor)
    set("--on-accent", isLight(accentColor) ? "#10131a" : "#ffffff");
  // One of the two alone would not fit a dark default.
  if (backgroundColor || textColor) {
    set("--background", backgroundColor ?? (isLight(textColor) ? "#14171f" : "#ffffff"));
    set("--text", textColor ?? (isLight(backgroundColor) ? "#1a1f2b" : "#e8eaf0"));
    document.documentElement.style.colorScheme = isLight(backgroundColor ?? "#ffffff") ? "light" : "dark";
  }

  if (title) {
    at("title").textContent = title;
    document.title = title;
  }
}

const reasons = {
  byOwner: "disabled by you", gone: "the endpoint responded 410 Gone", askedToStop: "the endpoint asked to stop", failing: "all attempts failed for five days",
};

const failedAttempts = attempts =>
  Object.entries(attempts).filter(([result]) => result !== "delivered").reduce((sum, [, count]) => sum + count, 0);

async function loadWebhook() {
  const [found, statistics] = await Promise.all([call(`/webhooks/${session.webhookId}`), call(`/webhooks/${session.webhookId}/statistics`)]);
  webhook = found;
  at("webhook-heading").textContent = webhook.url;
  at("description").textContent = [webhook.description, "Events: " + webhook.events.join(", ")].filter(Boolean).join(" · ");
  const on = webhook.status !== "disabled";
  at("state").textContent = webhook.status === "paused" ? `paused until ${time(webhook.pausedUntil)}: too many attempts failed`
    : on ? "enabled" : reasons[webhook.disabledReason] ?? `disabled: ${webhook.disabledReason}`;
  at("state").className = "badge " + webhook.status;
  at("switch").textContent = on ? "Disable" : "Enable";
  at("statistics").replaceChildren(...[
    ["Delivered, 24 h", statistics.delivered], ["Failed attempts, 24 h", failedAttempts(statistics.attempts)],
    ["Given up, 24 h", statistics.failed], ["Pending", statistics.pending],
    ["Median", statistics.durationP50Ms === undefined ? "–" : `${statistics.durationP50Ms} ms`],
    ["95th percentile", statistics.durationP95Ms === undefined ? "–" : `${statistics.durationP95Ms} ms`],
  ].map(([name, value]) => {
    const box = document.createElement("div");
    const term = box.appendChild(document.createElement("dt"));
    term.textContent = name;
    const number = box.appendChild(document.createElement("dd"));
    number.textContent = value;
    return box;
  }));
  show("webhook", true);
  show("actions", session.canWrite);
}

const outcome = (status, error) => status ? `HTTP ${status}` : error?.replaceAll("_", " ") ?? "";

function row(delivery) {
  const line = document.createElement("tr");
  line.tabIndex = 0;
  line.dataset.event = delivery.eventId;
  const cells = [
    ["Event", delivery.eventType], ["Status", delivery.status], ["Attempts", delivery.attempts],
    ["Last response", outcome(delivery.lastStatusCode, delivery.lastError)], ["Next attempt", time(delivery.nextAttemptAt)],
  ].map(([label, value]) => {
    const cell = line.appendChild(document.createElement("td"));
    cell.dataset.label = label;
    cell.textContent = value;
    return cell;
  });
  cells[1].className = delivery.status;
  const choose = () => act(() => loadDetail(delivery.eventId));
  line.addEventListener("click", choose);
  line.addEventListener("keydown", key => { if (key.key === "Enter") choose(); });
  return line;
}

async function loadList(older = false) {
  const query = new URLSearchParams({ limit: "20" });
  if (at("filter").value)
    query.set("status", at("filter").value);
  if (older)
    query.set("cursor", cursor);
  const page = await call(`/webhooks/${session.webhookId}/deliveries?${query}`);
  cursor = page.nextCursor;
  const rows = page.data.map(row);
  if (older)
    at("deliveries").append(...rows);
  else
    at("deliveries").replaceChildren(...rows);
  show("empty", at("deliveries").childElementCount === 0);
  show("more", page.hasMore);
  show("list", true);
}

function attempt(made) {
  const item = document.createElement("li");
  item.value = made.number;
  const phases = [["DNS", made.dnsMs], ["connect", made.connectMs], ["TLS", made.tlsMs], ["first byte", made.firstByteMs]]
    .filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${value} ms`);
  const line = item.appendChild(document.createElement("div"));
  line.textContent = `${time(made.startedAt)} · ${outcome(made.statusCode, made.error)} · ${made.durationMs} ms`;
  const quiet = item.appendChild(document.createElement("div"));
  quiet.className = "quiet";
  quiet.textContent = [made.trigger, ...phases, made.nextAttemptAt ? `next ${time(made.nextAttemptAt)}` : ""].filter(Boolean).join(" · ");
  if (made.response)
    item.appendChild(document.createElement("pre")).textContent = made.response;
  return item;
}

async function loadDetail(eventId) {
  open = eventId;
  const delivery = await call(`/webhooks/${session.webhookId}/deliveries/${eventId}`);
  at("detail-heading").textContent = `${delivery.eventType} ${delivery.eventId}`;
  at("payload").textContent = delivery.payload ? JSON.stringify(delivery.payload, null, 2) : "";
  show("payload", delivery.payload !== undefined);
  show("no-payload", delivery.payload === undefined);
  at("attempts").replaceChildren(...delivery.attemptLog.map(attempt));
  show("resend", session.canWrite);
  show("detail", true);
  at("close").focus();
}

function closeDetail() {
  const row = [...at("deliveries").children].find(line => line.dataset.event === open);
  open = undefined;
  show("detail", false);
  row?.focus();
}

async function act(what, done = "") {
  try {
    await what();
    say(done);
  } catch (error) {
    say(error.message);
  }
}

const reload = async () => { await Promise.all([loadWebhook(), loadList(), ...(open ? [loadDetail(open)] : [])]); };
const post = (path, body) => call(`/webhooks/${session.webhookId}${path}`, "POST", body);

at("refresh").addEventListener("click", () => act(reload));
at("filter").addEventListener("change", () => act(() => loadList()));
at("more").addEventListener("click", () => act(() => loadList(true)));
at("close").addEventListener("click", closeDetail);
document.addEventListener("keydown", key => { if (key.key === "Escape" && open) closeDetail(); });
at("test").addEventListener("click", () => act(async () => { await post("/test", {}); await reload(); }, "A test event was scheduled. Refresh to see the result."));
at("switch").addEventListener("click", () => act(async () => { const disable = webhook.status !== "disabled"; if (disable && !confirm("Stop all deliveries to this endpoint?")) return; await post(disable ? "/disable" : "/enable"); await reload(); }));
at("resend").addEventListener("click", () => act(async () => { await post(`/deliveries/${open}/resend`); await reload(); }, "Resent. Refresh to see the result."));
at("recover").addEventListener("click", () => act(async () => {
  const since = new Date(Date.now() - 29 * 24 * 3600 * 1000).toISOString();
  const { matching } = await post("/recover", { since, dryRun: true });
  if (matching === 0)
    throw new Error("Nothing has failed in the last 29 days.");
  if (!confirm(`Retry ${matching} failed deliveries?`))
    return;
  await post("/recover", { since });
  await reload();
}));

await act(async () => {
  session = await call("/session");
  theme(session.theme);
  at("expiry").textContent = `This link works until ${time(session.expiresAt)}.`;
  await reload();
});
