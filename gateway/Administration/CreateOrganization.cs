using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Organizations;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class CreateOrganization
{
    internal sealed record Request(string? Name);

    internal sealed record Response(string OrganizationId, string Name);

    public static async Task<Results<Created<Response>, Problem>> HandleAsync(
        Request request, GatewayDbContext database, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Name is not { Length: > 0 and <= Organization.NameLength })
            return Problem.Invalid("/name", "invalid_length", $"Name the organisation in 1 to {Organization.NameLength} characters.");
        var organization = Organization.Create(request.Name, time);
        database.Organizations.Add(organization);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Created((string?)null, new Response(TypeId.Format(IdPrefixes.Organization, organization.Id), organization.Name));
    }
}
