using Passinstance.GoogleFederation;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Google;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>
/// Redirects anyone who has the pass's link to Google Wallet. Google's own link is a signed token of a thousand or more characters with the
/// pass's content, so it is made when our link is followed. Where it would be too long for browsers, it only names the object, once Google
/// has it.
/// </summary>
internal static partial class SaveToGoogle
{
    private static readonly TimeSpan StorageDelay = TimeSpan.FromSeconds(10);

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, HostedLinks links, UsageCounter usage, PassCommandContext context, ILoggerFactory loggers)
    {
        var known = await links.FindAsync(link, http.RequestAborted);
        if (known.Found is not { } linked)
            return new NoticePage(known.Failure!);
        // Checked before the link is used up.
        if (!linked.HasGoogle)
            return new NoticePage(Problem.Of(404, "no_google_wallet",
                "This pass cannot be saved to Google Wallet. Add it to Apple Wallet, or ask the sender."));
        if (MachineVisit.Of(linked, http) is { } machine)
            return machine;
        GoogleSaveLink? target;
        try
        {
            target = await LinkToAsync(linked, context, http.RequestAborted);
        }
        catch (FederationException exception)
        {
            LogNotSigned(loggers.CreateLogger(typeof(SaveToGoogle)), linked.Template.Google!.IssuerId,
                TypeId.Format(IdPrefixes.Organization, linked.Pass.OrganizationId), exception.Step, exception.Status, exception.Message);
            target = null;
        }

        if (target is null)
        {
            return new NoticePage(Problem.Of(503, "google_wallet_pending",
                "Google Wallet is preparing this pass. Try again after Retry-After, or add it to Apple Wallet."),
                linked.Template.Definition)
            {
                RetryAfter = StorageDelay,
            };
        }

        if ((await links.TakeAsync(linked, http.Request, http.RequestAborted)).Failure is { } failure)
            return new NoticePage(failure);

        http.Response.Headers.CacheControl = "private, no-store";
        if (!http.Request.IsRobot && !HttpMethods.IsHead(http.Request.Method))
            usage.CountGoogleDownload(linked.Pass, http.Request.Source);
        return TypedResults.Redirect(target.Url);
    }

    // Null while only a link works that names the object, and Google does not have it yet: browsers cut a link that carries a long pass.
    private static async Task<GoogleSaveLink?> LinkToAsync(
        LinkedPass linked, PassCommandContext context, CancellationToken cancellationToken)
    {
        var (pass, google, now) = (linked.Pass, linked.Template.Google!, context.Time.GetUtcNow());
        var content = pass.ToWalletPass();
        if (pass.GoogleStoredAt is not null)
            return await GoogleSaveLink.SkinnyAsync(google.Template, content, google.Account, now, cancellationToken);
        if (GoogleSaveLink.IsFullSafe(google.Template, content, google.Account, now)
            && await GoogleSaveLink.FullAsync(google.Template, content, google.Account, now, cancellationToken) is { IsSafe: true } full)
            return full;
        if (!pass.IsInGoogle)
        {
            await context.ChangeAsync(TypeId.Format(IdPrefixes.Pass, pass.Id), pass.OrganizationId, includeDeleted: false, changed =>
            {
                changed.RequestGoogleStorage(google, context.Time);
                return Task.FromResult<Problem?>(null);
            }, cancellationToken);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Warning,
        "Google signed no save link for issuer {IssuerId} of {OrganizationId} ({Step}, status {Status}): {Reason} "
        + "Check the settings GoogleFederation, and the account's roles at Google.")]
    private static partial void LogNotSigned(
        ILogger logger, string issuerId, string organizationId, FederationStep step, int? status, string reason);
}
