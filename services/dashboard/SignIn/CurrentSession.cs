using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Passinstance.Dashboard.SignIn;

/// <summary>The session of a page or a circuit, and the account behind it.</summary>
internal sealed class CurrentSession(
    AuthenticationStateProvider authentication, SessionStore sessions, GatewayClient gateway, NavigationManager navigation)
{
    /// <summary>Raised when the frame has to show the account again.</summary>
    public event Action? AccountChanged;

    /// <summary>The session; null when nobody is signed in.</summary>
    public async Task<Session?> FindAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return sessions.Find(state.User.FindFirst(SessionAuthentication.SessionClaim)?.Value);
    }

    /// <summary>The account. A session that has ended leads to the sign-in.</summary>
    public async Task<SignedInAccount?> AccountAsync(CancellationToken cancellationToken = default)
    {
        if (await FindAsync() is not { } session)
            return SignIn();
        if (session.Account is { } known)
            return known;
        for (string? token = null, rejected = null; ; rejected = token)
        {
            token = await session.AccessTokenAsync(rejected, cancellationToken);
            if (token is null)
                return SignIn();
            if (await gateway.AccountAsync(token, cancellationToken) is { } account)
                return session.Account = account;
            if (rejected is not null)
                return SignIn();
        }
    }

    /// <summary>Reads the account again: its name, role or organization has changed.</summary>
    public async Task ForgetAccountAsync()
    {
        if (await FindAsync() is { } session)
            session.Account = null;
        AccountChanged?.Invoke();
    }

    /// <summary>Leads to the sign-in, and back to the page that is open.</summary>
    public SignedInAccount? SignIn()
    {
        var path = "/" + navigation.ToBaseRelativePath(navigation.Uri);
        navigation.NavigateTo($"signin?returnTo={Uri.EscapeDataString(path)}", forceLoad: true);
        return null;
    }
}
