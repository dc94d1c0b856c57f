using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Leads anyone who holds the pass's link to Google Wallet. Google's own link is a signed token of a thousand and more characters, and what it says
/// ages: so it is made when somebody follows ours.
/// </summary>
internal static class SaveToGoogle
{
    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, PassesDbContext db, PassSecret secret, PassTemplates templates, TimeProvider time)
    {
        if (!PassSecret.TryRead(link, out var organizationId, out var passId, out var proof) ||
            await db.Passes.AsNoTracking().SingleOrDefaultAsync(p => p.OrganizationId == organizationId && p.Id == passId && p.DeletedAt == null, http.RequestAborted) is not { } pass ||
            !secret.Proves(pass, proof))
            return Problem.Of(404, "unknown_link", "This link leads to no pass. Ask whoever sent it for a new one.");
        if (await templates.FindVersionAsync(organizationId, pass.TemplateId, pass.TemplateVersion, http.RequestAborted) is not { Google: { } google } ||
            google.IssuerId != pass.GoogleIssuerId)
            return Problem.Of(404, "no_google_wallet", "This pass cannot be saved to Google Wallet. Take it for Apple Wallet, or ask whoever sent it.");

        var content = pass.Content.ToWalletPass(pass.SerialNumber) with { Voided = pass.VoidedAt is not null };
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.Redirect(GoogleSaveLink.Full(google.Template, content, google.Account, time.GetUtcNow()).Url);
    }
}
