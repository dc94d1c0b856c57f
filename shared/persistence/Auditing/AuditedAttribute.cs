using System.Collections.Concurrent;
using System.Reflection;

namespace Passinstance.Persistence.Auditing;

/// <summary>The entity is a resource of the API: entries of the audit log name it by its public id.</summary>
/// <param name="prefix">The prefix of its public ids.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AuditedAttribute(string prefix) : Attribute
{
    private static readonly ConcurrentDictionary<Type, AuditedAttribute?> Known = new();

    /// <summary>The prefix of its public ids.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>The property with its id. Default: <c>Id</c>.</summary>
    public string Key { get; init; } = "Id";

    internal static AuditedAttribute? Of(Type type) => Known.GetOrAdd(type, static known => known.GetCustomAttribute<AuditedAttribute>());
}
