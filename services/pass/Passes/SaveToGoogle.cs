using Passinstance.Passes.Pages;
using Passinstance.Passes.Usage;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Leads anyone who holds the pass's link to Google Wallet. Google's own link is a signed token of a thousand and more characters, and what it says
/// ages: so it is made when somebody follows ours.
/// </summary>
internal static class SaveToGoogle
{
    internal static async Task<IResult> HandleAsync(string link, HttpContext http, PassLinks links, UsageCounter usage, TimeProvider time)
    {
        // Asked first without using it up: a pass that Google cannot have must not cost the visitor the link.
        var known = await links.FindEvenUsedAsync(link, http.RequestAborted);
        if (known.Found is { HasGoogle: false })
            return new NoticePage(Problem.Of(404, "no_google_wallet", "This pass cannot be saved to Google Wallet. Take it for Apple Wallet, or ask whoever sent it."));
        var outcome = await links.TakeAsync(link, http.Request, http.RequestAborted);
        if (outcome.Found is not { } found)
            return new NoticePage(outcome.Refusal!);

        var google = found.Template.Google!;
        var content = found.Pass.Content.ToWalletPass(found.Pass.SerialNumber) with { Voided = found.Pass.VoidedAt is not null };
        http.Response.Headers.CacheControl = "private, no-store";
        if (!http.Request.IsRobot)
            usage.TakenForGoogle(found.Pass, http.Request.Source);
        return TypedResults.Redirect(GoogleSaveLink.Full(google.Template, content, google.Account, time.GetUtcNow()).Url);
    }
}
