using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>A pass's semantic tags over its template's, tag by tag.</summary>
internal static class SemanticTagsMerge
{
    /// <summary>The merged tags as JSON.</summary>
    public static JsonObject ToJson(SemanticTags? template, SemanticTags pass)
    {
        var own = JsonSerializer.SerializeToNode(pass, WalletJson.Options)!.AsObject();
        if (template is null)
            return own;

        var merged = JsonSerializer.SerializeToNode(template, WalletJson.Options)!.AsObject();
        foreach (var (tag, value) in own)
            merged[tag] = value?.DeepClone();
        return merged;
    }

    /// <summary>The merged tags.</summary>
    public static SemanticTags Of(SemanticTags? template, SemanticTags? pass) => (template, pass) switch
    {
        (null, null) => new SemanticTags(),
        (null, { } only) => only,
        ({ } only, null) => only,
        _ => ToJson(template, pass!).Deserialize<SemanticTags>(WalletJson.Options)!,
    };
}
