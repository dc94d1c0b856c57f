using System.Text;
using System.Text.Json;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>Describes what is wrong with JSON that is well-formed and does not fit.</summary>
public static class UnfitJson
{
    /// <summary>The value that could not be read, and its location.</summary>
    /// <param name="json">The reader's exception.</param>
    /// <param name="within">Pointer to the value that was being read; empty for the whole body.</param>
    /// <param name="body">The whole body, to say what was sent; null when it is not at hand.</param>
    public static InvalidValue Explain(JsonException json, string within = "", JsonElement? body = null)
    {
        var pointer = within + ToPointer(json.Path ?? "$");
        var place = pointer.Length == 0 ? "/" : pointer;
        if (json.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return new InvalidValue(pointer, "unknown_member", $"The API has no member at {place}. Check its spelling, or remove it.");
        if (json.Message.Contains("missing required properties", StringComparison.Ordinal))
            return Missing(json.Message, pointer, place);
        var sent = body is { } known ? ValueAt(known, pointer) : null;
        return new InvalidValue(pointer, "wrong_type", sent switch
        {
            null => $"The value at {place} has the wrong type or format. See /docs for its type.",
            { ValueKind: JsonValueKind.Null } => $"The value at {place} cannot be null: give one, or leave what it belongs to out.",
            { } value => $"The value at {place} has the wrong type or format, or null within it; you sent {SentValue.Of(value)}. "
                + "See /docs for its type.",
        });
    }

    private static JsonElement? ValueAt(JsonElement body, string pointer)
    {
        JsonElement? at = body;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                { ValueKind: JsonValueKind.Object } open => open.EnumerateObject()
                    .Where(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    .Select(member => (JsonElement?)member.Value).FirstOrDefault(),
                { ValueKind: JsonValueKind.Array } list when int.TryParse(name, out var index) && index < list.GetArrayLength() =>
                    list[index],
                _ => null,
            };
        }

        return at;
    }

    // The reader's message ends with the names of the members, each in quotation marks.
    private static InvalidValue Missing(string message, string pointer, string place)
    {
        var parts = message[message.LastIndexOf(':')..].Split('\'');
        var names = parts.Where((_, index) => index % 2 == 1).ToList();
        return names.Count == 0
            ? new InvalidValue(pointer, "required", $"The value at {place} lacks a required member. See /docs for its members.")
            : new InvalidValue($"{pointer}/{names[0]}", "required",
                $"Give {string.Join(" and ", names)} at {place}: {(names.Count == 1 ? "it is" : "they are")} required.");
    }

    /// <summary>From <c>$.fields['a.b'].value[0]</c> to <c>/fields/a.b/value/0</c>.</summary>
    private static string ToPointer(string path)
    {
        var pointer = new StringBuilder();
        for (var i = 1; i < path.Length;)
        {
            int end;
            string name;
            if (path.AsSpan(i).StartsWith("['"))
            {
                end = path.IndexOf("']", i, StringComparison.Ordinal);
                if (end < 0) break;
                name = path[(i + 2)..end];
                end += 2;
            }
            else if (path[i] == '[')
            {
                end = path.IndexOf(']', i);
                if (end < 0) break;
                name = path[(i + 1)..end];
                end++;
            }
            else
            {
                end = path.AsSpan(i + 1).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : end + i + 1;
                name = path[(i + 1)..end];
            }

            pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            i = end;
        }

        return pointer.ToString();
    }
}
