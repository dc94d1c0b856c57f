using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Rules;

/// <summary>Finds the members of a request that nothing reads: most are misspelled and would be lost silently.</summary>
public static class UnknownMembers
{
    /// <summary>
    /// A warning for each member of <paramref name="request"/>, at any depth, that <paramref name="type"/> does not have.
    /// </summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="type">The type it is read as: a template, a pass, or a type derived from one.</param>
    public static IReadOnlyList<Finding> Find(JsonElement request, Type type)
    {
        var findings = new List<Finding>();
        Walk(request, WalletJson.Options.GetTypeInfo(type), "", findings);
        return findings;
    }

    private static void Walk(JsonElement element, JsonTypeInfo info, string pointer, List<Finding> findings)
    {
        if (info.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                var at = $"{pointer}/{JsonPointer.Escape(member.Name)}";
                var known = info.Properties.FirstOrDefault(
                    p => string.Equals(p.Name, member.Name, StringComparison.OrdinalIgnoreCase));
                if (known is null)
                {
                    findings.Add(new Finding(FindingSeverity.Warning, at, "unknown_member",
                        $"Nothing reads \"{member.Name}\" here: correct its spelling or leave it out."));
                }
                else
                {
                    var memberType = Nullable.GetUnderlyingType(known.PropertyType) ?? known.PropertyType;
                    Walk(member.Value, info.Options.GetTypeInfo(memberType), at, findings);
                }
            }
        }
        else if (info is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } && element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var child in element.EnumerateArray())
                Walk(child, info.Options.GetTypeInfo(item), $"{pointer}/{index++}", findings);
        }
        else if (info is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } value } && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
                Walk(member.Value, info.Options.GetTypeInfo(value), $"{pointer}/{JsonPointer.Escape(member.Name)}", findings);
        }
    }
}
