using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// JSON of the public API: camelCase names, enumerations in camelCase, absent instead of null unless a member declares otherwise. Unknown
/// and duplicate members of a request are errors, so that a misspelling is reported instead of ignored.
/// </summary>
public static class ApiJson
{
    /// <summary>The options for reading requests, writing responses and making an event's <c>Resource</c>.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    internal static void Configure(JsonSerializerOptions json)
    {
        json.AllowDuplicateProperties = false;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.MaxDepth = 32;
        // Responses are JSON with nosniff and never part of a page; unescaped text is half the size for scripts outside Latin.
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NullItems.Refuse);
        json.Converters.Add(new InstantConverter());
        json.Converters.Add(new JsonObjectConverter());
        json.Converters.Add(new WholeElementConverter());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
