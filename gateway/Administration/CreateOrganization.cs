using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class CreateOrganization
{
    /// <param name="Name">As people know it.</param>
    /// <param name="LimitFactor">Multiplies all its rate limits; 1 when left out.</param>
    internal sealed record Request(string? Name, double? LimitFactor = null);

    internal sealed record Response(string OrganizationId, string Name);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext database, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Name is not { Length: > 0 and <= Organization.NameLength })
            return Problem.Invalid("/name", "invalid_length", $"Name the organisation in 1 to {Organization.NameLength} characters.");
        if (request.LimitFactor is < 0.01 or > 10_000 or double.NaN)
            return Problem.Invalid("/limitFactor", "out_of_range", "The factor is between 0.01 and 10000.");
        var organization = Organization.Create(request.Name, request.LimitFactor ?? 1, time);
        database.Organizations.Add(organization);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Response(TypeId.Format(IdPrefixes.Organization, organization.Id), organization.Name));
    }
}
