using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary>
/// Accepts a code of an authenticator app once. By RFC 6238 it is right for some minutes, and may have been seen meanwhile.
/// </summary>
internal sealed class CodeCheck(GatewayDbContext db, UserManager<User> users, SecretHasher hasher)
{
    private const int Length = 6;

    public async Task<bool> AcceptAsync(User user, string text, CancellationToken cancellationToken)
    {
        var code = string.Concat(text.Where(char.IsAsciiDigit));
        if (code.Length != Length || !await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code))
            return false;
        var hash = hasher.Hash($"{user.Id:N}:{code}");
        var isFirst = await db.Users.Where(one => one.Id == user.Id && (one.LastCodeHash == null || one.LastCodeHash != hash))
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.LastCodeHash, hash), cancellationToken) == 1;
        user.LastCodeHash = hash;
        return isFirst;
    }
}
