using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Passinstance.Benchmarks.Faults;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Soak;

/// <summary>
/// What an issuer, its customers and their phones do in a day, at a steady rate: single passes all the time; batches, a notification and a
/// new version of the template every few minutes. Records what each response promised.
/// </summary>
internal sealed class SoakLoad : IAsyncDisposable
{
    private const int PassesPerPhone = 5;
    private readonly FaultSystem _system;
    private readonly ConcurrentQueue<SoakPass> _idle = new();
    private readonly ConcurrentDictionary<string, SoakPass> _passes = new(StringComparer.Ordinal);
    private readonly List<SimulatedPhone> _phones = [];
    private readonly HttpClient _visitor;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _milliseconds = new(StringComparer.Ordinal);
    private string _templateId = "";
    private Uri _form = null!;
    private int _serial;
    private int _batches;
    private int _held;
    private int _forms;
    private int _visitors;

    private SoakLoad(FaultSystem system)
    {
        _system = system;
        // A form takes a limited number of passes from one address, so visitors come from many.
        _visitor = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromSeconds(30),
            ConnectCallback = async (context, stop) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(
                    new IPAddress([127, 0, 1, (byte)(1 + (Interlocked.Increment(ref _visitors) % 200))]), 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, stop);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    /// <summary>Requests that did not succeed, by kind and reason.</summary>
    internal ConcurrentDictionary<string, int> Failed { get; } = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, ConcurrentQueue<double>> Milliseconds => _milliseconds;

    internal ICollection<SoakPass> Passes => _passes.Values;

    internal IReadOnlyList<SimulatedPhone> Phones => _phones;

    internal int FormsSent => _forms;

    /// <summary>Passes that batches created, and changes that they made.</summary>
    internal int CreatedInBatches { get; private set; }

    /// <inheritdoc cref="CreatedInBatches"/>
    internal int UpdatedInBatches { get; private set; }

    /// <summary>Push notifications to all passes of the template.</summary>
    internal List<SoakNotification> Notifications { get; } = [];

    internal static async Task<SoakLoad> StartAsync(
        FaultSystem system, ApnsSimulator apns, string endpoint, int phones, CancellationToken stop)
    {
        var load = new SoakLoad(system);
        await load.PostAsync("/api/v1/webhooks", new
        {
            url = endpoint,
            events = (string[])["pass.created", "pass.updated", "pass.voided", "pass.deleted"],
            maxConcurrency = 64,
        }, stop);
        var template = await load.PostAsync("/api/v1/templates", new
        {
            name = "Soak",
            description = "Card of the soak",
            passType = "storeCard",
            organizationName = "Soak",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.soak",
            layout = new
            {
                headerFields = new[] { new { key = "points", label = "Points", changeMessage = "You have %@ points" } },
                primaryFields = new[] { new { key = "name", label = "Name" } },
            },
            passFlow = new
            {
                form = new
                {
                    title = "Join",
                    limitPerAddressPerHour = 1000,
                    fields = new[] { new { key = "name", label = "Your name", required = true } },
                },
            },
        }, stop);
        load._templateId = template.GetProperty("id").GetString()!;
        load._form = new Uri(template.GetProperty("passFlowUrl").GetString()!);
        // The first pass makes the development certificate, which phones must trust.
        await load.IssueAsync(stop);
        var first = load._passes.Values.SingleOrDefault()
            ?? throw new InvalidOperationException(string.Join(' ', load.Failed.Keys));
        await system.Api.GetByteArrayAsync(new Uri($"/api/v1/passes/{first.Id}/download", UriKind.Relative), stop);
        var root = await system.Api.GetStringAsync(new Uri("/wallet/apple/development-root.pem", UriKind.Relative), stop);
        apns.Trust(root);
        for (var i = 0; i < phones; i++)
            load._phones.Add(new SimulatedPhone(apns, root));
        return load;
    }

    /// <summary>Sends until canceled; returns when every request has ended.</summary>
    internal async Task RunAsync(int rate, TimeSpan length, CancellationToken stop)
    {
        var periodic = Task.WhenAll(
            // In a short run each happens at least twice.
            EveryAsync(Shorter(TimeSpan.FromMinutes(2), length / 4), length, BatchAsync, stop),
            EveryAsync(Shorter(TimeSpan.FromMinutes(3), length / 3.5), length, NotifyAsync, stop),
            EveryAsync(Shorter(TimeSpan.FromMinutes(5), length / 3), length, PublishAsync, stop));
        var running = new ConcurrentDictionary<Task, bool>();
        var start = Stopwatch.GetTimestamp();
        for (var number = 0L; Stopwatch.GetElapsedTime(start) < length && !stop.IsCancellationRequested; number++)
        {
            var due = TimeSpan.FromSeconds(number / (double)rate) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var call = CallAsync((int)(number % 50), stop);
            running[call] = true;
            _ = call.ContinueWith(ended => running.TryRemove(ended, out var _), TaskScheduler.Default);
        }

        await Task.WhenAll(running.Keys);
        await periodic;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var phone in _phones)
            await phone.DisposeAsync();
        _visitor.Dispose();
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static async Task EveryAsync(
        TimeSpan interval, TimeSpan length, Func<CancellationToken, Task> work, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        for (var turn = 1; interval * turn < length && !stop.IsCancellationRequested; turn++)
        {
            var due = (interval * turn) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await work(stop);
        }
    }

    // Of fifty: eighteen new passes, twelve changes, eleven readers, three of phones, three of forms and pages, two void, one deleted.
    private Task CallAsync(int kind, CancellationToken stop) => kind switch
    {
        < 18 => IssueAsync(stop),
        < 30 => UpdateAsync(stop),
        < 36 => ReadAsync("GET pass", pass => $"/api/v1/passes/{pass.Id}", stop),
        < 39 => SendAsync("GET passes", HttpMethod.Get, "/api/v1/passes?limit=20", null, stop),
        < 41 => ReadAsync("GET download", pass => $"/api/v1/passes/{pass.Id}/download", stop),
        < 44 => AddToPhoneAsync(stop),
        44 => FormAsync(stop),
        < 47 => VisitAsync(stop),
        < 49 => VoidAsync(stop),
        _ => DeleteAsync(stop),
    };

    private async Task IssueAsync(CancellationToken stop)
    {
        var serialNumber = $"DAY-{Interlocked.Increment(ref _serial)}";
        var answer = await SendAsync("POST pass", HttpMethod.Post, "/api/v1/passes", new
        {
            templateId = _templateId,
            serialNumber,
            fields = Fields(0),
            barcodeFormat = "qr",
            barcodeMessage = serialNumber,
        }, stop);
        if (answer is { } pass)
            Add(new SoakPass(Id(pass), serialNumber) { Link = new Uri(pass.GetProperty("downloadUrl").GetString()!) });
    }

    private async Task UpdateAsync(CancellationToken stop)
    {
        if (Take(pass => pass is { IsVoid: false, IsDeleted: false }) is not { } pass)
            return;
        var points = pass.Points + 1;
        if (await SendAsync("PUT pass", HttpMethod.Put, $"/api/v1/passes/{pass.Id}", new { fields = Fields(points) }, stop) is not null)
        {
            pass.Points = points;
            pass.Updates++;
        }

        _idle.Enqueue(pass);
    }

    private async Task ReadAsync(string kind, Func<SoakPass, string> path, CancellationToken stop)
    {
        if (Take(pass => pass is { IsDeleted: false }) is not { } pass)
            return;
        await SendAsync(kind, HttpMethod.Get, path(pass), null, stop);
        _idle.Enqueue(pass);
    }

    private async Task AddToPhoneAsync(CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _held) - 1;
        if (number >= _phones.Count * PassesPerPhone)
        {
            await TimedAsync("phone checks", () => _phones[number % _phones.Count].RefreshAsync("pass.test.soak", stop));
            return;
        }

        if (Take(pass => pass is { IsVoid: false, IsDeleted: false, Phone: null, Link: not null }) is not { } pass)
            return;
        var phone = _phones[number % _phones.Count];
        if (await TimedAsync("phone adds", () => phone.AddAsync(pass.Link!, stop)))
            pass.Phone = phone;
        _idle.Enqueue(pass);
    }

