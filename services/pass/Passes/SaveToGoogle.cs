using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Leads anyone who holds the pass's link to Google Wallet. Google's own link is a signed token of a thousand and more characters, and what it says
/// ages: so it is made when somebody follows ours. Where it would be longer than browsers bear, it only names the object, once Google has it.
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

        http.Response.Headers.CacheControl = "private, no-store";
        if (pass.GoogleStoredAt is not null)
            return TypedResults.Redirect(GoogleSaveLink.Skinny(google.Template, pass.ToWalletPass(), google.Account, time.GetUtcNow()).Url);
        if (pass.GoogleObjectId is null || !pass.IsInGoogle)
            await PrepareAsync(pass, google, db, time, http.RequestAborted);
        return TypedResults.Redirect(GoogleSaveLink.Full(google.Template, pass.ToWalletPass(), google.Account, time.GetUtcNow()).Url);
    }

    // A pass from before its object's id was kept, or whose link became too long by its template's new version: both are rare.
    private static Task PrepareAsync(Pass known, GoogleWallet google, PassesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (known.GoogleObjectId is not null && GoogleSaveLink.IsFullSafe(google.Template, known.ToWalletPass(), google.Account, time.GetUtcNow()))
            return Task.CompletedTask;
        return ConcurrentChange.TryAsync(db, async () =>
        {
            var pass = await db.Passes.SingleAsync(p => p.OrganizationId == known.OrganizationId && p.Id == known.Id, cancellationToken);
            pass.StoreInGoogle(google, time);
            return await db.SaveChangesAsync(cancellationToken);
        });
    }
}
