using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Passinstance.Simulators.Google;

/// <summary>Google's Wallet API, its token server and its users on loopback. See README.md for what it rejects.</summary>
public sealed partial class GoogleSimulator : IAsyncDisposable
{
    private readonly ConcurrentQueue<GoogleScript> _script = new();
    private readonly ConcurrentQueue<GoogleCallRecord> _calls = new();
    private readonly GoogleAccountBook _accounts = new();
    private readonly GoogleWalletContents _contents = new();
    private readonly CallQuota _quota = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposing = new();
    private WebApplication _application = null!;
    private GoogleHolders _holders = null!;
    private int _requests;
    private int _keyReads;
    private int _underWay;

    private GoogleSimulator() => _federation = new GoogleFederationBook(_accounts);

    /// <summary>The address of the Wallet API.</summary>
    public Uri Url => new(_application.Urls.Single());

    /// <summary>The address of the token endpoint.</summary>
    public Uri TokenUrl => new(Url, "/token");

    /// <summary>Where the root keys of callbacks are published.</summary>
    public Uri KeysUrl => new(Url, "/keys");

    /// <summary>Signs callbacks.</summary>
    public CallbackSigner Signer { get; } = new();

    /// <summary>All calls so far, accepted or not, oldest first.</summary>
    public IReadOnlyList<GoogleCallRecord> Calls => [.. _calls];

    /// <summary>Notifications shown on holders' lock screens.</summary>
    public IReadOnlyList<GoogleNotice> Notices
    {
        get
        {
            lock (_gate)
                return _contents.Notices;
        }
    }

    /// <summary>Number of requests for the root keys.</summary>
    public int KeyReads => Volatile.Read(ref _keyReads);

    /// <summary>Requests in progress, including those of clients that have disconnected.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>A project's quota of calls per second.</summary>
    public double CallsASecond
    {
        get => _quota.CallsASecond;
        set => _quota.CallsASecond = value;
    }

    /// <summary>Access tokens issued so far.</summary>
    public int TokensGiven => _accounts.TokensGiven;

    /// <summary>Response when the script is empty; null for Google's response.</summary>
    public GoogleScript? StandingAnswer { get; set; }

    /// <summary>Starts a simulator.</summary>
    public static async Task<GoogleSimulator> StartAsync(CancellationToken cancellationToken = default)
    {
        var simulator = new GoogleSimulator();
        simulator._holders = new GoogleHolders(simulator._accounts, simulator._contents, simulator.Signer, simulator._gate);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        simulator._application = builder.Build();
        simulator._application.Run(simulator.ServeAsync);
        await simulator._application.StartAsync(cancellationToken);
        return simulator;
    }

    /// <summary>Registers an issuer's service account.</summary>
    public void Register(string issuerId, string clientEmail, string publicKeyPem) =>
        _accounts.Register(issuerId, clientEmail, publicKeyPem);

    /// <summary>Removes the account or its key: it gets no more tokens, and existing ones are rejected.</summary>
    public void Revoke(string clientEmail) => _accounts.Revoke(clientEmail);

    /// <summary>Revokes the account's permission to write for its issuer.</summary>
    public void Deny(string clientEmail) => _accounts.Deny(clientEmail);

    /// <summary>Expires all access tokens early.</summary>
    public void EndTokens() => _accounts.EndTokens();

    /// <summary>Adds responses for the next calls, one each.</summary>
    public void AnswerNext(params IEnumerable<GoogleScript> answers)
    {
        foreach (var answer in answers)
            _script.Enqueue(answer);
    }

    /// <summary>The current state of an object; null when there is none.</summary>
    public JsonObject? FindObject(string id)
    {
        lock (_gate)
            return _contents.FindObject(id)?.DeepClone().AsObject();
    }

    /// <summary>The current state of a class; null when there is none.</summary>
    public JsonObject? FindClass(string resource, string id)
    {
        lock (_gate)
            return _contents.Find(resource, id)?.DeepClone().AsObject();
    }

    /// <summary>A user follows a save link, and the issuer gets a callback.</summary>
    /// <param name="link">Google's link.</param>
    /// <param name="user">The user.</param>
    /// <returns>The object's id, and the issuer's response to the callback; null when there was no callback.</returns>
    /// <exception cref="SaveRefusedException">Google rejects the link.</exception>
    public Task<(string ObjectId, int? CallbackStatus)> SaveAsync(Uri link, string user = "a user",
        CancellationToken cancellationToken = default) =>
        _holders.SaveAsync(link, user, cancellationToken);

    /// <summary>The claims of a save link's token, as Google reads them before anything is saved.</summary>
    /// <param name="link">Google's link.</param>
    /// <exception cref="SaveRefusedException">Google rejects the signature.</exception>
    public JsonElement ReadLink(Uri link) =>
        _accounts.ReadSaveToken(link.Segments[^1]);

