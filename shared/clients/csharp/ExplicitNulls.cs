using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Passinstance.Client;

/// <summary>
/// Tells "remove it" from "leave it as it is" in updates: members that are not set are not sent, unless they were named here.
/// </summary>
public static class ExplicitNulls
{
    private static readonly ConditionalWeakTable<object, HashSet<string>> Named = new();

    /// <summary>Sends null for members that are not set, which removes them from the object that is updated.</summary>
    /// <param name="request">The request, or a part of it at any depth.</param>
    /// <param name="members">The members, for example <c>r => r.BarcodeMessage</c>.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">An expression is not a member of the request.</exception>
    public static T WithNull<T>(this T request, params Expression<Func<T, object?>>[] members)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(members);
        var names = Named.GetOrCreateValue(request);
        foreach (var member in members)
            names.Add(NameOf(member));
        return request;
    }

    /// <summary>Sends members that are set, and those that were named.</summary>
    internal static void Apply(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var property in type.Properties.Where(property => !property.IsExtensionData))
        {
            property.ShouldSerialize = (owner, value) =>
                value is not null || (Named.TryGetValue(owner, out var names) && names.Contains(property.Name));
        }
    }

    private static string NameOf<T>(Expression<Func<T, object?>> member)
    {
        // A value type is converted to object.
        var body = member.Body is UnaryExpression { NodeType: ExpressionType.Convert } conversion ? conversion.Operand : member.Body;
        return body is MemberExpression { Member: PropertyInfo property, Expression: ParameterExpression }
            ? property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? property.Name
            : throw new ArgumentException($"{member} is not a member of {typeof(T).Name}, as in r => r.Member.", nameof(member));
    }
}
