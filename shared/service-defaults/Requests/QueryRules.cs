using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>
/// Checks the query of an API request against the parameters of its endpoint, before the framework binds them: unknown, repeated and
/// missing parameters, and values of the wrong type are 422, all of them at once. A parameter that is ignored would change what the request
/// means: <c>?page=2</c> would return the first page again. Text that cannot be stored is refused in every query.
/// </summary>
internal sealed class QueryRules(RequestDelegate next)
{
    // Hosted pages, the documentation and the wallets' own callbacks get parameters that others append, and a client may send parameters to
    // the authorization page that it does not know (RFC 6749, 3.1).
    private static readonly string[] Strict = ["/api", "/oauth/token", "/oauth/revoke", "/admin", "/.well-known", "/portal/webhooks/api"];

    private readonly ConcurrentDictionary<Endpoint, Parameter[]?> _parameters = new();

    private sealed record Parameter(string Name, Type Type, bool IsRequired);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return next(context);

        var known = Array.Exists(Strict, prefix => context.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase))
            ? _parameters.GetOrAdd(endpoint, ParametersOf) : null;
        List<InvalidValue>? errors = null;
        foreach (var (name, values) in context.Request.Query)
        {
            if ((CheckText(name, values) ?? (known is null ? null : Check(name, values, known))) is { } error)
                (errors ??= []).Add(error);
        }

        foreach (var missing in (known ?? []).Where(one => one.IsRequired && !context.Request.Query.ContainsKey(one.Name)))
            (errors ??= []).Add(new InvalidValue($"?{missing.Name}", "required", $"{missing.Name} is required."));
        return errors is null ? next(context) : Problem.Invalid(errors).ExecuteAsync(context);
    }

    // Of every query, also where others append parameters: no table and no reader can hold the rest.
    private static InvalidValue? CheckText(string name, StringValues values) => IsStorable(name) && values.All(IsStorable)
        ? null
        : new InvalidValue($"?{SentValue.Shorten(name)}", "invalid_characters",
            $"{SentValue.Shorten(name)} must be text without U+0000, in UTF-8.");

    private static bool IsStorable(string? text) => text is null || TextCut.Storable(text, text.Length) == text;

    private static InvalidValue? Check(string name, StringValues values, Parameter[] known)
    {
        var shown = SentValue.Shorten(name);
        var pointer = $"?{shown}";
        if (Array.Find(known, parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } parameter)
            return new InvalidValue(pointer, "unknown_parameter", $"Unknown parameter \"{shown}\". {Advice(name, known)}", ("sent", shown));
        if (values.Count > 1)
            return new InvalidValue(pointer, "repeated_parameter", $"Send {parameter.Name} once; you sent it {values.Count} times.");
        var value = values.ToString();
        return Expected(parameter, value) is { } expected
            ? new InvalidValue(pointer, "wrong_type", $"{parameter.Name} must be {expected}; you sent \"{SentValue.Shorten(value)}\".",
                ("expected", "parameter"), ("sent", SentValue.Shorten(value)))
            : null;
    }

    private static string Advice(string name, Parameter[] known) =>
        known.Length == 0 ? "This operation has no query parameters."
        : SentValue.Suggest(name, known.Select(parameter => parameter.Name)) is { } meant ? $"Did you mean \"{meant}\"?"
        : $"The parameters are {string.Join(", ", known.Select(parameter => parameter.Name))}.";

    // What the value should have been; null when it is that.
    private static string? Expected(Parameter parameter, string value)
    {
        var culture = CultureInfo.InvariantCulture;
        return parameter.Type switch
        {
            var type when type == typeof(int) && !int.TryParse(value, NumberStyles.Integer, culture, out _) =>
                parameter.Name == "limit" ? $"a number from 1 to {PageRequest.MaximumLimit}" : "a whole number",
            var type when type == typeof(bool) && !bool.TryParse(value, out _) => "true or false",
            var type when type == typeof(DateOnly) && !DateOnly.TryParseExact(value, "yyyy-MM-dd", culture, DateTimeStyles.None, out _) =>
                "a day such as 2026-12-15",
            var type when type == typeof(DateTimeOffset) && !InstantConverter.TryParse(value, out _) =>
                value.Contains(' ', StringComparison.Ordinal) && InstantConverter.TryParse(value.Replace(' ', '+'), out _)
                    ? "a time in ISO 8601 with an offset, with + written as %2B"
                    : "a time in ISO 8601 with an offset, such as 2026-12-15T19:00:00Z",
            _ => null,
        };
    }

    // What the framework would bind from the query. Null for an endpoint that is not a handler, such as a forwarded route.
    private static Parameter[]? ParametersOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>() is null)
            return null;
        var route = ((RouteEndpoint)endpoint).RoutePattern;
        return
        [
            .. endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
                .Where(parameter => !parameter.HasBindAsync && route.GetParameter(parameter.Name) is null &&
                    (parameter.HasTryParse || parameter.ParameterInfo.ParameterType == typeof(string)))
                .Select(parameter => new Parameter(
                    parameter.Name,
                    Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType,
                    !parameter.IsOptional)),
        ];
    }
}
