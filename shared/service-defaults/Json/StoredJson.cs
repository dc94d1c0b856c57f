using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// JSON that programs keep for themselves and send to each other. Its writer may be newer than its reader, during an upgrade and after a
/// rollback: members that this program does not know are no errors, and are written again with the object they were read with. What an API
/// client sends is read by <see cref="ApiJson"/>, which reports them.
/// </summary>
public static class StoredJson
{
    // Also at a depth where the type of the object is the wallet engine's, which knows nothing of storage.
    private static readonly ConditionalWeakTable<object, Dictionary<string, JsonElement>> NewerMembers = [];

    /// <summary>The options for reading and writing.</summary>
    public static JsonSerializerOptions Options { get; } = Make(ApiJson.Options);

    /// <summary>The same for JSON with other options: unknown members are kept.</summary>
    /// <param name="options">Names, converters and depth.</param>
    public static JsonSerializerOptions Make(JsonSerializerOptions options)
    {
        var made = new JsonSerializerOptions(options)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
            TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(KeepNewerMembers),
        };
        made.MakeReadOnly();
        return made;
    }

    /// <summary>
    /// Reads a resource into which a client's patch was merged: the patch strictly, what was stored before with its newer members.
    /// </summary>
    /// <param name="merged">The resource after the merge.</param>
    /// <param name="patch">What the client sent.</param>
    /// <exception cref="JsonException">The patch does not fit.</exception>
    public static T ReadMerged<T>(JsonObject merged, JsonObject patch)
    {
        try
        {
            return merged.Deserialize<T>(ApiJson.Options)!;
        }
        catch (JsonException) when (IsFit<T>(patch))
        {
            return merged.Deserialize<T>(Options)!;
        }
    }

    /// <summary>Gives a copy of an object, as <c>with</c> makes it, the newer members of the original.</summary>
    /// <returns>The copy.</returns>
    public static T Carry<T>(T original, T copy)
        where T : class
    {
        if (!ReferenceEquals(original, copy) && NewerMembers.TryGetValue(original, out var members))
            NewerMembers.AddOrUpdate(copy, members);
        return copy;
    }

    private static bool IsFit<T>(JsonObject patch) =>
        BodyErrors.Find(JsonSerializer.SerializeToElement(patch), typeof(T), isPatch: true).Count == 0;

    private static void KeepNewerMembers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.IsValueType || type.Properties.Any(member => member.IsExtensionData))
            return;
        var member = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "newerMembers");
        member.IsExtensionData = true;
        member.Get = static target => NewerMembers.TryGetValue(target, out var members) ? members : null;
        member.Set = static (target, members) =>
        {
            if (members is Dictionary<string, JsonElement> newer)
                NewerMembers.AddOrUpdate(target, newer);
        };
        type.Properties.Add(member);
    }
}