    private Task<bool> FormAsync(CancellationToken stop) => TimedAsync("POST form", async () =>
    {
        using var content = new FormUrlEncodedContent([KeyValuePair.Create("f.name", "Visitor")]);
        using var response = await _visitor.PostAsync(_form, content, stop);
        if (response.StatusCode != HttpStatusCode.SeeOther)
            throw new HttpRequestException($"The form returned {(int)response.StatusCode}.");
        Interlocked.Increment(ref _forms);
    });

    private async Task VisitAsync(CancellationToken stop)
    {
        if (Take(pass => pass is { IsDeleted: false, Link: not null }) is not { } pass)
            return;
        var page = new Uri(pass.Link!.AbsoluteUri[..^"/apple".Length]);
        await TimedAsync("GET page", () => _visitor.GetStringAsync(page, stop));
        _idle.Enqueue(pass);
    }

    private async Task VoidAsync(CancellationToken stop)
    {
        if (Take(pass => pass is { IsVoid: false, IsDeleted: false }) is not { } pass)
            return;
        if (await SendAsync("POST void", HttpMethod.Post, $"/api/v1/passes/{pass.Id}/void", null, stop) is not null)
            pass.IsVoid = true;
        _idle.Enqueue(pass);
    }

    private async Task DeleteAsync(CancellationToken stop)
    {
        if (Take(pass => pass is { IsDeleted: false, Phone: null }) is not { } pass)
            return;
        if (await SendAsync("DELETE pass", HttpMethod.Delete, $"/api/v1/passes/{pass.Id}", null, stop) is not null)
            pass.IsDeleted = true;
        _idle.Enqueue(pass);
    }

