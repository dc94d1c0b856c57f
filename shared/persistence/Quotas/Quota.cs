using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Persistence.Quotas;

/// <summary>
/// Limits of what one organization may store, so that one cannot fill the deployment. They are settings of the section <c>Quotas</c>, which
/// an operator may change at any time: what exceeds a lowered limit stays, and nothing is added.
/// </summary>
public static class Quota
{
    /// <summary>The code of the response.</summary>
    public const string Code = "quota_exceeded";

    /// <summary>The quotas that the operator can change for one organization: they are settings of the services otherwise.</summary>
    public static IReadOnlyList<string> Adjustable { get; } = ["Templates", "Forms", "ImageBytes", "Webhooks", "PassImageBytes"];

    /// <summary>
    /// Lets one request of the organization at a time pass until the transaction ends, so that concurrent ones do not both take the last
    /// place.
    /// </summary>
    public static Task LockQuotaAsync(this DbContext db, Guid organizationId, string setting, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"SELECT pg_advisory_xact_lock(hashtextextended({organizationId + setting}, 0))", cancellationToken);

    /// <summary>The response when nothing may be added: 422 with the limit.</summary>
    /// <param name="what">What is limited, as "webhooks".</param>
    /// <param name="limit">How many of it there may be.</param>
    /// <param name="setting">The setting below <c>Quotas</c>.</param>
    public static Problem Exceeded(string what, long limit, string setting) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, Code, Explain(what, limit, setting));

    /// <summary>The same as one of several invalid values.</summary>
    /// <inheritdoc cref="Exceeded(string, long, string)"/>
    public static InvalidValue ExceededAt(string pointer, string what, long limit, string setting) =>
        new(pointer, Code, Explain(what, limit, setting));

    private static string Explain(string what, long limit, string setting) => string.Create(
        CultureInfo.InvariantCulture,
        $"The limit is {limit:N0} {what}. Delete some that you no longer need, or ask the operator to raise Quotas:{setting}.");
}
