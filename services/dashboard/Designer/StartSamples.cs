using Passinstance.PassPreview.Starts;
using Passinstance.Wallet.Model;

namespace Passinstance.Dashboard.Designer;

/// <summary>
/// Sample values of the design that a template began as: a cinema ticket shows a film and not the word "Sample". A template does not
/// remember its beginning, so its fields tell.
/// </summary>
internal static class StartSamples
{
    // Fewer are common to designs that have nothing to do with each other.
    private const int MinShared = 3;

    /// <summary>The values by the fields' keys; empty for a design of its own.</summary>
    internal static IReadOnlyDictionary<string, string> Of(WalletTemplate template)
    {
        var fields = Fields(template);
        var start = DesignerStarts.All.Where(start => start.Template.PassType == template.PassType)
            .Select(start => (Pass: start.Pass, Shared: Fields(start.Template).Count(field => fields.Any(own => IsSame(own, field)))))
            .Where(start => start.Shared >= MinShared && start.Shared * 2 >= fields.Count)
            .OrderByDescending(start => start.Shared).FirstOrDefault().Pass;
        return start is null ? new Dictionary<string, string>() : fields.Where(field => field.Value is null)
            .Where(field => start.Fields.ContainsKey(field.Key)).DistinctBy(field => field.Key)
            .ToDictionary(field => field.Key, field => start.Fields[field.Key].Value.Text);
    }

    private static List<PassField> Fields(WalletTemplate template) =>
        [.. DesignDraft.PlacesOf(template).SelectMany(place => DesignDraft.FieldsOf(template, place.Name))];

    private static bool IsSame(PassField one, PassField other) => one.Key == other.Key && FieldFormats.Of(one) == FieldFormats.Of(other);
}
