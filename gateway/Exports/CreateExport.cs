using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Quotas;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Exports;

internal static class CreateExport
{
    /// <summary>What to export beside everything that the API shows.</summary>
    /// <param name="SignedPasses">Whether passes come with their signed files for Apple Wallet; false when absent.</param>
    internal sealed record CreateExportRequest(bool SignedPasses = false);

    public static async Task<Results<Created<ExportResponse>, Problem>> HandleAsync(
        CreateExportRequest request, HttpContext context, GatewayDbContext db, UnitOfWork unitOfWork, IOptions<ExportOptions> options,
        DeploymentOptions deployment, TimeProvider time, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        var now = time.GetUtcNow();
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        await db.LockQuotaAsync(caller.OrganizationId, "Exports", cancellationToken);
        var open = await db.Exports.CountAsync(
            one => one.OrganizationId == caller.OrganizationId && one.ExpiresAt > now, cancellationToken);
        if (open >= options.Value.MaxOpen)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity, Quota.Code,
                $"Your organization has {open} exports that have not expired, and may have {options.Value.MaxOpen}. Download one of them, "
                + "or wait until one expires.");
        }

        var export = Export.Create(
            caller.OrganizationId, request.SignedPasses, caller.KeyId, options.Value.Lifetime, time);
        db.Exports.Add(export);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var response = ExportResponse.From(export, deployment, now);
        return TypedResults.Created($"/api/v1/exports/{response.Id}", response);
    }
}
