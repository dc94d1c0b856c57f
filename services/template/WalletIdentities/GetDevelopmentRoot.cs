using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// The root certificate that development passes verify with: <c>openssl smime -verify -CAfile</c>, or a simulator that trusts it.
/// </summary>
internal static class GetDevelopmentRoot
{
    internal static async Task<Results<ContentHttpResult, Problem>> HandleAsync(
        DeploymentOptions deployment, TemplatesDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken)
    {
        if (deployment.IsProduction)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", "A production deployment has no development authority.");
        var authority = await DevelopmentAuthority.FindOrCreateAsync(db, box, time, cancellationToken);
        return TypedResults.Text(authority.RootCertificate, "application/x-pem-file");
    }
}
