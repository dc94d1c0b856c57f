using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Passinstance.OpenApi.Bundling;
using Passinstance.OpenApi.Checking;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>An operation of the bundled document, for tests that go over all of them: one that is added enters by being there.</summary>
internal sealed partial record ApiOperation(string Path, HttpMethod Method, JsonObject Node)
{
    internal static JsonObject Document { get; } = SourceTree.Read(SourceTree.Bundled);

    internal static SchemaCheck Schemas { get; } = new(Document);

    // A key of a tenant in these tests manages no people and credentials, and needs no person: tests/gateway has these operations.
    private static readonly string[] OfTheGateway =
        ["/account", "/organizations", "/members", "/invitations", "/api-keys", "/oauth-clients", "/usage", "/operations"];

    /// <summary>The operations that take an API key; those of OAuth and of the gateway have tests of their own.</summary>
    internal static IReadOnlyList<ApiOperation> All { get; } =
    [
        .. Document["paths"]!.AsObject().Where(path => path.Value!["servers"] is null
            && !OfTheGateway.Any(own => path.Key == own || path.Key.StartsWith($"{own}/", StringComparison.Ordinal)))
            .SelectMany(path => path.Value!.AsObject()
                .Select(member => new ApiOperation(path.Key, HttpMethod.Parse(member.Key), member.Value!.AsObject()))),
    ];

    /// <summary>Whether a body of this type is one JSON document; NDJSON is one a line.</summary>
    internal static bool IsJson(string mediaType) =>
        mediaType == "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal);

    internal string Id => Node["operationId"]!.GetValue<string>();

    internal string Scope => Node["x-required-scope"]!.GetValue<string>();

    internal IEnumerable<JsonObject> Parameters => (Node["parameters"]?.AsArray() ?? []).Select(parameter => Schemas.Resolve(parameter!));

    internal IEnumerable<string> Query => Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "query")
        .Select(parameter => parameter["name"]!.GetValue<string>());

    internal string? BodyType => Node["requestBody"]?["content"]?.AsObject().First().Key;

    internal bool TakesJson => BodyType == "application/json";

    internal JsonNode BodySchema => Node["requestBody"]!["content"]![BodyType!]!["schema"]!;

    internal JsonNode? BodyExample => BodyType is null ? null : Node["requestBody"]!["content"]![BodyType]!["example"];

    internal bool IsList => Query.Contains("cursor");

    /// <summary>The ids in the path, as their prefix in the examples says what they name; other parameters with an empty prefix.</summary>
    internal IReadOnlyList<(string Name, string Prefix, string Example)> PathParameters =>
    [
        .. Parameters.Where(parameter => parameter["in"]!.GetValue<string>() == "path").Select(parameter =>
        {
            var example = parameter["example"]!.GetValue<string>();
            return (parameter["name"]!.GetValue<string>(),
                TypeIdText().Match(example) is { Success: true } id && id.Length == example.Length ? id.Groups[1].Value : "", example);
        }),
    ];

    /// <summary>What the document says of an answer; null for a status it does not name.</summary>
    internal JsonObject? Response(int status) =>
        Node["responses"]![status.ToString(global::System.Globalization.CultureInfo.InvariantCulture)] is { } response
            ? Schemas.Resolve(response) : null;

    public override string ToString() => $"{Method} {Path}";

    /// <summary>Any id in a text.</summary>
    [GeneratedRegex("([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}")]
    internal static partial Regex TypeIdText();
}
