using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Persistence.Auditing;

/// <summary>The audit log of a service, for the gateway, which merges those of all programs.</summary>
public static class AuditLogRoutes
{
    /// <summary>Entries, newest first.</summary>
    public const string Path = "/internal/audit-log";

    /// <summary>Verifies the log and the chain of this database.</summary>
    public const string VerificationPath = "/internal/audit-log/verification";

    /// <summary>The right to verify. No credential has it: the gateway's commands give it to themselves.</summary>
    public const string VerificationScope = "audit-log:verify";

    /// <summary>The most entries of one response.</summary>
    public const int MaxLimit = 1000;

    /// <summary>Registers the interceptor and the worker that chains.</summary>
    public static void AddAuditLog(this IServiceCollection services)
    {
        services.AddSingleton<AuditInterceptor>();
        services.AddSingleton<AuditChain>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditChain>());
    }

    /// <summary>Maps the routes. The gateway routes nothing below <c>/internal</c>.</summary>
    public static void MapAuditLog(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Read).RequireScope(Scopes.AuditLogRead).ExcludeFromDescription();
        routes.MapGet(VerificationPath, VerifyAsync).RequireScope(VerificationScope).ExcludeFromDescription();
    }

    private static IAsyncEnumerable<AuditLogEntryResponse> Read(
        Guid? before, string? actor, string? operation, string? resource, DateTimeOffset? since, DateTimeOffset? until, int? limit,
        ClaimsPrincipal caller, NpgsqlDataSource database, ProgramIdentity program, CancellationToken cancellationToken) =>
        AuditLogReader.ReadAsync(
            database, program.Name, new AuditLogQuery(caller.OrganizationId, before, actor, operation, resource, since, until),
            Math.Clamp(limit ?? MaxLimit, 1, MaxLimit), cancellationToken);

    private static async Task<Ok<AuditVerificationResult>> VerifyAsync(
        IConfiguration configuration, ProgramIdentity program, CancellationToken cancellationToken)
    {
        await using var database = DataSources.CreateForCommand(configuration, "audit verify");
        return TypedResults.Ok(await AuditVerification.RunAsync(database, program.Name, cancellationToken));
    }
}
