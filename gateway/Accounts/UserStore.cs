using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Security.Secrets;

namespace Passinstance.Gateway.Accounts;

/// <summary>Identity's store of users. The key of the authenticator app is sealed; Identity would store it as it is.</summary>
internal sealed class UserStore(GatewayDbContext db, SecretBox box, IdentityErrorDescriber errors)
    : UserOnlyStore<User, GatewayDbContext, Guid>(db, errors)
{
    public override Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken)
    {
        user.SealedAuthenticatorKey = box.Seal(User.AuthenticatorPurpose, Guid.Empty, Encoding.ASCII.GetBytes(key));
        return Task.CompletedTask;
    }

    public override Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken)
    {
        if (user.SealedAuthenticatorKey is not { } key)
            return Task.FromResult<string?>(null);
        try
        {
            return Task.FromResult<string?>(Encoding.ASCII.GetString(box.Open(User.AuthenticatorPurpose, Guid.Empty, key)));
        }
        catch (CryptographicException)
        {
            // Sealed under a key that the deployment has lost: no code is right, and a sign-in link leads to a new one.
            return Task.FromResult<string?>(null);
        }
    }
}
