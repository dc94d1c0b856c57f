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
    private const string Fields = "/fields/";
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
        JsonObject patch;
        try
        {
            patch = MergePatch.WithOwnNames(request, typeof(CreatePassRequest));
        }
        catch (JsonException exception)
        {
            throw new UnfitMergeException(typeof(CreatePassRequest), exception);
        }

        if (patch.Remove("customFields", out var older) && !patch.TryAdd("fields", older))
            return Problem.Invalid("/customFields", "ambiguous", "Send fields or customFields, its deprecated name, not both.");
        if (Differs(patch, "serialNumber", pass.SerialNumber))
            return Problem.Invalid("/serialNumber", "immutable",
                "The serial number of a pass never changes: devices identify the pass by it. Create a new pass instead.");
        if (Differs(patch, "templateId", TypeId.Format(IdPrefixes.Template, pass.TemplateId)))
            return Problem.Invalid("/templateId", "immutable",
                "The template of a pass never changes. Create a new pass from the other template instead.");

        var before = JsonSerializer.SerializeToUtf8Bytes(pass.Content, StoredJson.Options);
        var merged = JsonNode.Parse(before)!.AsObject();
        try
        {
            // A field that is sent replaces the field of that key, so that one sent without a label has none.
            MergePatch.Apply(merged, patch, typeof(PassContent), IsField);
            var content = StoredJson.ReadMerged<PassContent>(merged, patch);
            if (!JsonSerializer.SerializeToUtf8Bytes(content, StoredJson.Options).AsSpan().SequenceEqual(before))
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
        if (!SameImages(_pass.Content.Images, Content.Images))
            return true;
        var before = template.Prepared.GetPassJson(_pass.Content.ToWalletPass(_pass.SerialNumber));
        var after = template.Prepared.GetPassJson(Content.ToWalletPass(_pass.SerialNumber));
        return !before.AsSpan().SequenceEqual(after);
    }

    // The order of images changes nothing.
    private static bool SameImages(OrderedDictionary<string, string?>? one, OrderedDictionary<string, string?>? other) =>
        (one?.Count ?? 0) == (other?.Count ?? 0)
            && (one ?? []).All(image => other!.TryGetValue(image.Key, out var id) && id == image.Value);

    private static bool Differs(JsonObject patch, string member, string current) =>
        patch.Remove(member, out var value) && !(value is JsonValue text && text.TryGetValue(out string? given) && given == current);

    private static bool IsField(string pointer) =>
        pointer.StartsWith(Fields, StringComparison.Ordinal) && pointer.IndexOf('/', Fields.Length) < 0;
}