    private async Task BatchAsync(CancellationToken stop)
    {
        const int size = 500;
        var number = Interlocked.Increment(ref _batches);
        var created = Enumerable.Range(0, size).Select(i => JsonSerializer.Serialize(new
        {
            templateId = _templateId,
            serialNumber = $"BATCH-{number}-{i}",
            fields = Fields(0),
        }));
        await foreach (var item in SoakBatch.RunAsync(_system.Api, "create", created, Count, stop))
        {
            CreatedInBatches++;
            Add(new SoakPass(item.GetProperty("passId").GetString()!, item.GetProperty("serialNumber").GetString()!));
        }

        var taken = Enumerable.Range(0, size).Select(_ => Take(pass => pass is { IsVoid: false, IsDeleted: false })).OfType<SoakPass>()
            .ToDictionary(pass => pass.Id);
        var updated = taken.Values.Select(pass => JsonSerializer.Serialize(new { id = pass.Id, fields = Fields(pass.Points + 1) }));
        await foreach (var item in SoakBatch.RunAsync(_system.Api, "update", updated, Count, stop))
        {
            var pass = taken[item.GetProperty("passId").GetString()!];
            UpdatedInBatches++;
            pass.Points++;
            pass.Updates++;
        }

        foreach (var pass in taken.Values)
            _idle.Enqueue(pass);
    }

    private async Task NotifyAsync(CancellationToken stop)
    {
        // Passes that are on a phone before it is sent receive it.
        var held = _passes.Values.Where(pass => pass is { IsVoid: false, IsDeleted: false, Phone: not null }).ToList();
        var text = $"Open today, number {Notifications.Count + 1}";
        using var response = await _system.Api.PostAsJsonAsync(
            "/api/v1/push-notifications", new { title = "News", message = text, target = new { templateId = _templateId } }, stop);
        response.EnsureSuccessStatusCode();
        Notifications.Add(new SoakNotification(Id(await response.Content.ReadFromJsonAsync<JsonElement>(stop)), text, held));
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        await SendAsync("PUT template", HttpMethod.Put, $"/api/v1/templates/{_templateId}", new
        {
            description = $"Version of {DateTimeOffset.UtcNow:HH:mm:ss}",
        }, stop);
        await SendAsync("POST publish", HttpMethod.Post, $"/api/v1/templates/{_templateId}/publish", null, stop);
    }

    private async Task<JsonElement?> SendAsync(string kind, HttpMethod method, string path, object? body, CancellationToken stop)
    {
        JsonElement? answer = null;
        await TimedAsync(kind, async () =>
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await _system.Api.SendAsync(request, stop);
            var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
            var content = await response.Content.ReadAsByteArrayAsync(stop);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"{(int)response.StatusCode} {Encoding.UTF8.GetString(content)}");
            answer = isJson ? JsonElement.Parse(content) : default(JsonElement);
        });
        return answer;
    }

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken stop)
    {
        using var response = await _system.Api.PostAsJsonAsync(path, body, stop);
        return response.IsSuccessStatusCode
            ? await response.Content.ReadFromJsonAsync<JsonElement>(stop)
            : throw new InvalidOperationException($"{path}: {await response.Content.ReadAsStringAsync(stop)}");
    }

    private async Task<bool> TimedAsync(string kind, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await work();
            _milliseconds.GetOrAdd(kind, _ => new ConcurrentQueue<double>()).Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            return true;
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or JsonException or PassRefusedException or OperationCanceledException)
        {
            Count($"{kind}: {exception.Message}");
            return false;
        }
    }

    private void Count(string failure) => Failed.AddOrUpdate(failure, 1, static (_, count) => count + 1);

    private void Add(SoakPass pass)
    {
        _passes[pass.Id] = pass;
        _idle.Enqueue(pass);
    }

    private SoakPass? Take(Func<SoakPass, bool> fits)
    {
        for (var tries = 0; tries < 50 && _idle.TryDequeue(out var pass); tries++)
        {
            if (fits(pass))
                return pass;
            _idle.Enqueue(pass);
        }

        return null;
    }

    private static object Fields(int points) => new
    {
        name = new { label = "Name", value = "Name of the holder" },
        points = new { label = "Points", value = points },
    };

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;
}
