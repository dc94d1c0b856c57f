using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>The headers, parameters and errors that operations share.</summary>
internal static class Answers
{
    private static readonly (string Status, string Name, string Code, string Description, string Message)[] Problems =
    [
        ("400", "BadRequest", "malformed_request", "The request cannot be parsed.",
            "The body is not valid JSON (line 3, byte 14). Check quotes, commas and braces."),
        ("401", "Unauthorized", "unauthorized", "The request has no valid credential.",
            "Send your API key in the X-API-Key header, or an access token or the key as Authorization: Bearer."),
        ("403", "Forbidden", "missing_scope", "The credential does not allow the operation.",
            "The credential lacks the scope passes:write. Use a key that has it, or ask an administrator to make one."),
        ("404", "NotFound", "not_found", "Your organization has no such object.",
            "There is no pass 'pas_01kb2ma1vtf7g8k4m0n5r2x9ce' in your organization. Check the id and the API key's organization."),
        ("413", "ContentTooLarge", "body_too_large", "The body is larger than the operation accepts.",
            "The request body is larger than the 1048576 bytes that this operation accepts. Send less at a time."),
        ("415", "UnsupportedMediaType", "unsupported_media_type", "The operation does not accept the body's media type.",
            "Send the body as JSON with Content-Type: application/json."),
        ("422", "UnprocessableContent", "invalid_request", "One or more values are invalid; `errors` lists all of them.",
            "limit must be between 1 and 100."),
        ("429", "TooManyRequests", "rate_limited", "The rate limit is exceeded.", "Retry after the indicated delay"),
        ("500", "InternalError", "internal_error", "The request failed on our side.",
            "The request failed on our side. Retry it with the same Idempotency-Key. If the error persists, report the requestId."),
        ("502", "BadGateway", "service_unreachable", "The service behind the operation did not respond properly.",
            "The service behind this operation did not respond properly. Retry after the indicated delay, with the same Idempotency-Key."),
        ("503", "ServiceUnavailable", "service_unavailable", "The operation is temporarily unavailable.",
            "The service behind this operation is not available. Retry after the indicated delay, with the same Idempotency-Key."),
        ("504", "GatewayTimeout", "timeout", "The operation took too long. It may still have taken effect.",
            "The operation took too long. Retry it with the same Idempotency-Key, or read whether it took effect."),
    ];

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["400"] = "Bad Request",
        ["401"] = "Unauthorized",
        ["403"] = "Forbidden",
        ["404"] = "Not Found",
        ["406"] = "Not Acceptable",
        ["409"] = "Conflict",
        ["410"] = "Gone",
        ["412"] = "Precondition Failed",
        ["413"] = "Payload Too Large",
        ["415"] = "Unsupported Media Type",
        ["422"] = "Unprocessable Entity",
        ["428"] = "Precondition Required",
        ["429"] = "Too Many Requests",
        ["500"] = "Internal Server Error",
        ["502"] = "Bad Gateway",
        ["503"] = "Service Unavailable",
        ["504"] = "Gateway Timeout",
    };

    internal static JsonObject Responses(JsonObject gateway)
    {
        var responses = new JsonObject();
        foreach (var (status, name, code, description, message) in Problems)
            responses[name] = Problem(status, code, description, message);
        foreach (var (name, response) in gateway)
            responses[name] = response!.DeepClone();
        return responses;
    }

    /// <summary>The errors of any operation: those about a body or an id only where there is one.</summary>
    internal static IEnumerable<(string Status, JsonObject Answer)> Of(bool hasId, bool hasBody, bool hasParameters) => Problems
        .Where(problem => problem.Status switch
        {
            "404" => hasId,
            "413" or "415" => hasBody,
            "422" => hasBody || hasParameters,
            _ => true,
        })
        .Select(problem => (problem.Status, new JsonObject { ["$ref"] = $"#/components/responses/{problem.Name}" }));

    /// <summary>An error specific to this operation.</summary>
    internal static JsonObject Problem(string status, string code, string description, string message)
    {
        var reason = Reasons[status];
        var example = new JsonObject
        {
            ["type"] = $"/docs/errors#{code}",
            ["title"] = reason,
            ["status"] = int.Parse(status, System.Globalization.CultureInfo.InvariantCulture),
            ["detail"] = message,
            ["error"] = reason,
            ["message"] = message,
            ["code"] = code,
            ["requestId"] = "req_01kb2md2w8f4m6n0p2q4r6s8t0",
        };
        if (status == "422")
            example["errors"] = new JsonArray(new JsonObject { ["pointer"] = "?limit", ["code"] = "out_of_range", ["detail"] = message });
        return new JsonObject
        {
            ["description"] = description,
            ["headers"] = HeadersOf(status),
            ["content"] = new JsonObject
            {
                ["application/problem+json"] =
                    new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/ProblemResponse" },
                        ["example"] = example,
                    },
            },
        };
    }

    /// <summary>The headers of a response with this status.</summary>
    internal static JsonObject HeadersOf(string status)
    {
        List<string> names = ["X-Request-Id"];
        if (status[0] is '2' or '3' || status == "429")
            names.AddRange(["RateLimit", "RateLimit-Policy"]);
        if (status is "429" or "502" or "503" or "504")
            names.Add("Retry-After");
        return new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Header(name))));
    }

    internal static JsonObject Header(string name) => new() { ["$ref"] = $"#/components/headers/{name}" };

    internal static JsonObject Headers() => new()
    {
        ["X-Request-Id"] = Text("Id of this request. Include it when you ask for help.", "req_01kb2md2w8f4m6n0p2q4r6s8t0"),
        ["RateLimit"] = Text("Requests left in the limit closest to exhaustion, and seconds until it is full again.",
            "\"read\";r=49;t=1"),
        ["RateLimit-Policy"] = Text("That limit: requests per window, in seconds.", "\"read\";q=100;w=1"),
        ["Retry-After"] = new JsonObject
        {
            ["description"] = "Seconds to wait before retrying.",
            ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            ["example"] = 1
        },
        ["Location"] = Text("URL of the object.", "/api/v1/passes/pas_01kb2ma1vtf7g8k4m0n5r2x9ce"),
        ["ETag"] = Text("The version of the object; send it as `If-Match` with a change.", "\"3\""),
        ["Idempotent-Replayed"] = Text(
            "`true` if this is the stored response to an earlier request with the same `Idempotency-Key`.", "true"),
    };

    internal static JsonObject Parameters() => new()
    {
        ["Idempotency-Key"] = new JsonObject
        {
            ["name"] = "Idempotency-Key",
            ["in"] = "header",
            ["description"] = "A unique key per operation, for example a UUID: 1 to 255 printable ASCII characters. A request repeated "
                + "with the same key within 24 hours returns the first response again and has no second effect.",
            ["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 255 },
            ["example"] = "3f0c6c1e-5b0f-4f0e-9d57-0d6d6a1f2b3c",
        },
        ["If-Match"] = new JsonObject
        {
            ["name"] = "If-Match",
            ["in"] = "header",
            ["description"] = "The `ETag` of the version you read. If the object has changed since, the response is 412 and nothing is "
                + "changed.",
            ["schema"] = new JsonObject { ["type"] = "string" },
            ["example"] = "\"3\"",
        },
        ["If-None-Match"] = new JsonObject
        {
            ["name"] = "If-None-Match",
            ["in"] = "header",
            ["description"] = "The `ETag` of the version you have. If the object has not changed since, the response is 304 without a "
                + "body.",
            ["schema"] = new JsonObject { ["type"] = "string" },
            ["example"] = "\"3\"",
        },
    };

    private static JsonObject Text(string description, string example) =>
        new() { ["description"] = description, ["schema"] = new JsonObject { ["type"] = "string" }, ["example"] = example };
}
