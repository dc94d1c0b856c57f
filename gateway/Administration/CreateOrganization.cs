using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class CreateOrganization
{
    /// <param name="Name">The display name.</param>
    /// <param name="LimitFactor">Multiplies all rate limits of the organization. Default: 1.</param>
    internal sealed record Request(string? Name, double? LimitFactor = null);

    internal sealed record Response(string OrganizationId, string Name);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Name is not { Length: > 0 and <= Organization.MaxNameLength })
            return Problem.Invalid([AdministrationProblems.InvalidName("organization", Organization.MaxNameLength)]);

        if (request.LimitFactor is < 0.01 or > 10_000 or double.NaN)
            return Problem.Invalid("/limitFactor", "out_of_range", "The factor must be between 0.01 and 10000.",
                ("min", 0.01), ("max", 10_000));

        var organization = Organization.Create(request.Name, request.LimitFactor ?? 1, time);
        db.Organizations.Add(organization);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created(
            (string?)null, new Response(TypeId.Format(IdPrefixes.Organization, organization.Id), organization.Name));
    }
}
