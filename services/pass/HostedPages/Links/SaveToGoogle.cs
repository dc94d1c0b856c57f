using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>
/// Leads anyone who holds the pass's link to Google Wallet. Google's own link is a signed token of a thousand and more characters, and what it says
/// ages: so it is made when somebody follows ours. Where it would be longer than browsers bear, it only names the object, once Google has it.
/// </summary>
internal static class SaveToGoogle
{
    internal static async Task<IResult> HandleAsync(string link, HttpContext http, HostedLinks links, UsageCounter usage, PassesDbContext db, TimeProvider time)
    {
        // Asked first without using it up: a pass that Google cannot have must not cost the visitor the link.
        var known = await links.FindEvenUsedAsync(link, http.RequestAborted);
        if (known.Found is { HasGoogle: false })
            return new NoticePage(Problem.Of(404, "no_google_wallet", "This pass cannot be saved to Google Wallet. Take it for Apple Wallet, or ask whoever sent it."));
        var outcome = await links.TakeAsync(link, http.Request, http.RequestAborted);
        if (outcome.Found is not { } found)
            return new NoticePage(outcome.Failure!);

        var (pass, google) = (found.Pass, found.Template.Google!);
        http.Response.Headers.CacheControl = "private, no-store";
        if (!http.Request.IsRobot)
            usage.TakenForGoogle(pass, http.Request.Source);
        if (pass.GoogleStoredAt is not null)
            return TypedResults.Redirect(GoogleSaveLink.Skinny(google.Template, pass.ToWalletPass(), google.Account, time.GetUtcNow()).Url);
        if (pass.GoogleObjectId is null || !pass.IsInGoogle)
            await PrepareAsync(pass, google, db, time, http.RequestAborted);
        return TypedResults.Redirect(GoogleSaveLink.Full(google.Template, pass.ToWalletPass(), google.Account, time.GetUtcNow()).Url);
    }

    // A pass from before its object's id was kept, or whose link became too long by its template's new version: both are rare.
    private static Task PrepareAsync(Pass known, GooglePassContext google, PassesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (known.GoogleObjectId is not null && GoogleSaveLink.IsFullSafe(google.Template, known.ToWalletPass(), google.Account, time.GetUtcNow()))
            return Task.CompletedTask;
        return ConcurrentChange.TryAsync(db, async () =>
        {
            var pass = await db.Passes.SingleAsync(p => p.OrganizationId == known.OrganizationId && p.Id == known.Id, cancellationToken);
            pass.RequestGoogleStorage(google, time);
            return await db.SaveChangesAsync(cancellationToken);
        });
    }
}