    /// <summary>A user deletes a pass, and the issuer gets a callback.</summary>
    /// <returns>The issuer's response to the callback; null when there was no callback.</returns>
    public Task<int?> RemoveAsync(string objectId, string user = "a user", CancellationToken cancellationToken = default) =>
        _holders.RemoveAsync(objectId, user, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _application.DisposeAsync();
        _holders.Dispose();
        _federation.Dispose();
        Signer.Dispose();
        _disposing.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/keys":
                Interlocked.Increment(ref _keyReads);
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(Signer.PublishedKeys);
                break;
            case "/token":
                await GiveTokenAsync(context);
                break;
            case "/v1/token":
                await AnswerFederationAsync(context, ExchangeAsync);
                break;
            case { } path when path.StartsWith(AccountsPath, StringComparison.Ordinal):
                await AnswerFederationAsync(context, CallAccountAsync);
                break;
            default:
                await AnswerAsync(context);
                break;
        }
    }

    private async Task GiveTokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (token, error) = form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
            ? _accounts.Exchange(form["assertion"].ToString(), TokenUrl.ToString()) : (null, "Invalid grant_type");
        context.Response.StatusCode = token is null ? 400 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize<object>(
            token is null ? new { error = "invalid_grant", error_description = error }
                : new { access_token = token, expires_in = 3599, token_type = "Bearer" }));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = Interlocked.Increment(ref _requests);
        Interlocked.Increment(ref _underWay);
        var account = _accounts.OwnerOf(context.Request.Headers.Authorization);
        try
        {
            if (context.Request.Path == "/batch")
            {
                var answers = new List<(GooglePart, GoogleReply)>();
                foreach (var part in await GoogleParts.ReadAsync(context.Request, context.RequestAborted))
                    answers.Add((part, await CallAsync(context, account, part.Method, part.Path, part.Body, request)));
                await GoogleParts.WriteAsync(context.Response, answers, context.RequestAborted);
                return;
            }

            if (!context.Request.Path.StartsWithSegments("/walletobjects/v1", StringComparison.Ordinal, out var rest))
                throw new RefusedException(404, "notFound", "There is nothing here.");
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = GoogleParts.ReadBody(await reader.ReadToEndAsync(context.RequestAborted));
            await WriteAsync(context, await CallAsync(context, account, context.Request.Method,
                rest.Value!.TrimStart('/') + context.Request.QueryString, body, request));
        }
        catch (RefusedException refused)
        {
            await WriteAsync(context, refused.Reply);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<GoogleReply> CallAsync(HttpContext context, string? account, string method, string path, JsonObject? body,
        int request)
    {
        var at = Stopwatch.GetTimestamp();
        var script = _script.TryDequeue(out var next) ? next : StandingAnswer;
        if (script is not null)
            await script.Until.WaitAsync(_disposing.Token);
        GoogleReply reply;
        try
        {
            if (script is { Status: > 0 })
                throw new RefusedException(script.Status, script.Reason, script.Reason);
            if (account is null)
                throw new RefusedException(401, "authError", "Invalid Credentials");
            if (!_quota.Takes(_accounts.ProjectOf(account)))
                throw new RefusedException(429, "rateLimitExceeded",
                    "Quota exceeded for quota metric 'Requests' and limit 'Requests per second'.");
            lock (_gate)
                reply = GoogleReply.Ok(Take(account, method, path, (JsonObject?)body?.DeepClone()).DeepClone());
        }
        catch (RefusedException refused)
        {
            reply = refused.Reply with { RetryAfter = script?.RetryAfter };
        }

        _calls.Enqueue(new GoogleCallRecord(account, method, path, body, reply.Status, reply.Reason, request, at));
        if (script is { Breaks: true })
        {
            context.Abort();
            throw new RefusedException(500, "broken", "The connection is broken.");
        }

        return reply;
    }

    private JsonObject Take(string account, string method, string path, JsonObject? body)
    {
        var parts = path.Split('?')[0].Split('/');
        if (!GoogleWalletContents.IsResource(parts[0]))
            throw new RefusedException(404, "notFound", "There is nothing here.");
        var (resource, id) = (parts[0], parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
        if (method == "GET" && id is null)
            return List(account, resource, path);
        var issuer = (id ?? body?["id"]?.GetValue<string>() ?? "").Split('.')[0];
        if (!_accounts.MayWrite(account, issuer))
            throw new RefusedException(403, "permissionDenied", $"{account} may not edit for issuer {issuer}.");
        return (method, parts.Length) switch
        {
            ("GET", 2) => _contents.Find(resource, id!) ?? throw new RefusedException(404, "notFound", $"There is no {resource} {id}."),
            ("POST", 1) => _contents.Insert(resource, body ?? []),
            ("PUT", 2) => _contents.Replace(resource, id!, body ?? []),
            ("PATCH", 2) => _contents.Patch(resource, id!, body ?? []),
            ("POST", 3) when parts[2] == "addMessage" => _contents.AddMessage(resource, id!, body ?? []),
            _ => throw new RefusedException(404, "notFound", "There is nothing here."),
        };
    }

    private JsonObject List(string account, string resource, string path)
    {
        var query = System.Web.HttpUtility.ParseQueryString(path.Contains('?', StringComparison.Ordinal)
            ? path[path.IndexOf('?', StringComparison.Ordinal)..] : "");
        if ((query["issuerId"] ?? query["classId"]?.Split('.')[0]) is { } issuer && !_accounts.MayWrite(account, issuer))
            throw new RefusedException(403, "permissionDenied", $"{account} may not read for issuer {issuer}.");
        var found = _contents.List(resource, one => resource.EndsWith("Class", StringComparison.Ordinal)
            ? one["id"]!.GetValue<string>().StartsWith($"{query["issuerId"]}.", StringComparison.Ordinal)
            : one["classId"]!.GetValue<string>() == query["classId"]);
        return new JsonObject { ["resources"] = new JsonArray([.. found.Select(one => one.DeepClone())]) };
    }

    private static async Task WriteAsync(HttpContext context, GoogleReply reply)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(reply.Body.ToJsonString());
    }
}
