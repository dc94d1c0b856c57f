using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Rules;

namespace Passinstance.Passes.Passes;

/// <summary>A pass as the API shows it: what was sent, and what the platform knows of it.</summary>
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

    /// <summary>The template's version that the pass is rendered with.</summary>
    public int TemplateVersion { get; private init; }

    /// <summary>The issuer's own number for it, unique within the pass type identifier.</summary>
    public string SerialNumber { get; private init; } = "";

    /// <summary>Whether it is good now.</summary>
    public PassStatus Status { get; private init; }

    /// <summary>1 at issue, one more at each change.</summary>
    public int Version { get; private init; }

    /// <summary>Gives the signed pass to anyone who has the address: send it to the holder only.</summary>
    public string DownloadUrl { get; private init; } = "";

    /// <summary>
    /// Saves the pass to Google Wallet: leads to Google with a link that is signed at that moment. Null while the organisation has no
    /// Google issuer; a pass that was issued before gets it with its next change.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? GoogleSaveUrl { get; private init; }

    /// <summary>
    /// A page that shows the pass and hands it out, with the right button for the visitor's device. Anyone who has the address can take the
    /// pass, as far as the template's <c>passFlow</c> allows.
    /// </summary>
    public string PassFlowUrl { get; private init; } = "";

    /// <summary>Devices that hold it now.</summary>
    public int Installs { get; private init; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; private init; }

    /// <summary>What works and is still worth a look.</summary>
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
        DownloadUrl = $"{url}/apple",
        GoogleSaveUrl = pass.GoogleIssuerId is null ? null : $"{url}/google",
        PassFlowUrl = url,
        Installs = pass.Installs,
        CreatedAt = pass.CreatedAt,
        UpdatedAt = pass.UpdatedAt,
        Warnings = pass.Warnings,
    };
}

/// <summary>Makes responses. A pass's secret is opened once per loaded pass: a create is shown in its event and in its response.</summary>
internal sealed class PassPresenter(PassSecret secret, DeploymentOptions deployment, TimeProvider time)
{
    private readonly ConditionalWeakTable<Pass, string> _urls = [];

    internal PassResponse Show(Pass pass) =>
        PassResponse.From(pass, _urls.GetValue(pass, p => $"{deployment.PublicUrl}/p/{secret.Link(p)}"), time.GetUtcNow());
}
