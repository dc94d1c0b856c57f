using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Exports;

/// <summary>An export of the organization.</summary>
/// <param name="Id">The export's id.</param>
/// <param name="Status">ready, or expired when it can no longer be downloaded.</param>
/// <param name="SignedPasses">Whether passes come with their signed files.</param>
/// <param name="RequestedBy">The person, key or client that requested it.</param>
/// <param name="CreatedAt">When it was requested. Nothing that was created later is in it.</param>
/// <param name="ExpiresAt">Until when it can be downloaded.</param>
/// <param name="Downloads">How many downloads have begun.</param>
/// <param name="DownloadedAt">When the last of them began.</param>
/// <param name="DownloadUrl">Where it is downloaded, with a credential that has exports:read.</param>
internal sealed record ExportResponse(
    string Id, string Status, bool SignedPasses, string RequestedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int Downloads,
    DateTimeOffset? DownloadedAt, string DownloadUrl)
{
    public static ExportResponse From(Export export, DeploymentOptions deployment, DateTimeOffset now)
    {
        var id = TypeId.Format(IdPrefixes.Export, export.Id);
        return new ExportResponse(
            id, export.IsExpired(now) ? "expired" : "ready", export.SignedPasses, export.RequestedBy, export.CreatedAt, export.ExpiresAt,
            export.Downloads, export.DownloadedAt, $"{deployment.PublicUrl}/api/v1/exports/{id}/download");
    }
}
