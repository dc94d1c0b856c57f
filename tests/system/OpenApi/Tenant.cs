using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Passinstance.System.Tests.FirstPass;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>
/// An organization that calls the API as the document's examples do, with ids of its own objects in place of the examples'.
/// </summary>
internal sealed class Tenant : IDisposable
{
    private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);
    private int _number;

    private Tenant(HttpClient client, string organization)
    {
        Client = client;
        Organization = organization;
    }

    internal HttpClient Client { get; }

    internal string Organization { get; }

    internal static async Task<Tenant> CreateAsync(RunningSystem system)
    {
        var organization = await system.NewOrganizationIdAsync();
        var client = new HttpClient { BaseAddress = system.Gateway };
        client.DefaultRequestHeaders.Add("X-API-Key", await system.NewApiKeyAsync(organization));
        return new Tenant(client, organization);
    }

    /// <summary>Makes the next requests need new objects.</summary>
    internal void Forget() => _objects.Clear();

    /// <summary>Sends the operation's example, or another body, to objects of this tenant.</summary>
    internal async Task<Answer> CallAsync(ApiOperation operation, string? body = null, string query = "")
    {
        var path = await PathAsync(operation);
        await FillAsync(operation);
        return await SendAsync(operation.Method, path + query, body ?? await ExampleAsync(operation), operation.BodyType);
    }

    /// <summary>Where a part is named in the path, it is put there first by the operation that the document has for it.</summary>
    internal async Task FillAsync(ApiOperation operation)
    {
        if (operation.Method != HttpMethod.Put && operation.PathParameters.Any(parameter => parameter.Prefix.Length == 0)
            && ApiOperation.All.FirstOrDefault(other => other.Path == operation.Path && other.Method == HttpMethod.Put) is { } put)
            Assert.True((await CallAsync(put)).IsSuccess, $"{put} failed");
    }

    internal async Task<Answer> SendAsync(HttpMethod method, string path, string? body = null, string? type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            var isBinary = type is "image/png" or "application/vnd.apple.pkpass";
            request.Content = new ByteArrayContent(isBinary ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type ?? "application/json");
        }

        using var response = await Client.SendAsync(request);
        return new Answer(response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value),
            StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The operation's path with ids of this tenant's objects, which are made where there are none.</summary>
    internal async Task<string> PathAsync(ApiOperation operation)
    {
        var path = operation.Path;
        foreach (var (name, prefix, example) in operation.PathParameters)
            path = path.Replace($"{{{name}}}", prefix.Length == 0 ? Uri.EscapeDataString(example) : await ObjectAsync(prefix),
                StringComparison.Ordinal);
        return "/api/v1" + path;
    }

    /// <summary>The example of the body with this tenant's ids, and a serial number that is not taken.</summary>
    internal async Task<string?> ExampleAsync(ApiOperation operation)
    {
        if (operation.BodyExample is not { } example)
            return null;
        if (!operation.TakesJson)
            return example.ToString();
        var text = example.ToJsonString();
        foreach (var id in ApiOperation.TypeIdText().Matches(text).Select(match => (Text: match.Value, Prefix: match.Groups[1].Value))
            .Distinct())
            text = text.Replace(id.Text, await ObjectAsync(id.Prefix), StringComparison.Ordinal);
        var node = JsonNode.Parse(text)!;
        Renumber(node);
        return node.ToJsonString();
    }

    /// <summary>The id of an object of this kind, made by the operation that the document has for it.</summary>
    internal async Task<string> ObjectAsync(string prefix)
    {
        if (_objects.TryGetValue(prefix, out var known))
            return known;
        if (prefix == "evt")
        {
            var test = await SendAsync(HttpMethod.Post, $"/api/v1/webhooks/{await ObjectAsync("whk")}/test");
            return _objects[prefix] = test.Json!["eventId"]!.GetValue<string>();
        }

        var creation = ApiOperation.All.FirstOrDefault(operation => operation.Method == HttpMethod.Post
            && operation.PathParameters.Count == 0 && operation.BodyType is not null
            && operation.Response(201)?["content"]?["application/json"]?["example"]?["id"]?.GetValue<string>()
                .StartsWith(prefix + "_", StringComparison.Ordinal) == true)
            ?? ApiOperation.All.First(operation => operation.Method == HttpMethod.Post && operation.PathParameters.Count == 0
            && operation.Response(202)?["content"]?["application/json"]?["example"]?["id"]?.GetValue<string>()
                .StartsWith(prefix + "_", StringComparison.Ordinal) == true);
        var created = await CallAsync(creation);
        // 200 where the example's object is there already: a certificate is stored once.
        Assert.True(created.IsSuccess, $"{creation} answered {(int)created.Status} to its example: {created.Text}");
        return _objects[prefix] = created.Json!["id"]!.GetValue<string>();
    }

    public void Dispose() => Client.Dispose();

    private void Renumber(JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>())
                Renumber(item);
        }

        if (node is not JsonObject open)
            return;
        if (open["serialNumber"] is not null)
            open["serialNumber"] = $"ORDER-{Interlocked.Increment(ref _number)}";
        foreach (var (_, member) in open.ToArray())
        {
            if (member is not null)
                Renumber(member);
        }
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(HttpStatusCode Status, string? Type, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    internal string Text => Encoding.UTF8.GetString(Body);

    internal JsonNode? Json => Type is not null && ApiOperation.IsJson(Type) ? JsonNode.Parse(Body) : null;

    internal bool IsSuccess => (int)Status is >= 200 and < 300;
}
