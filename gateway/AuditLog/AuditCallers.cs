using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Gateway.AuditLog;

/// <summary>Who makes a request, for the audit log.</summary>
internal static class AuditCallers
{
    /// <summary>The verified credential; null without one.</summary>
    internal static AuditCaller? Identify(HttpContext context) =>
        context.Features.Get<Caller>() is { } caller ? new AuditCaller(AuditActor.Of(caller.KeyId), caller.OrganizationId) : null;
}
