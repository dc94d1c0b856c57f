using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Simulators.Phone;

namespace Passinstance.Benchmarks.Restore;

/// <summary>A pass as the issuer knows it.</summary>
internal sealed class IssuedPass(string id, string serialNumber, Uri link, int templateIndex)
{
    internal string Id => id;

    internal string SerialNumber => serialNumber;

    internal Uri Link => link;

    internal int TemplateIndex => templateIndex;

    internal int Points { get; set; }

    /// <summary>When it was added to the phone.</summary>
    internal DateTimeOffset? AddedAt { get; set; }

    /// <summary>A void pass is not changed any more.</summary>
    internal bool IsVoid { get; set; }

    /// <summary>One change at a time, as an issuer's system makes them.</summary>
    internal SemaphoreSlim Gate { get; } = new(1);
}

/// <summary>A change that was answered after the restore, which webhooks must receive.</summary>
internal sealed record ChangedPass(string Type, string PassId, int Version);

/// <summary>
/// What an issuer and holders do at the same time: issue, change and void passes, add some to a phone and remove some, and publish new
/// versions of templates.
/// </summary>
internal sealed class RestoreLoad(RestoreSystem system)
{
    private const int TemplateCount = 3;
    private readonly List<string> _templates = [];
    private readonly ConcurrentQueue<IssuedPass> _passes = new();
    private int _serial;
    private int _published;

    internal IReadOnlyCollection<IssuedPass> Passes => _passes;

    internal IReadOnlyList<string> Templates => _templates;

    internal SimulatedPhone Phone { get; private set; } = null!;

    internal ConcurrentBag<ChangedPass> Changes { get; } = [];

    internal int Requests => Volatile.Read(ref _requests);

    private int _requests;

    internal async Task PrepareAsync(CancellationToken stop)
    {
        await SendAsync(
            HttpMethod.Post, "/api/v1/webhooks",
            new { url = system.Endpoint.Url, events = (string[])["pass.created", "pass.updated", "pass.voided", "template.updated"] },
            stop);
        for (var i = 0; i < TemplateCount; i++)
        {
            var template = await SendAsync(HttpMethod.Post, "/api/v1/templates", new
            {
                name = $"Restore {i}",
                description = "Card of the restore program",
                passType = "storeCard",
                organizationName = "Restore",
                teamIdentifier = "A1B2C3D4E5",
                passTypeIdentifier = "pass.test.restore",
                logoText = "First",
            }, stop);
            _templates.Add(template.GetProperty("id").GetString()!);
        }

        await IssueAsync(stop);
        var root = await system.Api.GetStringAsync(new Uri("/wallet/apple/development-root.pem", UriKind.Relative), stop);
        system.Apns.Trust(root);
        Phone = new SimulatedPhone(system.Apns, root);
    }

    /// <summary>Works until <paramref name="until"/> ends, at a steady rate.</summary>
    internal async Task RunAsync(int rate, Task until, CancellationToken stop)
    {
        var random = new Random(1);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        var open = new List<Task>();
        for (var turn = 0; !until.IsCompleted && await timer.WaitForNextTickAsync(stop); turn++)
        {
            open.RemoveAll(task => task.IsCompletedSuccessfully);
            var kind = turn % 20;
            var passes = _passes.ToArray();
            var chosen = passes.Length == 0 ? null : passes[random.Next(passes.Length)];
            open.Add(kind switch
            {
                < 5 => IssueAsync(stop),
                5 or 6 when chosen is not null => AddToPhoneAsync(chosen, stop),
                7 when turn % 40 == 7 => PublishAsync(stop),
                8 when chosen is not null && turn % 60 == 8 => VoidAsync(chosen, stop),
                _ when chosen is not null => UpdateAsync(chosen, stop),
                _ => IssueAsync(stop),
            });
        }

        await Task.WhenAll(open);
    }

    /// <summary>Forgets passes that the restored database does not have, and which of the others were void.</summary>
    /// <param name="known">What the database has: passes, and whether they are void.</param>
    internal IReadOnlyList<IssuedPass> Forget(IReadOnlyDictionary<string, bool> known)
    {
        var all = _passes.ToArray();
        _passes.Clear();
        var lost = new List<IssuedPass>();
        foreach (var pass in all)
        {
            if (known.TryGetValue(pass.Id, out var isVoid))
            {
                pass.IsVoid = isVoid;
                _passes.Enqueue(pass);
            }
            else
            {
                lost.Add(pass);
            }
        }

        return lost;
    }

    /// <summary>Changes every pass once, and publishes each template.</summary>
    internal async Task ChangeAllAsync(CancellationToken stop)
    {
        foreach (var pass in _passes.ToArray())
            await UpdateAsync(pass, stop);
        for (var i = 0; i < TemplateCount; i++)
            await PublishAsync(stop);
    }

    internal async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await system.Api.SendAsync(request, stop);
        Interlocked.Increment(ref _requests);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(stop)}");
        return await response.Content.ReadFromJsonAsync<JsonElement>(stop);
    }

    private async Task IssueAsync(CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _serial);
        var index = number % TemplateCount;
        var serialNumber = $"RESTORE-{number}-{Guid.NewGuid():N}";
        var pass = await SendAsync(
            HttpMethod.Post, "/api/v1/passes", new { templateId = _templates[index], serialNumber, fields = Fields(0) }, stop);
        var issued = new IssuedPass(
            pass.GetProperty("id").GetString()!, serialNumber, new Uri(pass.GetProperty("downloadUrl").GetString()!), index);
        Changes.Add(new ChangedPass("pass.created", issued.Id, pass.GetProperty("version").GetInt32()));
        _passes.Enqueue(issued);
    }

    private async Task UpdateAsync(IssuedPass pass, CancellationToken stop)
    {
        await pass.Gate.WaitAsync(stop);
        try
        {
            if (pass.IsVoid)
                return;
            pass.Points++;
            var changed = await SendAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Id}", new { fields = Fields(pass.Points) }, stop);
            Changes.Add(new ChangedPass("pass.updated", pass.Id, changed.GetProperty("version").GetInt32()));
        }
        finally
        {
            pass.Gate.Release();
        }
    }

    private async Task VoidAsync(IssuedPass pass, CancellationToken stop)
    {
        await pass.Gate.WaitAsync(stop);
        try
        {
            pass.IsVoid = true;
            await SendAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Id}/void", null, stop);
        }
        finally
        {
            pass.Gate.Release();
        }
    }

    private async Task AddToPhoneAsync(IssuedPass pass, CancellationToken stop)
    {
        if (Phone.Find(pass.SerialNumber) is { } held)
        {
            if (pass.Points % 3 == 2)
                await Phone.RemoveAsync(held, stop);
            return;
        }

        await Phone.AddAsync(pass.Link, stop);
        pass.AddedAt = DateTimeOffset.UtcNow;
    }

    private async Task PublishAsync(CancellationToken stop)
    {
        var number = Interlocked.Increment(ref _published);
        var template = _templates[number % TemplateCount];
        await SendAsync(HttpMethod.Put, $"/api/v1/templates/{template}", new { logoText = $"Version {number}" }, stop);
        await SendAsync(HttpMethod.Post, $"/api/v1/templates/{template}/publish", null, stop);
    }

    private static object Fields(int points) => new { points = new { label = "Points", value = points } };
}
