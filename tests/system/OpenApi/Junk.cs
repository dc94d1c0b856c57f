using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.System.Tests.OpenApi;

/// <summary>Values that no example has.</summary>
internal static class Junk
{
    /// <summary>In place of an id in a path.</summary>
    internal static readonly string[] PathValues =
    [
        "x", "0", "-1", "null", "undefined", "tpl_", "pas_00000000000000000000000000", "tpl_zzzzzzzzzzzzzzzzzzzzzzzzzz", "' OR 1=1 --",
        "{{7*7}}", "${jndi:x}", "<script>", "\u202e\ud83d\ude00", "a b", "*", "~", new string('a', 3000),
    ];

    /// <summary>In place of a query parameter.</summary>
    internal static readonly string[] QueryValues =
    [
        "", " ", "0", "-1", "101", "2147483648", "99999999999999999999", "1.5", "1e3", "NaN", "true", "null", "abc", "%00", "'", "\"",
        "[]", "{}", "tpl_", "2026-13-45T00:00:00Z", "\ud83d\ude00", new string('A', 2000), "AAAAAAAAAAAAAAAAAAAAAA",
        "________________________________",
    ];

    /// <summary>In place of a whole body.</summary>
    internal static readonly string[] Bodies =
    [
        "", " ", "null", "true", "0", "-1e400", "\"text\"", "[]", "[{}]", "[null]", "{", "}", "{]", "{\"a\":}", "{'a':1}", "{\"a\":1,}",
        "/* x */ {}", "\ufeff{}", "{\"\":null}", "{\"__proto__\":{}}", "{\"a\":1,\"a\":2}", "\"\\ud800\"",
        "<xml/>", "a=b", new string('[', 500), string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200),
        "{\"unknownMember\":1}", "{\"a\":" + new string('9', 5000) + "}",
    ];

    /// <summary>In place of a member of a body.</summary>
    internal static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e308", "-99999999999999999999999", "\"\"", "\" \"", "\"x\"", "\"\\u0000\"",
        "\"\\ud800\"", "\"\\u202e\"", "\"tpl_00000000000000000000000000\"", "\"2026-02-30T25:61:61Z\"", "[]", "[null]", "[[]]",
        "1e400", "-1e999", "1e-400", "-0", "0e9999", new string('9', 400), "[1e400]",
        "{\"a\":[1e400]}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}",
        "{\"\\udc00\":1}", "\"\\u001d01\\u001d\"", "\"\\ufeffx\"",
        "\"2027-12-15\"", "\"2027-12-15T19:00:00\"", "\"2027-12-15T19:00:00.123456789Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\".\"", "\"..\"", "\"e\\u0301\"", "\"javascript:alert(1)\"",
        "\"-----BEGIN CERTIFICATE-----\"", "\" whsec_AAAA\"", "\"data:image/png;base64,iVBORw0KGgo=\"",
        "{\"extra\":{\"value\":\"\\u0000\"},\"google\":{\"value\":1e999}}",
        "[1,\"a\",{}]", "{}", "{\"a\":null}", "{\"a\":{\"b\":{\"c\":[]}}}", "\"" + new string('x', 5000) + "\"",
    ];

    /// <summary>Every value of <paramref name="body"/>, replaced by each of <see cref="Values"/> in turn, and once removed.</summary>
    internal static IEnumerable<string> Mutations(JsonNode body)
    {
        foreach (var pointer in Pointers(body, "").ToArray())
        {
            foreach (var value in Values)
                yield return Replace(body, pointer, value);
        }
    }

    /// <summary>A body that is wrong in up to three places, the same for the same <paramref name="random"/>.</summary>
    internal static string Fuzz(JsonNode body, Random random)
    {
        var text = body.ToJsonString();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var node = JsonNode.Parse(text)!;
            var pointers = Pointers(node, "").ToArray();
            if (pointers.Length == 0)
                return text;
            text = Replace(node, pointers[random.Next(pointers.Length)], random.Next(4) switch
            {
                0 => Values[random.Next(Values.Length)],
                1 => random.NextInt64().ToString(global::System.Globalization.CultureInfo.InvariantCulture),
                2 => JsonSerializer.Serialize(
                    new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(1, 0xD800))])),
                _ => Tree(random, 4),
            });
            // A lone surrogate or the like cannot be mutated further.
            if (!IsJson(text))
                return text;
        }

        // Sometimes the text itself is cut or has a byte changed.
        return random.Next(10) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text.Remove(random.Next(text.Length), 1),
            2 => text.Insert(random.Next(text.Length), ((char)random.Next(32, 127)).ToString()),
            _ => text,
        };
    }

    private static bool IsJson(string text)
    {
        try
        {
            _ = JsonNode.Parse(text)!.ToJsonString();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static string Tree(Random random, int depth) => random.Next(depth <= 0 ? 3 : 5) switch
    {
        0 => "null",
        1 => "\"t\"",
        2 => "7",
        3 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Tree(random, depth - 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => $"\"m{i}\":{Tree(random, depth - 1)}")) + "}",
    };

    private static IEnumerable<string> Pointers(JsonNode? node, string at) => node switch
    {
        JsonObject open => open.SelectMany(member => Pointers(member.Value, $"{at}/{member.Key}").Prepend($"{at}/{member.Key}")),
        JsonArray list => list.SelectMany((item, index) => Pointers(item, $"{at}/{index}").Prepend($"{at}/{index}")),
        _ => [],
    };

    // As text, so that what no JSON library would write can be sent too.
    private static string Replace(JsonNode body, string pointer, string value)
    {
        const string mark = "\"@@here@@\"";
        var copy = body.DeepClone();
        var parts = pointer.Split('/').Skip(1).ToArray();
        var parent = parts.SkipLast(1)
            .Aggregate(copy, (node, part) => node is JsonArray list
            ? list[int.Parse(part, global::System.Globalization.CultureInfo.InvariantCulture)]! : node[part]!);
        if (parent is JsonArray items)
            items[int.Parse(parts[^1], global::System.Globalization.CultureInfo.InvariantCulture)] = "@@here@@";
        else
            parent[parts[^1]] = "@@here@@";
        return copy.ToJsonString().Replace(mark, value, StringComparison.Ordinal);
    }
}
