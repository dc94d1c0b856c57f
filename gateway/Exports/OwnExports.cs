using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.ApiKeys;
using Passinstance.Gateway.AuditLog;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Invitations;
using Passinstance.Gateway.Members;
using Passinstance.Gateway.OAuthClients;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Exports;

/// <summary>
/// What the gateway itself has of an organization. Of credentials only their hashes are stored, and not even these are exported.
/// </summary>
internal static class OwnExports
{
    private const int PageSize = 100;

    internal static async IAsyncEnumerable<ExportItem> OrganizationAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (query.After is not null)
            yield break;
        var limits = services.GetRequiredService<IOptions<RateLimitOptions>>().Value;
        var organization = await services.GetRequiredService<GatewayDbContext>().Organizations.AsNoTracking()
            .SingleAsync(one => one.Id == query.OrganizationId, cancellationToken);
        var response = OrganizationResponse.From(organization, limits);
        yield return new ExportItem(response.Id, response);
    }

    internal static async IAsyncEnumerable<ExportItem> MembersAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<GatewayDbContext>();
        await foreach (var member in ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.User), PageSize,
            (after, limit) => ListMembers.ReadAfterAsync(db, query.OrganizationId, after, limit, cancellationToken), member => member.Id))
        {
            if (member.Response.CreatedAt <= query.Until)
                yield return new ExportItem(member.Response.Id, member.Response);
        }
    }

    internal static IAsyncEnumerable<ExportItem> InvitationsAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<GatewayDbContext>();
        return query.RowsAsync(
            db.Invitations.Where(one => one.OrganizationId == query.OrganizationId), one => one.Id, IdPrefixes.Invitation, PageSize,
            cancellationToken)
            .Select(InvitationResponse.From).Select(response => new ExportItem(response.Id, response));
    }

    internal static IAsyncEnumerable<ExportItem> ApiKeysAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var (db, now) = (services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        return query.RowsAsync(
            db.ApiKeys.Where(one => one.OrganizationId == query.OrganizationId), one => one.Id, IdPrefixes.ApiKey, PageSize,
            cancellationToken)
            .Select(key => ApiKeyResponse.From(key, now)).Select(response => new ExportItem(response.Id, response));
    }

    internal static IAsyncEnumerable<ExportItem> ClientsAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var (db, now) = (services.GetRequiredService<GatewayDbContext>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        return query.RowsAsync(
            db.Clients.Where(one => one.OrganizationId == query.OrganizationId), one => one.Id, IdPrefixes.Client, PageSize,
            cancellationToken)
            .Select(client => OAuthClientResponse.From(client, now)).Select(response => new ExportItem(response.Id, response));
    }

    /// <summary>The audit log of all programs, newest first as <c>GET /audit-log</c> has it.</summary>
    internal static async IAsyncEnumerable<ExportItem> AuditLogAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<IHttpContextAccessor>().HttpContext!;
        // Whoever may export the organization may read its log here, whatever else the credential has.
        var caller = Caller.Of(context).WithScope(Scopes.AuditLogRead);
        Guid? before = query.After is null ? null : query.AfterId(IdPrefixes.AuditLogEntry);
        var entries = services.GetRequiredService<AuditLogs>().ReadAllAsync(
            caller, new AuditLogQuery(query.OrganizationId, before, null, null, null, null, query.Until), context.TraceIdentifier,
            cancellationToken);
        await foreach (var entry in entries)
            yield return new ExportItem(entry.Id, entry);
    }
}
