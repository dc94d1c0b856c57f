using System.Buffers.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Accounts;

internal static class ListPasskeys
{
    /// <summary>A passkey of the person.</summary>
    /// <param name="Id">The credential's id, in base64url.</param>
    /// <param name="Name">The name that the person gave it.</param>
    /// <param name="IsBackedUp">Whether it is on several devices of the person, as reported by their platform.</param>
    /// <param name="CreatedAt">When it was made.</param>
    internal sealed record PasskeyItem(string Id, string Name, bool IsBackedUp, DateTimeOffset CreatedAt);

    /// <summary>All passkeys of the person.</summary>
    /// <param name="Data">The passkeys, newest first.</param>
    internal sealed record PasskeyList(IReadOnlyList<PasskeyItem> Data);

    public static async Task<Ok<PasskeyList>> HandleAsync(HttpContext context, UserManager<User> users)
    {
        var user = await users.FindByIdAsync(Caller.Of(context).Person!.UserId.ToString());
        var passkeys = await users.GetPasskeysAsync(user!);
        return TypedResults.Ok(new PasskeyList(
        [
            .. passkeys.OrderByDescending(one => one.CreatedAt).Select(one => new PasskeyItem(
                Base64Url.EncodeToString(one.CredentialId), one.Name ?? "Passkey", one.IsBackedUp, one.CreatedAt)),
        ]));
    }
}

internal static class RemovePasskey
{
    private const int MaxLength = 1400;

    public static async Task<Results<NoContent, Problem>> HandleAsync(string id, HttpContext context, UserManager<User> users)
    {
        if (id.Length > MaxLength || !Base64Url.IsValid(id))
            return Problem.NotFound("passkey", id);
        var user = await users.FindByIdAsync(Caller.Of(context).Person!.UserId.ToString());
        var credentialId = Base64Url.DecodeFromChars(id);
        if (await users.GetPasskeyAsync(user!, credentialId) is null)
            return Problem.NotFound("passkey", id);
        await users.RemovePasskeyAsync(user!, credentialId);
        return TypedResults.NoContent();
    }
}
