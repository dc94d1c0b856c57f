using Passinstance.Client;

namespace Passinstance.Dashboard.Components;

/// <summary>A template in a list to choose from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsPublished">Whether passes can be issued from it.</param>
public sealed record TemplateChoice(string Id, string Name, bool IsPublished)
{
    /// <summary>The newest hundred templates.</summary>
    public static async Task<IReadOnlyList<TemplateChoice>> ListAsync(PassinstanceClient api, CancellationToken cancellationToken)
    {
        var page = await api.ListTemplatesAsync(limit: 100, cancellationToken: cancellationToken);
        return [.. page.Data.Select(one => new TemplateChoice(one.Id, one.Name, one.Status == TemplateStatus.Published))];
    }
}
