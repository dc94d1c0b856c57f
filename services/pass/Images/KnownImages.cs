using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Images;

/// <summary>The images that a command's passes name, as far as they exist: found before, with one query.</summary>
/// <param name="sizes">Width and height in pixels by id.</param>
internal sealed class KnownImages(IReadOnlyDictionary<Guid, (int Width, int Height)> sizes)
{
    private const string Member = "images";

    internal static KnownImages None { get; } = new(new Dictionary<Guid, (int, int)>());

    /// <summary>The ids in an <c>images</c> member.</summary>
    internal static IEnumerable<Guid> IdsIn(IReadOnlyDictionary<string, string?>? images)
    {
        foreach (var (_, text) in images ?? new Dictionary<string, string?>())
        {
            if (TypeId.TryParse(IdPrefixes.Image, text, out var id))
                yield return id;
        }
    }

    /// <summary>The ids in the <c>images</c> of a merge patch.</summary>
    internal static IEnumerable<Guid> IdsIn(JsonObject patch)
    {
        foreach (var (name, member) in patch)
        {
            if (!name.Equals(Member, StringComparison.OrdinalIgnoreCase) || member is not JsonObject images)
                continue;
            foreach (var (_, value) in images)
            {
                if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String
                    && TypeId.TryParse(IdPrefixes.Image, text.GetValue<string>(), out var id))
                    yield return id;
            }
        }
    }

    /// <summary>The same and those that a pass has already, whose sizes were looked at when it got them.</summary>
    internal KnownImages With(IReadOnlyDictionary<string, string?>? images)
    {
        if (images is not { Count: > 0 })
            return this;
        var all = new Dictionary<Guid, (int, int)>(sizes);
        foreach (var id in IdsIn(images))
            all.TryAdd(id, default);
        return new KnownImages(all);
    }

    /// <summary>What is named and does not exist; null when everything does.</summary>
    internal Problem? Check(IReadOnlyDictionary<string, string?>? images)
    {
        List<InvalidValue>? errors = null;
        foreach (var (name, text) in images ?? new Dictionary<string, string?>())
        {
            if (TypeId.TryParse(IdPrefixes.Image, text, out var id) && sizes.ContainsKey(id))
                continue;
            (errors ??= []).Add(new InvalidValue($"/{Member}/{Escape(name)}", "unknown_image",
                $"There is no image '{text}' in your organization. Upload the PNG file with POST /images and give its id. An image that no "
                + "pass uses is deleted after a day.", ("sent", text)));
        }

        return errors is null ? null : Problem.Invalid(errors);
    }

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The pass with the sizes of its images.</summary>
    internal WalletPass Measure(WalletPass pass) => pass.Images.Count == 0 ? pass : pass with
    {
        Images = [.. pass.Images.Select(image =>
            TypeId.TryParse(IdPrefixes.Image, image.Id, out var id) && sizes.TryGetValue(id, out var size)
                ? image with { Width = size.Width, Height = size.Height } : image)],
    };
}
