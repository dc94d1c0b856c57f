using Passinstance.Passes.Persistence;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Templates;

/// <summary>The root by which development passes verify: <c>openssl smime -verify -CAfile</c>, or a simulator that trusts it.</summary>
internal static class GetDevelopmentRoot
{
    internal static async Task<IResult> HandleAsync(DeploymentOptions deployment, PassesDbContext db, SecretBox box, TimeProvider time, CancellationToken cancellationToken) =>
        deployment.IsProduction
            ? Problem.Of(404, "not_found", "A production deployment has no development authority.")
            : TypedResults.Text((await DevelopmentAuthority.FindOrCreateAsync(db, box, time, cancellationToken)).RootCertificate, "application/x-pem-file");
}
