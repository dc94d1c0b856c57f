using Passinstance.Passes.Passes;
using Passinstance.Passes.Rendering;
using Passinstance.Passes.Templates;

namespace Passinstance.Passes.Batches;

/// <summary>The templates of a unit's items, each found once.</summary>
/// <param name="context">What commands work with.</param>
/// <param name="organizationId">The issuer.</param>
/// <param name="isLastAttempt">Whether items fail when the template service does not respond; otherwise the unit is tried again.</param>
internal sealed class BatchTemplates(PassCommandContext context, Guid organizationId, bool isLastAttempt)
{
    private readonly Dictionary<Guid, RenderingTemplate?> _toCreate = [];
    private readonly Dictionary<Guid, RenderingTemplate?> _toChange = [];
    private readonly Dictionary<(Guid, int), RenderingTemplate?> _versions = [];
    private readonly HashSet<Guid> _unavailable = [];

    /// <summary>Whether the template service did not respond about it for too long.</summary>
    internal bool IsUnavailable(Guid templateId) => _unavailable.Contains(templateId);

    internal Task<RenderingTemplate?> FindToCreateAsync(Guid templateId, CancellationToken cancellationToken) =>
        FindAsync(_toCreate, templateId, () => context.Templates.FindForCreateAsync(organizationId, templateId, cancellationToken));

    internal Task<RenderingTemplate?> FindToChangeAsync(Guid templateId, CancellationToken cancellationToken) =>
        FindAsync(_toChange, templateId, () => context.Templates.FindCurrentAsync(organizationId, templateId, cancellationToken));

    /// <summary>What renders a pass for Google Wallet; null when Google Wallet does not have it.</summary>
    internal async Task<GooglePassContext?> FindGoogleAsync(Pass pass, CancellationToken cancellationToken)
    {
        if (!pass.IsInGoogle)
            return null;
        var key = (pass.TemplateId, pass.TemplateVersion);
        if (!_versions.TryGetValue(key, out var version))
            version = _versions[key] = await context.Templates.FindVersionAsync(pass, cancellationToken);
        return version?.Google;
    }

    private async Task<RenderingTemplate?> FindAsync(
        Dictionary<Guid, RenderingTemplate?> found, Guid templateId, Func<Task<RenderingTemplate?>> find)
    {
        if (found.TryGetValue(templateId, out var known))
            return known;
        try
        {
            return found[templateId] = await find();
        }
        catch (TemplateServiceUnavailableException) when (isLastAttempt)
        {
            _unavailable.Add(templateId);
            return found[templateId] = null;
        }
    }
}
