using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>The pass of a link.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Template">The version that the pass names.</param>
/// <param name="Link">The link itself.</param>
internal sealed record LinkedPass(Pass Pass, RenderingTemplate Template, string Link)
{
    /// <summary>Whether it can be saved to Google Wallet: under the issuer of its object.</summary>
    internal bool HasGoogle => Template.Google is { } google && google.IssuerId == Pass.GoogleIssuerId;

    internal bool IsSingleUse => Template.Definition.PassFlow is { SingleUse: true };
}

/// <summary>The pass of a link, or why there is none.</summary>
internal readonly record struct LinkResult(LinkedPass? Found, Problem? Failure)
{
    public static implicit operator LinkResult(LinkedPass found) => new(found, null);

    public static implicit operator LinkResult(Problem failure) => new(null, failure);
}

/// <summary>
/// Finds passes by their links, within the lifetime that the template allows. A single-use link is used up by the first download; for ten
/// minutes it still works for the same network address, because iOS fetches a pass twice, people reload, and a download may fail.
/// </summary>
internal sealed class HostedLinks(PassesDbContext db, LinkUseStore uses, PassSecret secret, PassTemplates templates, TimeProvider time)
{
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>The pass, for what is not personal: a used link still works, an expired one does not.</summary>
    internal async Task<LinkResult> FindAsync(string link, CancellationToken cancellationToken)
    {
        // The same response for a link that cannot be read, names no pass, or has a wrong proof: links cannot be probed.
        if (!PassSecret.TryRead(link, out var organizationId, out var passId, out var proof) ||
            await db.FindPassAsync(passId, organizationId, cancellationToken) is not { } pass ||
            !secret.Verify(pass, proof))
            return Problem.Of(404, "unknown_link", "This link does not work. Ask the sender for a new one.");
        if (await templates.FindVersionAsync(pass, cancellationToken) is not { } template)
            return DownloadPass.UnknownTemplateVersion();
        if (template.Definition.PassFlow?.Lifetime() is { } lifetime && time.GetUtcNow() - pass.CreatedAt >= lifetime)
            return Problem.Of(410, "link_expired", "This link has expired. Ask the sender for a new one.");
        return template.Failure is { } failure ? failure.AsConflict() : new LinkedPass(pass, template, link);
    }

    /// <summary>The pass, to show it: not if another visitor has used the link.</summary>
    internal async Task<LinkResult> FindUnusedAsync(string link, HttpRequest request, CancellationToken cancellationToken)
    {
        var result = await FindAsync(link, cancellationToken);
        if (result.Found is not { IsSingleUse: true } found)
            return result;
        var used = await db.PassUsage.AsNoTracking()
            .Where(u => u.OrganizationId == found.Pass.OrganizationId && u.PassId == found.Pass.Id)
            .Select(u => new { u.UsedAt, u.UsedBy }).SingleOrDefaultAsync(cancellationToken);
        return used is { UsedAt: { } at, UsedBy: { } by } && !IsSameVisit(new LinkUse(at, by), link, request) ? Used() : result;
    }

    /// <summary>The pass, to download it: uses up a single-use link.</summary>
    internal async Task<LinkResult> TakeAsync(string link, HttpRequest request, CancellationToken cancellationToken)
    {
        var result = await FindAsync(link, cancellationToken);
        return result.Found is { } found ? await TakeAsync(found, request, cancellationToken) : result;
    }

    /// <summary>The same for a pass that was found.</summary>
    internal async Task<LinkResult> TakeAsync(LinkedPass found, HttpRequest request, CancellationToken cancellationToken)
    {
        // HEAD takes nothing.
        if (!found.IsSingleUse || HttpMethods.IsHead(request.Method))
            return found;
        var use = new LinkUse(time.GetUtcNow(), VisitorOf(found.Link, request));
        var first = await uses.AddAsync(found.Pass.OrganizationId, found.Pass.Id, use, cancellationToken);
        return IsSameVisit(first, found.Link, request) ? found : Used();
    }

    private bool IsSameVisit(LinkUse use, string link, HttpRequest request) =>
        time.GetUtcNow() - use.UsedAt < Grace && CryptographicOperations.FixedTimeEquals(use.UsedBy, VisitorOf(link, request));

    // Keyed with the link, which no row holds: the address cannot be found from the rows by trying all addresses.
    private static byte[] VisitorOf(string link, HttpRequest request) =>
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(link), Encoding.UTF8.GetBytes(request.Address));

    private static Problem Used() =>
        Problem.Of(410, "link_used", "This link works for one visitor and has been used. Ask the sender for another one.");
}
