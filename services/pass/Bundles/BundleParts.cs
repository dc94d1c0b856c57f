using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Wallet.Apple;

namespace Passinstance.Passes.Bundles;

/// <summary>Distributes passes over files: wallets accept at most 10 passes and 150 MB at a time.</summary>
internal static class BundleParts
{
    // What a pass adds to its template's constant part: its JSON, the manifest and the signature, with room to grow.
    private const long MaxTail = 256 * 1024;

    /// <summary>The file of each pass, after those that are in the bundle already.</summary>
    /// <param name="present">The passes of the bundle's last file.</param>
    /// <param name="added">The passes to distribute.</param>
    /// <param name="firstPart">The last file's number; 1 in a new bundle.</param>
    /// <param name="organizationId">The issuer.</param>
    /// <param name="context">What commands work with.</param>
    internal static async Task<List<(Guid PassId, int Part)>> PlanAsync(
        IReadOnlyList<Guid> present, IReadOnlyList<Guid> added, int firstPart, Guid organizationId, PassCommandContext context,
        CancellationToken cancellationToken)
    {
        Guid[] all = [.. present, .. added];
        var templates = await context.Db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId && all.Contains(p.Id))
            .Select(p => new { p.Id, p.TemplateId }).ToDictionaryAsync(p => p.Id, p => p.TemplateId, cancellationToken);
        var lengths = new Dictionary<Guid, long>();
        foreach (var templateId in templates.Values.Distinct())
        {
            var template = await context.Templates.FindCurrentAsync(organizationId, templateId, cancellationToken);
            lengths[templateId] = (template is { IsSigned: true } ? template.Prepared.Prefix.Length : 0) + MaxTail;
        }

        return [.. Split(all, pass => lengths[templates[pass]]).Skip(present.Count)
            .Select(pass => (pass.PassId, pass.Part + firstPart - 1))];
    }

    /// <summary>Fills one file after the other, each with as many passes as wallets accept at once.</summary>
    internal static IEnumerable<(Guid PassId, int Part)> Split(IEnumerable<Guid> passes, Func<Guid, long> length)
    {
        var (part, count, total) = (1, 0, 0L);
        foreach (var pass in passes)
        {
            var size = length(pass);
            if (count == PassBundle.MaxPasses || (count > 0 && total + size > PassBundle.MaxLength))
                (part, count, total) = (part + 1, 0, 0);
            (count, total) = (count + 1, total + size);
            yield return (pass, part);
        }
    }
}
