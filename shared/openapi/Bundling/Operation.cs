using System.Text.Json.Nodes;

namespace Passinstance.OpenApi.Bundling;

/// <summary>One operation between the service's document and the bundled one.</summary>
/// <param name="Path">The path below the version.</param>
/// <param name="Method">In lower case, as in OpenAPI.</param>
/// <param name="Made">The operation from the service's build.</param>
/// <param name="Texts">The operation's entry in operations.json.</param>
internal sealed record Operation(string Path, string Method, JsonObject Made, JsonObject Texts)
{
    // The operations of the public documentation's reference; everything else is an addition.
    private static readonly HashSet<string> Documented = new(StringComparer.Ordinal)
    {
        "post /batch", "get /batch/{id}", "get /bundles", "post /bundles", "get /passes", "post /passes", "delete /passes/{id}",
        "get /passes/{id}", "put /passes/{id}",
        "post /passes/{id}/void", "get /push-notifications", "post /push-notifications", "get /templates", "post /templates",
        "get /templates/{id}", "get /webhooks", "post /webhooks",
    };

    private static readonly Dictionary<string, string> Successes = new(StringComparer.Ordinal)
    {
        ["200"] = "Success.",
        ["201"] = "Created.",
        ["202"] = "Accepted; processing continues in the background.",
        ["204"] = "Success; the response has no body.",
        ["304"] = "Not modified since the version you have.",
    };

    internal string Tag => Tags.Of(Path);

    /// <summary>The scope that it requires; null for an operation about a person's own account.</summary>
    internal string? Scope => Made["x-scope"]?.GetValue<string>()
        ?? (PeopleOnly ? null : throw new InvalidOperationException($"{Method} {Path} requires no scope."));

    // A program's credential is not enough.
    private bool PeopleOnly => Made["x-people"]?.GetValue<bool>() == true;

    /// <summary>The request's schema; operations.json names it where the code only declares any JSON.</summary>
    internal string? RequestSchema => Texts["requestSchema"]?.GetValue<string>()
        ?? Schemas.NameOf(WithoutNull(Made["requestBody"]?["content"]?["application/json"]?["schema"]));

    private bool IsAddition => !Documented.Contains($"{Method} {Path}");

    internal JsonObject Describe(IReadOnlyDictionary<string, JsonNode> examples)
    {
        var operation = new JsonObject
        {
            ["operationId"] = Texts["id"]!.DeepClone(),
            ["tags"] = new JsonArray(Tag),
            ["summary"] = Texts["summary"]!.DeepClone(),
            ["description"] = Description(),
        };
        if (Scope is not null)
            operation["x-required-scope"] = Scope;
        if (PeopleOnly)
            operation["x-people-only"] = true;
        if (IsAddition)
            operation["x-passinstance-addition"] = true;
        operation["security"] = new JsonArray([.. Schemes()]);
        if (Parameters() is { Count: > 0 } parameters)
            operation["parameters"] = parameters;
        if (Body(examples) is { } body)
            operation["requestBody"] = body;
        operation["responses"] = Responses(examples);
        return operation;
    }

    private IEnumerable<JsonNode> Schemes() => ((string[])(PeopleOnly ? ["Bearer"] : ["ApiKey", "Bearer"]))
        .Select(scheme => new JsonObject { [scheme] = Scope is null ? new JsonArray() : new JsonArray(Scope) });

    private string Description()
    {
        List<string> sentences = [];
        if (Texts["description"]?.GetValue<string>() is { } own)
            sentences.Add(own);
        if (PeopleOnly)
            sentences.Add("For people: needs the access token of a person who signed in.");
        if (Scope is not null)
            sentences.Add($"Requires the scope `{Scope}`.");
        return string.Join(' ', sentences);
    }

    private JsonArray Parameters()
    {
        var parameters = new JsonArray();
        foreach (var made in Made["parameters"]?.AsArray() ?? [])
        {
            if (made!["in"]!.GetValue<string>() == "header")
                continue;
            var parameter = made.DeepClone().AsObject();
            Schemas.Simplify(parameter["schema"]!);
            if (parameter["in"]!.GetValue<string>() == "path")
                Ids.Describe(parameter, Path);
            var name = parameter["name"]!.GetValue<string>();
            if (name is "limit")
                Add(parameter, "Items per page.", new JsonObject { ["minimum"] = 1, ["maximum"] = 100, ["default"] = 20 }, 20);
            if (name is "cursor")
                Add(parameter, "The `nextCursor` of the previous page, unchanged. Default: the first page.", [], "AZqD4pu0d9Gk7Vh2mBwq8Q");
            if (Texts["parameters"]?[name] is JsonObject texts)
                Add(parameter, texts["description"]!.GetValue<string>(), texts["schema"]?.DeepClone().AsObject() ?? [],
                    texts["example"]?.DeepClone());
            if (parameter["description"] is null)
                throw new InvalidOperationException($"The parameter '{name}' of {Method} {Path} is not described in operations.json.");
            parameters.Add(parameter);
        }

        if (TakesKey)
            parameters.Add(new JsonObject { ["$ref"] = "#/components/parameters/Idempotency-Key" });
        if (HasTag && Path.Contains('{', StringComparison.Ordinal))
            parameters.Add(new JsonObject
            {
                ["$ref"] = Method == "get"
                ? "#/components/parameters/If-None-Match" : "#/components/parameters/If-Match"
            });
        return parameters;
    }

