using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Security.Secrets;

namespace Passinstance.Gateway.Accounts;

/// <summary>
/// Identity's store of users. The key of the authenticator app is sealed, and of recovery codes only hashes are stored; Identity would
/// store both as they are.
/// </summary>
internal sealed class UserStore(GatewayDbContext db, SecretBox box, SecretHasher hasher, IdentityErrorDescriber errors)
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

    /// <summary>Written by the update of the user that follows.</summary>
    public override async Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken)
    {
        Context.RecoveryCodes.RemoveRange(
            await Context.RecoveryCodes.Where(code => code.UserId == user.Id).ToListAsync(cancellationToken));
        Context.RecoveryCodes.AddRange(
            recoveryCodes.Select(code => new RecoveryCode { UserId = user.Id, CodeHash = HashOf(user, code) }));
    }

    /// <summary>Whether the code was one; it is none any more. Of several requests at the same time one has it.</summary>
    public override async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        if (RecoveryCode.Normalize(code).Length != RecoveryCode.Length)
            return false;
        var hash = HashOf(user, code);
        return await Context.RecoveryCodes.Where(one => one.UserId == user.Id && one.CodeHash == hash)
            .ExecuteDeleteAsync(cancellationToken) == 1;
    }

    public override Task<int> CountCodesAsync(User user, CancellationToken cancellationToken) =>
        Context.RecoveryCodes.CountAsync(code => code.UserId == user.Id, cancellationToken);

    private byte[] HashOf(User user, string code) => hasher.Hash($"recovery:{user.Id:N}:{RecoveryCode.Normalize(code)}");
}
