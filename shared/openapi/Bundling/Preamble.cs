using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>The parts of the document before the operations.</summary>
internal static class Preamble
{
    internal static JsonObject Info() => new()
    {
        ["title"] = "Passinstance API",
        ["version"] = "1.0.0",
        ["summary"] = "Issue Apple Wallet and Google Wallet passes, keep installed passes up to date, and receive events when "
            + "they change.",
        ["description"] = "Requests and responses are JSON. Every error has the same body, `application/problem+json`. Lists are pages "
            + "with a cursor, newest first. "
            + "Within v1 we may add operations, optional request members, response members, event types and error codes; "
            + "ignore members and values you do not know.",
        ["contact"] = new JsonObject { ["name"] = "Passinstance", ["url"] = "https://passinstance.com" },
        ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
    };

    internal static JsonArray Servers() => new(
        new JsonObject { ["url"] = "https://api.passinstance.com/api/v1", ["description"] = "Production" },
        new JsonObject { ["url"] = "https://staging-api.passinstance.com/api/v1", ["description"] = "Staging" });

    internal static JsonObject SecuritySchemes(IEnumerable<string> scopes) => new()
    {
        ["ApiKey"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "header",
            ["name"] = "X-API-Key",
            ["description"] = $"An API key, `pi_live_...` in production and `pi_test_...` in staging. Keep it on your server. A key has "
                + $"scopes: {string.Join(", ", scopes.Distinct().Order(StringComparer.Ordinal).Select(scope => $"`{scope}`"))}.",
        },
        ["Bearer"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["description"] = "An access token from `POST /oauth/token`, or an API key.",
        },
        ["ClientSecret"] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "basic",
            ["description"] = "The id and the secret of an OAuth client.",
        },
    };
}
