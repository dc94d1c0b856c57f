using System.Collections.Frozen;
using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Columns;

namespace Passinstance.Messaging.Outbox;

/// <summary>Names of the events in outbox rows, and their JSON there.</summary>
public static class EventTypes
{
    private static readonly string Root = typeof(IEvent).Namespace![..(typeof(IEvent).Namespace!.LastIndexOf('.') + 1)];

    private static readonly FrozenDictionary<string, Type> ByName = typeof(IEvent).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEvent)))
        .ToFrozenDictionary(type => type.FullName![Root.Length..]);

    /// <summary>
    /// JSON of events: camelCase names, absent instead of null, unknown members ignored (a newer publisher may send more).
    /// </summary>
    public static JsonSerializerOptions Json => JsonColumn.DefaultOptions;

    /// <summary>All event types.</summary>
    public static IEnumerable<Type> All => ByName.Values;

    /// <summary>For example <c>V1.PassCreated</c>.</summary>
    public static string NameOf(Type type) =>
        ByName.ContainsKey(type.FullName![Root.Length..]) ? type.FullName[Root.Length..]
            : throw new ArgumentException($"{type} is not an event of Passinstance.Contracts.", nameof(type));

    /// <summary>Null when this release does not have the event type.</summary>
    public static Type? Find(string name) => ByName.GetValueOrDefault(name);
}
