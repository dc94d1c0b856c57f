using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Simulators.Google;

/// <summary>Google's published field lists: the members of a payload, and their types.</summary>
public static class GoogleFieldLists
{
    private static readonly Dictionary<string, Dictionary<string, string>> Types = Read();

    private static readonly Dictionary<string, string[]> Enumerations = new()
    {
        ["state"] = ["ACTIVE", "COMPLETED", "EXPIRED", "INACTIVE"],
        ["reviewStatus"] = ["DRAFT", "UNDER_REVIEW"],
        ["notifyPreference"] = ["NOTIFY_ON_UPDATE"],
        ["messageType"] = ["TEXT", "TEXT_AND_NOTIFY", "EXPIRATION_NOTIFICATION"],
        ["multipleDevicesAndHoldersAllowedStatus"] = ["MULTIPLE_HOLDERS", "ONE_USER_ALL_DEVICES", "ONE_USER_ONE_DEVICE"],
        ["redemptionChannel"] = ["INSTORE", "ONLINE", "BOTH", "TEMPORARY_PRICE_REDUCTION"],
        ["transitType"] = ["BUS", "RAIL", "TRAM", "FERRY", "OTHER"],
        ["tripType"] = ["ROUND_TRIP", "ONE_WAY"],
        ["renderEncoding"] = ["UTF_8"],
    };

    private static readonly string[] Barcodes =
        ["AZTEC", "CODE_39", "CODE_128", "CODABAR", "DATA_MATRIX", "EAN_8", "EAN_13", "ITF_14", "PDF_417", "QR_CODE", "UPC_A", "TEXT_ONLY"];

    /// <summary>Throws for a member that the type does not have, or a value of the wrong type.</summary>
    internal static void Check(JsonNode? node, string type, string at)
    {
        if (node is null)
            return;
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            if (node is not JsonArray array)
                throw Wrong(at, "a list");
            for (var i = 0; i < array.Count; i++)
                Check(array[i], type[..^2], $"{at}[{i}]");
            return;
        }

        if (Types.TryGetValue(type, out var members))
            CheckObject(node, type, members, at);
        else if (!Fits(node.GetValueKind(), type))
            throw Wrong(at, type);
    }

    /// <summary>The pointers of members that Google does not know or that have the wrong type.</summary>
    public static IEnumerable<string> Unknown(JsonNode? node, string type, string at = "")
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
            return node is JsonArray array ? array.SelectMany((item, i) => Unknown(item, type[..^2], $"{at}/{i}")) : [$"{at} is no list"];
        if (!Types.TryGetValue(type, out var members))
            return node is JsonValue value && Fits(value.GetValueKind(), type) ? [] : [$"{at} is no {type}"];
        return node is JsonObject json
            ? json.SelectMany(member => members.TryGetValue(member.Key, out var memberType)
                ? Unknown(member.Value, memberType, $"{at}/{member.Key}")
                : [$"{at}/{member.Key} is unknown to {type}"])
            : [$"{at} is no object"];
    }

    private static void CheckObject(JsonNode node, string type, Dictionary<string, string> members, string at)
    {
        if (node is not JsonObject given)
            throw Wrong(at, type);
        foreach (var (name, value) in given)
        {
            if (!members.TryGetValue(name, out var memberType))
                throw new RefusedException(400, "badRequest",
                    $"Invalid JSON payload received. Unknown name \"{name}\" at '{at}': Cannot find field.");
            Check(value, memberType, at.Length == 0 ? name : $"{at}.{name}");
            var allowed = type == "Barcode" && name == "type" ? Barcodes : memberType == "string"
                && !type.EndsWith("Status", StringComparison.Ordinal) ? Enumerations.GetValueOrDefault(name) : null;
            if (value is not null && allowed?.Contains(value.GetValue<string>()) == false)
                throw new RefusedException(400, "badRequest", $"Invalid value at '{at}.{name}': \"{value}\".");
            if (name == "merchantLocations" && value is JsonArray { Count: > 10 })
                throw new RefusedException(400, "badRequest", "There can be at most 10 merchantLocations.");
        }

        var isFetched = type == "ImageUri" || type == "CallbackOptions";
        if (isFetched && (given["uri"] ?? given["url"]) is { } address
            && !IsPublic(address.GetValue<string>()))
            throw new RefusedException(400, "badRequest", $"'{at}' must be a public https address.");
    }

    // Loopback is allowed: this simulator is on it too.
    private static bool IsPublic(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback);

    private static bool Fits(JsonValueKind kind, string type) => type switch
    {
        "string" => kind == JsonValueKind.String,
        "number" => kind == JsonValueKind.Number,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        _ => throw new InvalidOperationException($"The field lists have no type {type}."),
    };

    private static RefusedException Wrong(string at, string type) => new(400, "badRequest", $"Invalid value at '{at}' ({type}).");

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("google-field-lists.txt")!);
        var types = new Dictionary<string, Dictionary<string, string>>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Split('.', ' ') is not [var type, var member, var memberType])
                continue;
            if (!types.TryGetValue(type, out var members))
                types[type] = members = [];
            members[member] = memberType;
        }

        return types;
    }
}
