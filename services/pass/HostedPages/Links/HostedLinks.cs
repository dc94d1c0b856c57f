using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>The pass that a link leads to.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Template">The version that the pass names.</param>
/// <param name="Link">The link itself.</param>
internal sealed record LinkedPass(Pass Pass, RenderingTemplate Template, string Link)
{
    /// <summary>Whether it can be saved to Google Wallet: under the issuer that it was first given.</summary>
    internal bool HasGoogle => Template.Google is { } google && google.IssuerId == Pass.GoogleIssuerId;
}

/// <summary>What a link leads to, or why to nothing.</summary>
internal readonly record struct LinkOutcome(LinkedPass? Found, Problem? Failure)
{
    public static implicit operator LinkOutcome(LinkedPass found) => new(found, null);

    public static implicit operator LinkOutcome(Problem refusal) => new(null, refusal);
}

/// <summary>
/// Finds passes by their links, as far as the template lets a link live. One for a single visitor is used up by the first download; for ten minutes it still works for the same
/// network address, since iOS fetches a pass twice, people reload, and a download may break.
/// </summary>
internal sealed class HostedLinks(PassesDbContext db, NpgsqlDataSource database, PassSecret secret, PassTemplates templates, TimeProvider time)
{
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    /// <summary>The pass to show.</summary>
    internal async Task<LinkOutcome> FindAsync(string link, HttpRequest request, CancellationToken cancellationToken)
    {
        var outcome = await FindEvenUsedAsync(link, cancellationToken);
        if (outcome.Found is not { } found || found.Template.Definition.PassFlow is not { SingleUse: true })
            return outcome;
        var used = await db.PassUsage.AsNoTracking().Where(u => u.OrganizationId == found.Pass.OrganizationId && u.PassId == found.Pass.Id)
            .Select(u => new { u.UsedAt, u.UsedBy }).SingleOrDefaultAsync(cancellationToken);
        return used is { UsedAt: { } at, UsedBy: { } by } && !IsSameVisit(at, by, link, request) ? Used() : outcome;
    }

    /// <summary>The pass to hand out: uses up a link for a single visitor.</summary>
    internal async Task<LinkOutcome> TakeAsync(string link, HttpRequest request, CancellationToken cancellationToken)
    {
        var outcome = await FindEvenUsedAsync(link, cancellationToken);
        if (outcome.Found is not { } found || found.Template.Definition.PassFlow is not { SingleUse: true })
            return outcome;
        // Of two visitors at once one writes first, and the other reads that.
        await using var command = database.CreateCommand("""
            INSERT INTO pass_usage AS u (organization_id, pass_id, used_at, used_by) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization_id, pass_id) DO UPDATE SET used_at = coalesce(u.used_at, excluded.used_at), used_by = coalesce(u.used_by, excluded.used_by)
            RETURNING used_at, used_by
            """);
        command.Parameters.Add(new() { Value = found.Pass.OrganizationId });
        command.Parameters.Add(new() { Value = found.Pass.Id });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        command.Parameters.Add(new() { Value = VisitorOf(link, request) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return IsSameVisit(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<byte[]>(1), link, request) ? outcome : Used();
    }

    /// <summary>The pass whatever became of its link, for what is not personal; an expired link leads nowhere all the same.</summary>
    internal async Task<LinkOutcome> FindEvenUsedAsync(string link, CancellationToken cancellationToken)
    {
        // One answer for a link that cannot be read, names no pass, or proves nothing: links cannot be probed.
        if (!PassSecret.TryRead(link, out var organizationId, out var passId, out var proof) ||
            await db.Passes.AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, cancellationToken) is not { } pass ||
            !secret.Proves(pass, proof))
            return Problem.Of(404, "unknown_link", "This link leads to no pass. Ask whoever sent it for a new one.");
        if (await templates.FindVersionAsync(organizationId, pass.TemplateId, pass.TemplateVersion, cancellationToken) is not { } template)
            return Problem.Conflict("template_deleted", "The version of the template that the pass names is not known here, so the pass cannot be signed.");
        if (template.Definition.PassFlow?.Lifetime() is { } life && time.GetUtcNow() - pass.CreatedAt >= life)
            return Problem.Of(410, "link_expired", "This link has expired. Ask whoever sent it for a new one.");
        return template.Failure is { } refusal ? refusal.AsConflict() : new LinkedPass(pass, template, link);
    }

    private bool IsSameVisit(DateTimeOffset usedAt, byte[] usedBy, string link, HttpRequest request) =>
        time.GetUtcNow() - usedAt < Grace && CryptographicOperations.FixedTimeEquals(usedBy, VisitorOf(link, request));

    // The link is a secret that no row holds, so that nobody who reads the rows finds the address by trying all there are.
    private static byte[] VisitorOf(string link, HttpRequest request) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(link), Encoding.UTF8.GetBytes(request.Address));

    private static Problem Used() => Problem.Of(410, "link_used", "This link works for one visitor and has been used. Ask whoever sent it for one of your own.");
}
