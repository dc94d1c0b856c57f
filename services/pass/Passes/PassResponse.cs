using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Passes;

/// <summary>A pass.</summary>
public sealed record PassResponse : PassContent, IEntityTagged
{
    private PassResponse(PassContent content)
        : base(content)
    {
    }

    /// <summary><c>pas_...</c></summary>
    public string Id { get; private init; } = "";

    /// <summary><c>tpl_...</c></summary>
    public string TemplateId { get; private init; } = "";

    /// <summary>Template version that the pass uses.</summary>
    public int TemplateVersion { get; private init; }

    /// <summary>Your own number for the pass, unique within the pass type identifier.</summary>
    public string SerialNumber { get; private init; } = "";

    /// <summary>Current state of the pass.</summary>
    public PassStatus Status { get; private init; }

    /// <summary>1 when issued, incremented with each change.</summary>
    public int Version { get; private init; }

    /// <summary>Link to the signed pass for Apple Wallet. Anyone who has it can download the pass: send it to the holder only.</summary>
    public string DownloadUrl { get; private init; } = "";

    /// <summary>
    /// Link that adds the pass to Google Wallet. Null while the organization has no Google issuer; a pass issued before that gets the link
    /// with its next change.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? GoogleSaveUrl { get; private init; }

    /// <summary>
    /// Hosted page with the pass and the right wallet button for the visitor's device. Anyone who has the link can add the pass, within the
    /// template's <c>passFlow</c> settings.
    /// </summary>
    public string PassFlowUrl { get; private init; } = "";

    /// <summary>Number of devices that have the pass now.</summary>
    public int Installs { get; private init; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; private init; }

    /// <summary>Findings that do not make the pass invalid.</summary>
    public IReadOnlyList<Finding> Warnings { get; private init; } = [];

    string IEntityTagged.EntityTag => EntityTags.Of(Version, Status == PassStatus.Expired ? "expired" : null);

    internal static PassResponse From(Pass pass, string url, DateTimeOffset now) => new(pass.Content)
    {
        Id = TypeId.Format(IdPrefixes.Pass, pass.Id),
        TemplateId = TypeId.Format(IdPrefixes.Template, pass.TemplateId),
        TemplateVersion = pass.TemplateVersion,
        SerialNumber = pass.SerialNumber,
        Status = pass.StatusAt(now),
        Version = pass.Version,
        DownloadUrl = PassLinks.From(pass, url).DownloadUrl,
        GoogleSaveUrl = PassLinks.From(pass, url).GoogleSaveUrl,
        PassFlowUrl = url,
        Installs = pass.Installs,
        CreatedAt = pass.CreatedAt,
        UpdatedAt = pass.UpdatedAt,
        Warnings = pass.Warnings,
    };
}

/// <summary>The public links of a pass.</summary>
internal readonly record struct PassLinks(string DownloadUrl, string? GoogleSaveUrl, string PassFlowUrl)
{
    internal static PassLinks From(Pass pass, string url) =>
        new($"{url}/apple", pass.GoogleIssuerId is null ? null : $"{url}/google", url);
}

/// <summary>Makes responses. A pass's secret is opened once per loaded pass: a create is shown in its event and in its response.</summary>
internal sealed class PassPresenter(PassSecret secret, DeploymentOptions deployment, TimeProvider time)
{
    private readonly ConditionalWeakTable<Pass, LinkUrl> _urls = [];

    internal PassResponse Show(Pass pass) => PassResponse.From(pass, UrlOf(pass), time.GetUtcNow());

    /// <summary>The links of a pass, without the rest.</summary>
    internal PassLinks LinksOf(Pass pass) => PassLinks.From(pass, UrlOf(pass));

    private string UrlOf(Pass pass)
    {
        if (!_urls.TryGetValue(pass, out var known) || known.Number != pass.LinkNumber)
            _urls.AddOrUpdate(pass, known = new LinkUrl(pass.LinkNumber, $"{deployment.PublicUrl}/p/{secret.Link(pass)}"));
        return known.Url;
    }

    private sealed record LinkUrl(int Number, string Url);
}