    private bool TakesKey => Method is "post" or "put" or "patch";

    // An optional body.
    private static JsonNode? WithoutNull(JsonNode? schema)
    {
        var copy = schema?.DeepClone();
        if (copy is not null)
            Schemas.Simplify(copy);
        return copy;
    }

    private bool HasTag => Texts["etag"]?.GetValue<bool>() == true;

    private static void Add(JsonObject parameter, string description, JsonObject schema, JsonNode? example)
    {
        parameter["description"] = description;
        foreach (var (key, value) in schema)
            parameter["schema"]![key] = value!.DeepClone();
        parameter["example"] = example;
    }

    private JsonObject? Body(IReadOnlyDictionary<string, JsonNode> examples)
    {
        if (Texts["requestContent"] is JsonObject raw)
            return new JsonObject { ["required"] = true, ["content"] = raw.DeepClone() };
        if (Made["requestBody"] is not JsonObject made || RequestSchema is not { } name)
            return null;
        var body = new JsonObject
        {
            ["content"] =
            new JsonObject { ["application/json"] = Content(name, Texts["request"] ?? Schemas.Example(name, examples)) }
        };
        // The same operation with bodies of other types.
        foreach (var (type, content) in Texts["moreRequestContent"]?.AsObject() ?? [])
            body["content"]![type] = content!.DeepClone();
        body["required"] = made["required"]?.GetValue<bool>() ?? false;
        return body;
    }

    private static JsonObject Content(string schema, JsonNode example) =>
        new() { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" }, ["example"] = example.DeepClone() };

    private JsonObject Responses(IReadOnlyDictionary<string, JsonNode> examples)
    {
        var responses = new JsonObject();
        foreach (var (status, made) in Made["responses"]!.AsObject().Where(response => response.Key[0] is '2' or '3'))
            responses[status] = Success(status, made!, examples);

        if (responses.Count == 0)
        {
            throw new InvalidOperationException(
                $"{Method} {Path} has no successful response. Return a typed result that has one, or add Produces to its route.");
        }

        if (HasTag && Method == "get")
            responses["304"] = Success("304", new JsonObject(), examples);

        var hasBody = Made["requestBody"] is not null || Texts["requestContent"] is not null;
        var errors = Answers.Of(Path.Contains('{', StringComparison.Ordinal), hasBody,
            Made["parameters"]?.AsArray().Any(parameter => parameter!["in"]!.GetValue<string>() == "query") == true)
            .Concat(OwnErrors().GroupBy(error => error.Status, error => error.Code)
                .Select(codes => (codes.Key, Of(codes.Key, [.. codes.Select(ErrorCodes.Find)]))));
        foreach (var (status, answer) in errors.OrderBy(error => error.Item1, StringComparer.Ordinal))
            responses[status] = answer;
        return responses;
    }

    private IEnumerable<(string Status, string Code)> OwnErrors()
    {
        foreach (var (status, codes) in Texts["answers"]?.AsObject() ?? [])
        {
            foreach (var code in codes is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [codes!.GetValue<string>()])
                yield return (status, code);
        }

        if (TakesKey)
            yield return ("409", "idempotency_in_progress");
    }

    private static JsonObject Of(string status, ErrorCode[] codes) => Answers.Problem(
        status, codes[0].Name, string.Join(' ', codes.Select(code => $"{code.Happened} (`{code.Name}`)")),
            $"{codes[0].Happened} {codes[0].Cure}");

    private JsonObject Success(string status, JsonNode made, IReadOnlyDictionary<string, JsonNode> examples)
    {
        var headers = Answers.HeadersOf(status);
        var locates = Texts["location"]?.GetValue<bool>() ?? true;
        if (locates && (status == "201" || (status == "202" && Method == "post")))
            headers["Location"] = Answers.Header("Location");
        if (HasTag && (status is "200" or "201" or "304"))
            headers["ETag"] = Answers.Header("ETag");
        if (TakesKey)
            headers["Idempotent-Replayed"] = Answers.Header("Idempotent-Replayed");
        var response = new JsonObject { ["description"] = Successes[status], ["headers"] = headers };
        if (Texts["content"] is JsonObject file && status == "200")
        {
            response["description"] = file["description"]!.DeepClone();
            response["content"] = new JsonObject
            {
                [file["type"]!.GetValue<string>()] =
                new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } }
            };
        }
        else if (Schemas.NameOf(made["content"]?["application/json"]?["schema"]) is { } name)
        {
            response["content"] = new JsonObject
            {
                ["application/json"] =
                Content(name, Texts["responses"]?[status] ?? Schemas.Example(name, examples))
            };
            // The same response in other types, chosen by Accept.
            foreach (var (type, content) in Texts["moreContent"]?.AsObject() ?? [])
                response["content"]![type] = content!.DeepClone();
        }
        else if (status is not ("204" or "304"))
        {
            throw new InvalidOperationException(
                $"{Method} {Path} answers {status} with a body that nothing describes. Return a typed result, or name the content in "
                + $"operations.json.");
        }

        return response;
    }
}
