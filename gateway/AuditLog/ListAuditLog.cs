using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.AuditLog;

/// <summary>
/// The organization's audit log over all programs, newest first: a page as JSON, or with <c>Accept: application/x-ndjson</c> all of it, one
/// entry a line.
/// </summary>
internal static partial class ListAuditLog
{
    private const int MaxFilter = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal static void MapAuditLogApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/audit-log", HandleAsync).ExcludeFromDescription().WithMetadata(
            new RoutePolicy(Scopes.AuditLogRead, Publishable: false, RateClass: "read", MediaTypes: [RoutePolicy.Json], MaxBodySize: 0));

    private static async Task<IResult> HandleAsync(
        int? limit, string? cursor, string? actor, string? operation, string? resource, DateTimeOffset? since, DateTimeOffset? until,
        HttpContext context, AuditLogs logs, ILogger<AuditLogs> logger, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        if (Check(actor, operation, resource, since, until) is { Count: > 0 } errors)
            return Problem.Invalid(errors);
        var caller = context.Features.Get<Caller>()!;
        var query = new AuditLogQuery(caller.OrganizationId, page.Before, actor, operation, resource, since, until);
        var isExport = context.Request.Headers.Accept.ToString().Contains(Ndjson.MediaType, StringComparison.OrdinalIgnoreCase);
        context.Response.Headers.CacheControl = "no-store";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            if (isExport)
                return await ExportAsync(context, logs.ReadAllAsync(caller, query, context.TraceIdentifier, cancellationToken), logger);
            deadline.CancelAfter(Timeout);
            var entries = await logs.ReadAsync(caller, query, page.Limit + 1, context.TraceIdentifier, deadline.Token);
            return TypedResults.Ok(page.Cut(entries, IdOf, entry => entry));
        }
        catch (ServiceUnreachableException exception)
        {
            return Unavailable(exception.Service);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unavailable("One of the services");
        }
    }

    // The first page is read before the response begins, so that what fails at once is an error; what fails later breaks the response off.
    private static async Task<IResult> ExportAsync(
        HttpContext context, IAsyncEnumerable<AuditLogEntryResponse> entries, ILogger logger)
    {
        var response = context.Response;
        await using var reader = entries.GetAsyncEnumerator(context.RequestAborted);
        var isThere = await reader.MoveNextAsync();
        response.ContentType = Ndjson.MediaType;
        response.Headers.ContentDisposition = "attachment; filename=\"audit-log.ndjson\"";
        try
        {
            await Ndjson.WriteAsync(Read(reader, isThere), response.Body, context.RequestAborted);
        }
        catch (ServiceUnreachableException exception)
        {
            // Half an export must not look whole.
            LogBrokenOff(logger, exception.Service, exception);
            context.Abort();
        }

        return Results.Empty;
    }

    private static async IAsyncEnumerable<AuditLogEntryResponse> Read(IAsyncEnumerator<AuditLogEntryResponse> reader, bool isThere)
    {
        for (; isThere; isThere = await reader.MoveNextAsync())
            yield return reader.Current;
    }

    private static List<InvalidValue> Check(
        string? actor, string? operation, string? resource, DateTimeOffset? since, DateTimeOffset? until)
    {
        var errors = new List<InvalidValue>();
        foreach (var (name, value) in ((string, string?)[])[("actor", actor), ("operation", operation), ("resource", resource)])
        {
            if (value is { Length: 0 or > MaxFilter })
                errors.Add(new InvalidValue($"?{name}", "out_of_range", $"{name} must have 1 to {MaxFilter} characters.",
                ("minLength", 1), ("maxLength", MaxFilter)));
        }

        if (actor is { Length: > 0 and <= MaxFilter } && IdPrefixes.KindOf(actor) is null && !AuditActorKinds.All.Contains(actor))
        {
            errors.Add(new InvalidValue(
                "?actor", "unknown_actor",
                $"actor must be an id such as key_..., cli_... or usr_..., or a kind: {string.Join(", ", AuditActorKinds.All)}."));
        }

        if (resource is { Length: > 0 and <= MaxFilter } && IdPrefixes.KindOf(resource) is null)
            errors.Add(new InvalidValue("?resource", "invalid_id", "resource must be the id of what changed, such as pas_... or tpl_...."));
        if (since >= until)
            errors.Add(new InvalidValue("?until", "out_of_range", "until must be later than since."));
        return errors;
    }

    private static Problem Unavailable(string service) =>
        Problem.Of(
            StatusCodes.Status503ServiceUnavailable, "audit_log_unavailable",
            $"{service} does not respond, and without it the audit log would be incomplete. Try again in a few seconds.");

    private static Guid IdOf(AuditLogEntryResponse entry) =>
        TypeId.TryParse(IdPrefixes.AuditLogEntry, entry.Id, out var id) ? id : default;

    [LoggerMessage(LogLevel.Warning, "An export of the audit log was broken off: {Service} does not respond.")]
    private static partial void LogBrokenOff(ILogger logger, string service, Exception exception);
}
