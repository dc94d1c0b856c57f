using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Passinstance.Client;

namespace Passinstance.Dashboard.SignIn;

/// <summary>Makes the API's client with the person's own token: a page can do what the API lets the person do, and nothing else.</summary>
internal sealed class ApiClients(CurrentSession current, IHttpMessageHandlerFactory handlers, GatewayClient gateway) : IDisposable
{
    private PassinstanceClient? _client;

    /// <summary>The client of this page or circuit.</summary>
    /// <exception cref="SignedOutException">The session has ended.</exception>
    public async Task<PassinstanceClient> GetAsync()
    {
        if (_client is not null)
            return _client;
        var session = await current.FindAsync() ?? throw new SignedOutException();
        // The key is replaced by the session's token in each request.
        return _client = PassinstanceClient.Create(
            gateway.Api, "session", new RetryOptions { Attempts = 3, MaxDelay = TimeSpan.FromSeconds(5) },
            new SessionToken(session, handlers.CreateHandler(GatewayClient.ClientName)));
    }

    /// <summary>Starts a batch of creates from a CSV file, which the client sends as it is.</summary>
    /// <param name="templateId">The template of all passes.</param>
    /// <param name="columns">The mapping of columns, as the API takes it.</param>
    /// <param name="dryRun">Whether it is only checked.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="PassinstanceException">The API rejected it.</exception>
    public async Task<Batch> StartCsvBatchAsync(
        string templateId, string columns, bool dryRun, byte[] file, CancellationToken cancellationToken)
    {
        var session = await current.FindAsync() ?? throw new SignedOutException();
        using var http = new HttpClient(new SessionToken(session, handlers.CreateHandler(GatewayClient.ClientName)));
        var query = QueryString.Create(new Dictionary<string, string?>
        {
            ["operation"] = "create",
            ["templateId"] = templateId,
            ["dryRun"] = dryRun ? "true" : "false",
            ["columns"] = columns,
        });
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var response = await http.PostAsync(new Uri($"{gateway.Api.AbsoluteUri}/batch{query}"), content, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<Batch>(body, JsonSerializerOptions.Web)!
            : throw Error(response, body);
    }

    /// <summary>Sends files as a form, for operations that find out by themselves what each file is.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path below the API.</param>
    /// <param name="files">The files, all in the member <c>file</c>.</param>
    /// <param name="fields">Further members of the form.</param>
    /// <exception cref="PassinstanceException">The API rejected it.</exception>
    public async Task<T> SendFilesAsync<T>(
        HttpMethod method, string path, IEnumerable<SelectedFile> files, IReadOnlyDictionary<string, string> fields,
        CancellationToken cancellationToken)
    {
        var session = await current.FindAsync() ?? throw new SignedOutException();
        using var http = new HttpClient(new SessionToken(session, handlers.CreateHandler(GatewayClient.ClientName)));
        using var form = new MultipartFormDataContent();
        foreach (var file in files)
            form.Add(new ByteArrayContent(file.Content), "file", file.Name);
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        // A form is read once; a second attempt with the next token needs its bytes.
        await form.LoadIntoBufferAsync(cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri($"{gateway.Api.AbsoluteUri}/{path}")) { Content = form };
        using var response = await http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web)! : throw Error(response, body);
    }

    private static PassinstanceException Error(HttpResponseMessage response, string body) => new(
        "The API did not accept it.", (int)response.StatusCode, body,
        response.Headers.ToDictionary(header => header.Key, header => header.Value), null);

    public void Dispose() => _client?.Dispose();
}

/// <summary>The session has ended: the person signs in again.</summary>
internal sealed class SignedOutException() : Exception("The session has ended. Sign in again.");

/// <summary>Sends each request with a current token, and once more with the next one when the API rejects it.</summary>
internal sealed class SessionToken(Session session, HttpMessageHandler transport) : DelegatingHandler(transport)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await session.AccessTokenAsync(null, cancellationToken) ?? throw new SignedOutException();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;
        response.Dispose();
        token = await session.AccessTokenAsync(token, cancellationToken) ?? throw new SignedOutException();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await base.SendAsync(request, cancellationToken);
    }
}
