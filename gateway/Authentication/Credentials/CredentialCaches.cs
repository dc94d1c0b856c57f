using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.ApiKeys;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>
/// Everything that this gateway remembers about credentials. A change of an organization or a member concerns any number of them; the
/// other gateways notice it within <see cref="CredentialCaching.Lifetime"/>.
/// </summary>
internal sealed class CredentialCaches(ApiKeyCache keys, OAuthClientCache clients, GrantCache grants)
{
    public void Clear()
    {
        keys.Clear();
        clients.Clear();
        grants.Clear();
    }
}
