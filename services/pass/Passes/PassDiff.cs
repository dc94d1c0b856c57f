using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>What an update changes. The content is serialized once before and once after the merge.</summary>
internal sealed class PassDiff
{
    private readonly Pass _pass;

    private PassDiff(Pass pass, PassContent content, bool hasChanges)
    {
        _pass = pass;
        Content = content;
        HasChanges = hasChanges;
    }

    /// <summary>The content after the update; the pass's own instance when it is the same.</summary>
    internal PassContent Content { get; }

    /// <summary>Whether the update changes the content.</summary>
    internal bool HasChanges { get; }

    /// <summary>Merges a request into the pass's content; null and the result, or why it cannot be merged.</summary>
    /// <exception cref="BadHttpRequestException">A value is of the wrong kind.</exception>
    internal static Problem? TryMerge(Pass pass, JsonObject request, out PassDiff diff)
    {
        diff = new PassDiff(pass, pass.Content, hasChanges: false);
        var patch = (JsonObject)request.DeepClone();
        if (patch.Remove("customFields", out var older) && !patch.TryAdd("fields", older))
            return Problem.Invalid("/customFields", "ambiguous", "Send fields or customFields, its deprecated name, not both.");
        if (Differs(patch, "serialNumber", pass.SerialNumber))
            return Problem.Invalid("/serialNumber", "immutable",
                "The serial number of a pass never changes: devices identify the pass by it. Create a new pass instead.");
        if (Differs(patch, "templateId", TypeId.Format(IdPrefixes.Template, pass.TemplateId)))
            return Problem.Invalid("/templateId", "immutable",
                "The template of a pass never changes. Create a new pass from the other template instead.");

        var before = JsonSerializer.SerializeToUtf8Bytes(pass.Content, ApiJson.Options);
        var merged = MergePatch(JsonNode.Parse(before)!.AsObject(), patch);
        try
        {
            var content = merged.Deserialize<PassContent>(ApiJson.Options)!;
            if (!JsonSerializer.SerializeToUtf8Bytes(content, ApiJson.Options).AsSpan().SequenceEqual(before))
                diff = new PassDiff(pass, content, hasChanges: true);
            return null;
        }
        catch (JsonException exception)
        {
            // A value of the wrong kind, reported as in any other body.
            throw new UnfitMergeException(typeof(CreatePassRequest), exception);
        }
    }

    /// <summary>Whether Apple Wallet shows the change: members that only Google Wallet reads change nothing on an iPhone.</summary>
    internal bool IsSeenByApple(RenderingTemplate template)
    {
        if (_pass.TemplateVersion != template.Version)
            return true;
        if (!HasChanges)
            return false;
        var before = template.Prepared.GetPassJson(_pass.Content.ToWalletPass(_pass.SerialNumber));
        var after = template.Prepared.GetPassJson(Content.ToWalletPass(_pass.SerialNumber));
        return !before.AsSpan().SequenceEqual(after);
    }

    private static bool Differs(JsonObject patch, string member, string current) =>
        patch.Remove(member, out var value) && !(value is JsonValue text && text.TryGetValue(out string? given) && given == current);

    // RFC 7396, except below "fields": there a key is replaced as a whole, so that a field sent without a label has none.
    private static JsonObject MergePatch(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (name == "fields" && value is JsonObject fields && target[name] is JsonObject current)
                MergeFields(current, fields);
            else
                target[name] = value.DeepClone();
        }

        return target;
    }

    private static void MergeFields(JsonObject current, JsonObject fields)
    {
        foreach (var (key, field) in fields)
        {
            if (field is null)
                current.Remove(key);
            else
                current[key] = field.DeepClone();
        }
    }
}
