// Uses the installed C# client as a program would, and prints what it saw as one line of JSON. Argument: the API's address.
// In the environment: PASSINSTANCE_KEY, PASSINSTANCE_CLIENT (id and secret with a colon), WEBHOOK (body, headers and keys as JSON).
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Passinstance.Client;

var url = new Uri(args[0]);
var key = Environment.GetEnvironmentVariable("PASSINSTANCE_KEY")!;
using var passinstance = PassinstanceClient.Create(url, key);
var seen = new Dictionary<string, object?>();

var template = await passinstance.CreateTemplateAsync(new CreateTemplateRequest
{
    Name = "Members",
    Description = "Membership card",
    PassType = PassType.StoreCard,
    OrganizationName = "Example Coffee",
    TeamIdentifier = "A1B2C3D4E5",
    PassTypeIdentifier = "pass.test.csharp",
});
var order = new CreatePassRequest
{
    TemplateId = template.Id,
    SerialNumber = "ORDER-1001",
    BarcodeFormat = BarcodeFormat.Qr,
    BarcodeMessage = "ORDER-1001",
    Fields = new Dictionary<string, FieldValue>
    {
        ["tier"] = new() { Label = "Tier", Value = "Gold" },
        ["points"] = new() { Label = "Points", Value = 12 },
    },
};
var pass = await passinstance.CreatePassAsync(order, idempotencyKey: "ORDER-1001");
// As after a restart: the same key issues nothing.
using (var restarted = PassinstanceClient.Create(url, key))
    seen["repeated"] = (await restarted.CreatePassAsync(order, idempotencyKey: "ORDER-1001")).Id == pass.Id;
await passinstance.CreatePassAsync(new CreatePassRequest { TemplateId = template.Id, SerialNumber = "ORDER-1002" });
var changed = await passinstance.UpdatePassAsync(pass.Id, new UpdatePassRequest
{
    Fields = new Dictionary<string, FieldValue> { ["tier"] = new() { Label = "Tier", Value = "Platinum" } },
}.WithNull(request => request.BarcodeMessage, request => request.BarcodeFormat));
seen["tier"] = changed.Fields!["tier"].Value?.ToString();
seen["points"] = changed.Fields["points"].Value?.ToString();
seen["barcode"] = changed.BarcodeMessage ?? "none";
seen["listed"] = (await passinstance.ListPassesAsync(templateId: template.Id)).Data.Count;
List<string> iterated = [];
var since = DateTimeOffset.Now.AddHours(-1);
await foreach (var each in passinstance.IteratePassesAsync(limit: 1, templateId: template.Id, createdAfter: since))
    iterated.Add(each.SerialNumber);
seen["iterated"] = iterated;
using (var file = await passinstance.DownloadPassAsync(pass.Id))
using (var bytes = new MemoryStream())
{
    await file.Stream.CopyToAsync(bytes);
    seen["file"] = bytes.Length;
}

seen["missing"] = (await FailureOf<PassinstanceException>(() => passinstance.GetPassAsync("pas_00000000000000000000000000"))).Code;
var invalid = await FailureOf<PassinstanceException>(() => passinstance.CreateTemplateAsync(new CreateTemplateRequest { Name = "" }));
seen["invalid"] = new
{
    isError = invalid is not null,
    status = invalid!.StatusCode,
    code = invalid.Code,
    errors = invalid.Errors.Count,
    requestId = invalid.RequestId,
    message = invalid.Message,
};
seen["emptyKey"] = (await FailureOf<ArgumentException>(() => Task.FromResult(PassinstanceClient.Create(url, " ")))).Message;

// A server that asks for patience, then breaks the connection, then answers.
List<string?> keys = [];
var quick = new RetryOptions { FirstPause = TimeSpan.FromMilliseconds(1) };
using var patient = PassinstanceClient.Create(url, key, quick, new Between(request =>
{
    keys.Add(request.Headers.TryGetValues("Idempotency-Key", out var values) ? values.Single() : null);
    if (keys.Count == 1)
    {
        var limited = new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("{}") };
        limited.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(1));
        return limited;
    }

    if (keys.Count == 2)
        throw new HttpRequestException("The connection broke.");
    return null;
}));
var watch = Stopwatch.StartNew();
await patient.VoidPassAsync(pass.Id);
seen["waited"] = watch.Elapsed.TotalMilliseconds;
seen["attempts"] = keys.Count;
seen["keys"] = keys.Distinct().Count();

// The first token is rejected, as after a revocation.
var client = Environment.GetEnvironmentVariable("PASSINSTANCE_CLIENT")!.Split(':');
int tokens = 0, requests = 0;
using var renewing = PassinstanceClient.CreateForClient(url, client[0], client[1], transport: new Between(request =>
{
    if (request.RequestUri!.AbsolutePath == "/oauth/token")
        tokens++;
    else if (requests++ == 0)
        return new HttpResponseMessage(HttpStatusCode.Unauthorized);
    return null;
}));
await renewing.GetPassAsync(pass.Id);
await renewing.GetPassAsync(pass.Id);
seen["tokens"] = tokens;

// A response of a newer API.
using var newer = PassinstanceClient.Create(url, key, transport: new Between(_ => new HttpResponseMessage(HttpStatusCode.OK)
{
    Content = new StringContent("""{"id":"pas_1","status":"frozen","future":1}""", Encoding.UTF8, "application/json"),
}));
seen["newer"] = (await newer.GetPassAsync("pas_1")).Status.IsUnknown() ? "frozen" : "known";

var webhook = JsonDocument.Parse(Environment.GetEnvironmentVariable("WEBHOOK")!).RootElement;
var body = Encoding.UTF8.GetBytes(webhook.GetProperty("body").GetString()!);
var headers = webhook.GetProperty("headers").EnumerateObject()
    .ToDictionary(header => header.Name, header => header.Value.GetString(), StringComparer.OrdinalIgnoreCase);
var webhookKeys = webhook.GetProperty("keys").EnumerateArray().Select(each => each.GetString()!).ToArray();
Event Verify(WebhookVerifier verifier, byte[] content) =>
    verifier.Verify(content, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
seen["events"] = webhookKeys.Select(each => Verify(new WebhookVerifier(each), body).Type).ToArray();
Func<Event>[] forgeries =
[
    () => Verify(new WebhookVerifier(webhookKeys), [.. body, (byte)' ']),
    () => Verify(new WebhookVerifier("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), body),
    () => Verify(new WebhookVerifier(webhookKeys, time: new Late()), body),
    () => new WebhookVerifier(webhookKeys).Verify(body, null, null, null),
];
var noticed = 0;
foreach (var forgery in forgeries)
{
    await FailureOf<WebhookVerificationException>(() => Task.FromResult(forgery()));
    noticed++;
}

seen["forgeries"] = noticed;
Console.WriteLine(JsonSerializer.Serialize(seen));

static async Task<T> FailureOf<T>(Func<Task> call)
    where T : Exception
{
    try
    {
        await call();
    }
    catch (T failure)
    {
        return failure;
    }

    throw new InvalidOperationException($"No {typeof(T).Name} was thrown.");
}

/// <summary>Answers in place of the server, or lets the request through.</summary>
sealed class Between(Func<HttpRequestMessage, HttpResponseMessage?> answer) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        answer(request) ?? await base.SendAsync(request, cancellationToken);
}

/// <summary>A clock that is ten minutes ahead.</summary>
sealed class Late : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddMinutes(10);
}
