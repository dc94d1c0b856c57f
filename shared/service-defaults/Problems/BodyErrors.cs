using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>
/// Compares JSON with the type that it is read as, and finds everything that does not fit. The framework's reader stops at the first value;
/// a client wants to correct all of them at once.
/// </summary>
public sealed class BodyErrors
{
    private const int MaxErrors = 100;
    private const int MaxNames = 25;

    private readonly List<InvalidValue> _errors = [];
    private readonly bool _isPatch;

    private BodyErrors(bool isPatch) => _isPatch = isPatch;

    /// <summary>Everything in <paramref name="body"/> that cannot be read as <paramref name="type"/>, at most 100 errors.</summary>
    /// <param name="body">The JSON that was sent.</param>
    /// <param name="type">The type of the request.</param>
    /// <param name="within">Pointer to <paramref name="body"/>; empty for the whole body.</param>
    /// <param name="isPatch">Whether the body is a merge patch: null removes a member, and nothing is required.</param>
    public static IReadOnlyList<InvalidValue> Find(JsonElement body, Type type, string within = "", bool isPatch = false)
    {
        var found = new BodyErrors(isPatch);
        found.Visit(body, ApiJson.Options.GetTypeInfo(type), within, isNullable: isPatch);
        return found._errors;
    }

    private void Visit(JsonElement value, JsonTypeInfo type, string pointer, bool isNullable)
    {
        if (_errors.Count >= MaxErrors || (isNullable && value.ValueKind == JsonValueKind.Null))
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when type.PolymorphismOptions is null:
                if (value.ValueKind == JsonValueKind.Object)
                    VisitMembers(value, type, pointer);
                else
                    AddWrong(value, pointer, new Expectation("object", ObjectLike(value, type)));
                break;
            case JsonTypeInfoKind.Enumerable when type.ElementType is { } element:
                if (value.ValueKind == JsonValueKind.Array)
                {
                    foreach (var (index, item) in value.EnumerateArray().Index())
                        Visit(item, type.Options.GetTypeInfo(element), $"{pointer}/{index}", IsNullable(element));
                }
                else
                {
                    AddWrong(value, pointer, new Expectation("list", "a list"));
                }

                break;
            case JsonTypeInfoKind.Dictionary when type.ElementType is { } element:
                if (value.ValueKind == JsonValueKind.Object)
                {
                    VisitMap(value, type.Options.GetTypeInfo(element), pointer, takesNulls: !NullItems.AreRefusedIn(type.Type));
                }
                else
                {
                    AddWrong(value, pointer, new Expectation("object", "an object"));
                }

                break;
            default:
                VisitLeaf(value, type, pointer);
                break;
        }
    }

    // A reader of a map of texts or of single values decides what null means in it.
    private void VisitMap(JsonElement map, JsonTypeInfo element, string pointer, bool takesNulls)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in map.EnumerateObject())
        {
            var at = $"{pointer}/{Escape(member.Name)}";
            if (!seen.Add(member.Name))
                Add(at, "duplicate_member", $"{Name(at)} is given more than once. Send it once.");
            else if (!takesNulls && element.Kind == JsonTypeInfoKind.Dictionary && member.Value.ValueKind == JsonValueKind.Object)
                VisitMap(member.Value, element.Options.GetTypeInfo(element.ElementType!), at, takesNulls: false);
            else
                Visit(member.Value, element, at, takesNulls);
        }
    }

    private void VisitMembers(JsonElement value, JsonTypeInfo type, string pointer)
    {
        var known = type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToList();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{pointer}/{Escape(member.Name)}";
            var property = known.Find(property => property.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                // A type with extension data takes any member.
                if (!type.Properties.Any(one => one.IsExtensionData))
                    Add(at, "unknown_member", $"Unknown member \"{SentValue.Shorten(member.Name)}\". {Advice(member.Name, known)}",
                        ("sent", SentValue.Shorten(member.Name)));
            }
            else if (!seen.Add(property.Name))
            {
                Add(at, "duplicate_member", $"{Name(at)} is given more than once. Send it once.");
            }
            else if (property.CustomConverter is null)
            {
                Visit(member.Value, type.Options.GetTypeInfo(property.PropertyType), at, _isPatch || IsNullable(property));
            }
        }

        if (_isPatch)
            return;
        foreach (var missing in known.Where(property => property.IsRequired && !seen.Contains(property.Name)))
            Add($"{pointer}/{missing.Name}", "required", $"{Name($"{pointer}/{missing.Name}")} is required.");
    }

    // Of a body of free form, whose reader names no place.
    private void AddDuplicates(JsonElement value, string pointer)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
                AddDuplicates(item, $"{pointer}/{index}");
            return;
        }

        if (value.ValueKind != JsonValueKind.Object)
            return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{pointer}/{Escape(member.Name)}";
            if (!seen.Add(member.Name))
                Add(at, "duplicate_member", $"{Name(at)} is given more than once. Send it once.");
            AddDuplicates(member.Value, at);
        }
    }

    private void VisitLeaf(JsonElement value, JsonTypeInfo type, string pointer)
    {
        if (type.Type == typeof(JsonObject))
        {
            AddDuplicates(value, pointer);
            if (_errors.Count > 0)
                return;
        }

        // An item of a list or of a map: a reader of texts takes null, which has no meaning there.
        if (value.ValueKind == JsonValueKind.Null && type.Type == typeof(string))
        {
            AddWrong(value, pointer, new Expectation("text", "a string"));
            return;
        }

        try
        {
            _ = value.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NotSupportedException)
        {
            if (Expected(Nullable.GetUnderlyingType(type.Type) ?? type.Type, value) is { } expected)
                AddWrong(value, pointer, expected);
            else
                Add(pointer, "wrong_type", $"{Name(pointer)}: {Sentence(exception)} You sent {SentValue.Of(value)}.");
        }
    }

    // What a value of a type looks like; null for a type whose reader explains it.
    private static Expectation? Expected(Type type, JsonElement value)
    {
        if (type.IsEnum)
        {
            var names = string.Join(", ", Enum.GetValues(type).Cast<object>().Select(one => NameOf(one, type)).Distinct());
            return new Expectation("choice", $"one of {names}", names);
        }

        if (type == typeof(string))
        {
            return new Expectation(
                "text", value.ValueKind == JsonValueKind.String ? "text in Unicode, without half of a surrogate pair" : "a string");
        }

        if (type == typeof(bool))
            return new Expectation("boolean", "true or false");
        if (type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(ushort) || type == typeof(uint))
            return new Expectation("integer", "a whole number");
        if (type == typeof(double) || type == typeof(decimal) || type == typeof(float))
            return new Expectation("number", "a number");
        if (type == typeof(DateOnly))
            return new Expectation("day", "a day such as 2026-12-15");
        if (type != typeof(DateTimeOffset))
            return null;
        var isWithoutOffset = value.ValueKind == JsonValueKind.String && InstantConverter.TryParse(value.GetString() + "Z", out _);
        return new Expectation("time", isWithoutOffset
            ? $"a time with an offset: add one, such as {value.GetString()}Z"
            : "a time in ISO 8601 with an offset, such as 2027-01-01T10:00:00Z");
    }

    private static string NameOf(object value, Type type) =>
        JsonSerializer.SerializeToElement(value, type, ApiJson.Options).ToString();

    // The object that a lone value was meant to be, where it has a member for it.
    private static string ObjectLike(JsonElement value, JsonTypeInfo type)
    {
        var names = type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .Select(property => property.Name).ToList();
        return value.ValueKind is JsonValueKind.String or JsonValueKind.Number && names.Contains("value")
            ? $"an object such as {{\"value\":{SentValue.Of(value)}}}"
            : $"an object with the members {string.Join(", ", names.Take(MaxNames))}";
    }

    private static string Advice(string name, List<JsonPropertyInfo> known) =>
        SentValue.Suggest(name, known.Select(property => property.Name)) is { } meant ? $"Did you mean \"{meant}\"?"
        : known.Count == 0 ? "The object has no members."
        : known.Count <= MaxNames ? $"The members are {string.Join(", ", known.Select(property => property.Name))}."
        : "See /docs/reference for the members.";

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    // The reader takes null for every reference, and the rules of the request reject it where it has no meaning.
    private static bool IsNullable(JsonPropertyInfo property) => !property.PropertyType.IsValueType || IsNullable(property.PropertyType);

    // A sentence of our own converters; the framework adds where it happened.
    private static string Sentence(Exception exception)
    {
        var end = exception.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var text = end < 0 ? exception.Message : exception.Message[..end];
        return exception is JsonException && !text.Contains("could not be converted", StringComparison.Ordinal) &&
            !text.Contains("System.", StringComparison.Ordinal)
            ? text.EndsWith('.') ? text : text + "."
            : "The value has the wrong type or format.";
    }

    private void AddWrong(JsonElement value, string pointer, Expectation expected)
    {
        var sent = SentValue.Of(value);
        Add(pointer, "wrong_type", $"{Name(pointer)} must be {expected.Words}; you sent {sent}.",
            ("expected", expected.Kind), ("allowed", expected.Allowed), ("sent", sent));
    }

    private void Add(string pointer, string code, string detail, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(values.IsEmpty ? new InvalidValue(pointer, code, detail) : new InvalidValue(pointer, code, detail, values));
    }

    // What a value should be: a word for programs, words for people, and the names that there are.
    private sealed record Expectation(string Kind, string Words, string Allowed = "");

    /// <summary>From <c>/fields/tier/value</c> to <c>fields.tier.value</c>, from <c>/locations/0</c> to <c>locations[0]</c>.</summary>
    private static string Name(string pointer)
    {
        if (pointer.Length == 0)
            return "The body";
        var name = "";
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var text = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            name += text.Length > 0 && text.All(char.IsAsciiDigit) ? $"[{text}]" : name.Length == 0 ? text : $".{text}";
        }

        return SentValue.Shorten(name);
    }

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
