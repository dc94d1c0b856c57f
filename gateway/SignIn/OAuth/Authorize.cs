using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using static Passinstance.Gateway.Languages.Texts;

namespace Passinstance.Gateway.SignIn.OAuth;

/// <summary>
/// <c>GET /oauth/authorize</c>: sends a signed-in person back to the client with a code, and anybody else to the sign-in page first
/// (RFC 6749, 4.1.1; OAuth 2.1: always with PKCE, <c>S256</c>).
/// </summary>
internal static class Authorize
{
    private const int MaxState = 1000;
    private const int ChallengeLength = 43;

    private sealed record Request(
        PersonClient Client, string RedirectUri, string? State, string? ResponseType, string? Challenge, string? Method,
        string? Organization, string? Scope);

    public static async Task<IResult> HandleAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var (cancellationToken, query) = (context.RequestAborted, context.Request.Query);
        context.Response.Headers.CacheControl = "no-store";
        // Without a client and one of its addresses there is nobody to answer to but the person.
        if (Single(query, "client_id") is not { } clientId ||
            await services.GetRequiredService<PersonClients>().FindAsync(clientId, cancellationToken) is not { } client)
        {
            return SignInPage.Error(
                StatusCodes.Status400BadRequest, T("Unknown client"),
                T("The address names no client_id that this deployment knows. Open the application again, or ask for another link."));
        }

        if (Single(query, "redirect_uri") is not { } redirectUri || !client.RedirectUris.Contains(redirectUri, StringComparer.Ordinal))
        {
            return SignInPage.Error(
                StatusCodes.Status400BadRequest, T("Unknown address"),
                T("The redirect_uri is not one of those of {0}. Nothing was sent there.", client.Name));
        }

        var request = new Request(
            client, redirectUri, Single(query, "state"), Single(query, "response_type"), Single(query, "code_challenge"),
            Single(query, "code_challenge_method"), Single(query, "organization"), Single(query, "scope"));
        if (Explain(query, request) is var (error, description))
            return Answer(services, request, ("error", error), ("error_description", description));

        var sessions = services.GetRequiredService<SessionStore>();
        if (await sessions.FindAsync(context, cancellationToken) is not { } signedIn)
        {
            return Single(query, "prompt") == "none"
                ? Answer(services, request, ("error", "login_required"), ("error_description", "No one is signed in."))
                : SignInRedirect.To("/sign-in", context.Request.Path + context.Request.QueryString);
        }

        return await GrantAsync(services, request, signedIn, cancellationToken);
    }

    private static (string Error, string Description)? Explain(IQueryCollection query, Request request)
    {
        if (query.FirstOrDefault(parameter => parameter.Value.Count > 1) is { Key: { } repeated })
            return ("invalid_request", $"Send {repeated} once.");
        if (request.ResponseType != "code")
            return ("unsupported_response_type", "The response_type must be code.");
        if (request.Challenge is null)
            return ("invalid_request", "Send a code_challenge (RFC 7636) with code_challenge_method=S256.");
        if (request.Method != "S256")
            return ("invalid_request", "The code_challenge_method must be S256.");
        if (request.Challenge.Length != ChallengeLength || !request.Challenge.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return ("invalid_request", "The code_challenge must be the SHA-256 of the verifier in base64url: 43 characters.");
        if (request.State is { Length: > MaxState })
            return ("invalid_request", $"The state has more than {MaxState} characters.");
        return Scopes(request).Except(ServiceDefaults.Identity.Scopes.All).FirstOrDefault() is not null
            ? ("invalid_scope", "A scope does not exist. See /docs/authentication for the list.")
            : null;
    }

    private static async Task<IResult> GrantAsync(
        IServiceProvider services, Request request, SignedIn signedIn, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<GatewayDbContext>();
        var organizations = await db.Memberships.Where(one => one.UserId == signedIn.User.Id).OrderBy(one => one.CreatedAt)
            .Select(one => one.OrganizationId).ToListAsync(cancellationToken);
        if (organizations.Count == 0)
        {
            return SignInPage.Error(
                StatusCodes.Status403Forbidden, T("No organization"),
                T("{0} is signed in and belongs to no organization. Ask an owner for an invitation.", signedIn.User.Email!));
        }

        Guid organizationId;
        if (request.Organization is { } asked)
        {
            if (!TypeId.TryParse(IdPrefixes.Organization, asked, out organizationId) || !organizations.Contains(organizationId))
            {
                return Answer(
                    services, request, ("error", "access_denied"), ("error_description", "The person is no member of that organization."));
            }
        }
        else
        {
            organizationId = signedIn.User.LastOrganizationId is { } last && organizations.Contains(last) ? last : organizations[0];
        }

        var code = SessionStore.NewToken();
        db.Grants.Add(OAuthGrant.Create(
            organizationId, signedIn.Session.Id, request.Client.Id, request.RedirectUri,
            services.GetRequiredService<SecretHasher>().Hash(code), request.Challenge!, [.. Scopes(request)],
            services.GetRequiredService<TimeProvider>()));
        signedIn.User.LastOrganizationId = organizationId;
        await db.SaveChangesAsync(cancellationToken);
        return Answer(services, request, ("code", code));
    }

    // RFC 9207: the answer names who gives it, so that a client of several cannot be confused.
    private static SignInRedirect Answer(IServiceProvider services, Request request, params (string Name, string Value)[] members)
    {
        var parameters = members.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))
            .Append(KeyValuePair.Create("iss", (string?)services.GetRequiredService<DeploymentOptions>().PublicUrl));
        if (request.State is { Length: <= MaxState } state)
            parameters = parameters.Append(KeyValuePair.Create("state", (string?)state));
        return SignInRedirect.See(QueryHelpers.AddQueryString(request.RedirectUri, parameters));
    }

    private static IEnumerable<string> Scopes(Request request) =>
        (request.Scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct();

    private static string? Single(IQueryCollection query, string name) => query[name] is [{ Length: > 0 } value] ? value : null;
}
