using Microsoft.AspNetCore.Http;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>What the log says about a failed request.</summary>
public static class FailedRequest
{
    private static readonly object CodeKey = new();
    private static readonly object CallerKey = new();

    /// <summary>Notes that this process responds with an error. Only that process logs the request, so each has one line.</summary>
    /// <param name="code">The error code.</param>
    public static void Mark(HttpContext context, string code) =>
        context.Items[CodeKey] = code;

    /// <summary>Notes who calls, for a process that does not read it from the internal token.</summary>
    /// <param name="organizationId">The public id, <c>org_...</c>.</param>
    /// <param name="keyId">The public id of the key or client.</param>
    public static void SetCaller(HttpContext context, string organizationId, string keyId) =>
        context.Items[CallerKey] = (organizationId, keyId);

    internal static string? CodeOf(HttpContext context) => context.Items.TryGetValue(CodeKey, out var code) ? (string)code! : null;

    internal static (string? OrganizationId, string? KeyId) CallerOf(HttpContext context) =>
        context.Items.TryGetValue(CallerKey, out var caller)
            ? ((string, string))caller!
            : (context.User.FindFirst(InternalToken.OrganizationClaim)?.Value, context.User.FindFirst(InternalToken.KeyClaim)?.Value);
}
