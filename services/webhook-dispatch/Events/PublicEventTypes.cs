using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Passinstance.Contracts.V1;

namespace Passinstance.Webhooks.Events;

/// <summary>An event that webhooks can subscribe to, with its documentation.</summary>
/// <param name="Name">For example <c>pass.created</c>.</param>
/// <param name="Description">When the event is sent.</param>
/// <param name="Contract">The message on the bus.</param>
/// <param name="Data">JSON Schema and example of the payload's <c>data</c>.</param>
internal sealed record PublicEventType(string Name, string Description, Type Contract, PublicEventData Data);

/// <summary>JSON Schema and example of a payload's <c>data</c>: a file of <c>Catalog/</c>.</summary>
internal sealed record PublicEventData(JsonElement Schema, JsonElement Example);

/// <summary>The events of <see cref="PublicEvents"/> with their texts from <c>Catalog/</c>.</summary>
internal static class PublicEventTypes
{
    private sealed record Entry(string Data, string Description);

    internal static IReadOnlyList<PublicEventType> All { get; } = Load();

    private static readonly FrozenDictionary<Type, string> ByContract = All.ToFrozenDictionary(type => type.Contract, type => type.Name);
    private static readonly FrozenDictionary<string, PublicEventType> ByName = All.ToFrozenDictionary(type => type.Name);

    internal static IReadOnlyList<string> Names { get; } = [.. All.Select(type => type.Name)];

    internal static string NameOf(Type contract) => ByContract[contract];

    internal static PublicEventType? Find(string name) => ByName.GetValueOrDefault(name);

    private static IReadOnlyList<PublicEventType> Load()
    {
        var entries = Read<Dictionary<string, Entry>>("events");
        var data = entries.Values.Select(entry => entry.Data).Distinct().ToDictionary(name => name, Read<PublicEventData>);
        return [.. PublicEvents.All.Select(known => entries.TryGetValue(known.Name, out var entry)
            ? new PublicEventType(known.Name, entry.Description, known.Contract, data[entry.Data])
            : throw new InvalidOperationException(
                $"Events/Catalog/events.json has no entry for {known.Name}. Add its description and data."))];
    }

    private static T Read<T>(string name)
    {
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Catalog.{name}.json")
            ?? throw new InvalidOperationException($"Events/Catalog/{name}.json is not embedded in the program.");
        return JsonSerializer.Deserialize<T>(file, JsonSerializerOptions.Web)!;
    }
}
