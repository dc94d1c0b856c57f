using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Mixed;

/// <summary>One way through the system, and how it ended.</summary>
internal sealed record WayResult(string Way, string? Failure);

/// <summary>
/// The ways that an issuer and a holder go every day, each through as many programs as it takes. Passes of earlier rounds are used again,
/// so that a program meets the rows and messages of the other version.
/// </summary>
internal sealed class MainWays(MixedSystem system) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly List<Card> _cards = [];
    private string _templateId = "";
    private SimulatedPhone? _phone;
    private int _round;

    private sealed class Card(string id, string serialNumber, Uri link)
    {
        internal string Id => id;

        internal string SerialNumber => serialNumber;

        internal Uri Link => link;

        internal int Points { get; set; }

        internal int Updates { get; set; }
    }

    /// <summary>A template, a webhook endpoint and a phone with a pass.</summary>
    internal async Task PrepareAsync(CancellationToken stop)
    {
        await SendAsync(HttpMethod.Post, "/api/v1/webhooks", new
        {
            url = system.Endpoint.Url,
            events = (string[])["pass.created", "pass.updated", "pass.voided", "pass.deleted"],
        }, stop);
        var template = await SendAsync(HttpMethod.Post, "/api/v1/templates", new
        {
            name = "Mixed",
            description = "Card of mixed versions",
            passType = "storeCard",
            organizationName = "Mixed",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.mixed",
            layout = new
            {
                headerFields = new[] { new { key = "points", label = "Points", changeMessage = "You have %@ points" } },
            },
        }, stop);
        _templateId = template.GetProperty("id").GetString()!;
        var first = await IssueAsync(stop);
        var root = await system.Api.GetStringAsync(new Uri("/wallet/apple/development-root.pem", UriKind.Relative), stop);
        system.Apns.Trust(root);
        _phone = new SimulatedPhone(system.Apns, root);
        await _phone.AddAsync(first.Link, stop);
    }

    internal async Task<IReadOnlyList<WayResult>> RunAsync(CancellationToken stop)
    {
        _round++;
        var results = new List<WayResult>();
        var erasure = "";
        Card? made = null;
        Card? erased = null;
        await TryAsync("erasure begins", async () =>
        {
            erased = await IssueAsync(stop);
            _cards.Remove(erased);
            await _phone!.AddAsync(erased.Link, stop);
            erasure = (await EraseAsync(HttpMethod.Post, $"/api/v1/passes/{erased.Id}/erase", stop)).GetProperty("id").GetString()!;
        });
        await TryAsync("issue and read", async () =>
        {
            made = await IssueAsync(stop);
            var read = await SendAsync(HttpMethod.Get, $"/api/v1/passes/{made.Id}", null, stop);
            Expect(read.GetProperty("serialNumber").GetString() == made.SerialNumber, "the pass has another serial number");
        });
        await TryAsync("list, events, statistics", async () =>
        {
            foreach (var path in (string[])["passes?limit=20", "events?limit=5", $"templates/{_templateId}/stats", "batch", "webhooks"])
                await SendAsync(HttpMethod.Get, $"/api/v1/{path}", null, stop);
        });
        await TryAsync("phone adds a pass", async () =>
        {
            if (made is not null)
                await _phone!.AddAsync(made.Link, stop);
        });
        await TryAsync("change reaches the phone", async () =>
        {
            foreach (var card in _cards.Where(card => _phone!.Find(card.SerialNumber) is not null).TakeLast(3))
                await UpdateAsync(card, stop);
            await UntilAsync(
                () => Task.FromResult(_cards.All(card => _phone!.Find(card.SerialNumber) is not { } shown || Points(shown) == card.Points)),
                "the phone shows older points", stop);
        });
        await TryAsync("new version of the template", async () =>
        {
            await SendAsync(
                HttpMethod.Put, $"/api/v1/templates/{_templateId}", new { logoText = $"Round {_round}" }, stop);
            await SendAsync(HttpMethod.Post, $"/api/v1/templates/{_templateId}/publish", null, stop);
            var card = _cards.Last(card => _phone!.Find(card.SerialNumber) is not null);
            await UntilAsync(
                () => Task.FromResult(_phone!.Find(card.SerialNumber)!.PassJson.TryGetProperty("logoText", out var text)
                    && text.GetString() == $"Round {_round}"),
                "the phone shows the older version", stop);
        });
        await TryAsync("batch", () => BatchAsync(stop));
        await TryAsync("push notification", async () =>
        {
            var sent = await SendAsync(
                HttpMethod.Post, "/api/v1/push-notifications",
                new { title = "News", message = $"Round {_round}", target = new { templateId = _templateId } }, stop);
            await UntilAsync(
                async () => await StatusAsync($"/api/v1/push-notifications/{sent.GetProperty("id").GetString()}", stop) == "completed",
                "it is not completed", stop);
        });
        await TryAsync("diagnosis", async () =>
        {
            if (made is not null)
                await SendAsync(HttpMethod.Get, $"/api/v1/passes/{made.Id}/diagnosis", null, stop);
        });
        await TryAsync("page of a pass", async () =>
        {
            if (made is not null)
                await system.Api.GetStringAsync(new Uri(made.Link.AbsoluteUri[..^"/apple".Length]), stop);
        });
        await TryAsync("dashboard's sign-in", async () =>
        {
            using var http = new HttpClient();
            using var response = await http.GetAsync(new Uri(system.Api.BaseAddress!, "/dashboard"), stop);
            Expect(response.IsSuccessStatusCode, $"/dashboard returned {(int)response.StatusCode}");
        });
        await TryAsync("void and delete", async () =>
        {
            var card = await IssueAsync(stop);
            await SendAsync(HttpMethod.Post, $"/api/v1/passes/{card.Id}/void", null, stop);
            await DeliveredAsync("pass.voided", card, stop);
            await SendAsync(HttpMethod.Delete, $"/api/v1/passes/{card.Id}", null, stop);
            await DeliveredAsync("pass.deleted", card, stop);
            _cards.Remove(card);
        });
        await TryAsync("webhooks", async () =>
        {
            foreach (var card in _cards)
            {
                await DeliveredAsync("pass.created", card, stop);
                if (card.Updates > 0)
                    await DeliveredAsync("pass.updated", card, stop, card.Updates);
            }
        });
        await TryAsync("erasure ends with a receipt", () => EndErasureAsync(erasure, erased, stop));

        return results;

        async Task TryAsync(string way, Func<Task> work)
        {
            string? failure = null;
            try
            {
                await work();
            }
            catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or JsonException
                or PassRefusedException or IOException or TimeoutException
                || (exception is OperationCanceledException && !stop.IsCancellationRequested))
            {
                failure = exception.Message;
            }

            results.Add(new WayResult(way, failure));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_phone is not null)
            await _phone.DisposeAsync();
    }

    private async Task<Card> IssueAsync(CancellationToken stop)
    {
        var serialNumber = $"MIXED-{_round}-{_cards.Count}-{Guid.NewGuid():N}";
        var pass = await SendAsync(
            HttpMethod.Post, "/api/v1/passes", new { templateId = _templateId, serialNumber, fields = Fields(0) }, stop);
        var card = new Card(pass.GetProperty("id").GetString()!, serialNumber, new Uri(pass.GetProperty("downloadUrl").GetString()!));
        _cards.Add(card);
        return card;
    }

    private async Task UpdateAsync(Card card, CancellationToken stop)
    {
        await SendAsync(HttpMethod.Put, $"/api/v1/passes/{card.Id}", new { fields = Fields(card.Points + 1) }, stop);
        card.Points++;
        card.Updates++;
    }

    private async Task BatchAsync(CancellationToken stop)
    {
        const int size = 20;
        var lines = Enumerable.Range(0, size).Select(i => JsonSerializer.Serialize(new
        {
            templateId = _templateId,
            serialNumber = $"MIXED-{_round}-BATCH-{i}",
            fields = Fields(0),
        }));
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, new MediaTypeHeaderValue("application/x-ndjson"));
        using var response = await system.Api.PostAsync(new Uri("/api/v1/batch?operation=create", UriKind.Relative), content, stop);
        var batch = await ReadAsync(response, stop);
        await UntilAsync(
            async () => (await SendAsync(HttpMethod.Get, $"/api/v1/batch/{batch.GetProperty("id").GetString()}", null, stop)) is var now
                && now.GetProperty("status").GetString() == "completed" && now.GetProperty("succeeded").GetInt32() == size,
            "not all items succeeded", stop);
    }

    // Complete: every service has erased what it held, the receipt names all of them, and the phone has the empty pass.
    private async Task EndErasureAsync(string erasure, Card? erased, CancellationToken stop)
    {
        if (erased is null || erasure.Length == 0)
            throw new InvalidOperationException("it did not begin");
        await UntilAsync(
            () => Task.FromResult(_phone!.Find(erased.SerialNumber) is not { } shown || shown.IsVoid), "the phone shows the erased pass",
            stop);
        await UntilAsync(
            async () =>
            {
                await system.HastenErasuresAsync(stop);
                var read = await EraseAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure}", stop);
                return read.GetProperty("status").GetString() == "completed";
            }, "it is not completed", stop);
        var receipt = await EraseAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure}/receipt", stop);
        var payload = receipt.GetProperty("receipt").GetString()!.Split('.')[1];
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(payload));
        var services = claims.GetProperty("erased").EnumerateObject().Select(service => service.Name).Order(StringComparer.Ordinal);
        Expect(
            services.SequenceEqual(["notification", "pass", "webhook-dispatch"]), $"the receipt names {string.Join(", ", services)}");
        Expect(claims.GetProperty("passIds")[0].GetString() == erased.Id, "the receipt names another pass");
        Expect(
            claims.GetProperty("erased").GetProperty("pass").GetProperty("passes").GetInt32() == 1, "the receipt counts another number");
        using var gone = await system.Api.GetAsync(new Uri($"/api/v1/passes/{erased.Id}", UriKind.Relative), stop);
        Expect(gone.StatusCode == HttpStatusCode.NotFound, $"the erased pass is read with {(int)gone.StatusCode}");
    }

    private Task DeliveredAsync(string type, Card card, CancellationToken stop, int times = 1) => UntilAsync(
        () => Task.FromResult(system.Endpoint.Received.GetValueOrDefault((type, card.Id)) >= times),
        $"{type} of {card.Id} was not delivered", stop);

    private async Task<string?> StatusAsync(string path, CancellationToken stop) =>
        (await SendAsync(HttpMethod.Get, path, null, stop)).GetProperty("status").GetString();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await system.Api.SendAsync(request, stop);
        return await ReadAsync(response, stop);
    }

    private async Task<JsonElement> EraseAsync(HttpMethod method, string path, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await system.ErasureApi.SendAsync(request, stop);
        return await ReadAsync(response, stop);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var content = await response.Content.ReadAsByteArrayAsync(stop);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath}: {(int)response.StatusCode} "
                + Encoding.UTF8.GetString(content));
        }

        return response.StatusCode == HttpStatusCode.NoContent || content.Length == 0 ? default : JsonElement.Parse(content);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string otherwise, CancellationToken stop)
    {
        for (var start = Stopwatch.GetTimestamp(); !await condition();)
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"After {Deadline.TotalSeconds:0} s {otherwise}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), stop);
        }
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException(otherwise);
    }

    private static object Fields(int points) => new { points = new { label = "Points", value = points } };

    private static int Points(PassFile pass) => (int)pass.PassJson.GetProperty("storeCard").GetProperty("headerFields").EnumerateArray()
        .First(field => field.GetProperty("key").GetString() == "points").GetProperty("value").GetDouble();
}
