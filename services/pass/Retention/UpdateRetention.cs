using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Retention;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Retention;

/// <summary>What to change; what is absent stays.</summary>
public sealed record UpdateRetentionRequest
{
    /// <summary>A deleted pass is emptied after so many days; its serial number stays taken.</summary>
    public int? DeletedPassDays { get; init; }

    /// <summary>Ended batches with their results.</summary>
    public int? BatchResultDays { get; init; }

    /// <summary>Events with their payloads.</summary>
    public int? EventDays { get; init; }

    /// <summary>Deliveries of webhooks with their attempts.</summary>
    public int? DeliveryDays { get; init; }
}

/// <summary>
/// Changes how long the organization keeps what is not needed any more. What has become too old is removed within an hour and cannot be
/// restored.
/// </summary>
internal static class UpdateRetention
{
    internal static async Task<Results<Ok<RetentionResponse>, Problem>> HandleAsync(
        UpdateRetentionRequest request, ClaimsPrincipal caller, PassesDbContext db, UnitOfWork unitOfWork,
        IOptions<RetentionOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var (min, max) = (RetentionResponse.Min, RetentionResponse.MaxOf(options.Value));
        var errors = new List<InvalidValue>();
        Check("deletedPassDays", request.DeletedPassDays, min.DeletedPassDays, max.DeletedPassDays, errors);
        Check("batchResultDays", request.BatchResultDays, min.BatchResultDays, max.BatchResultDays, errors);
        Check("eventDays", request.EventDays, min.EventDays, max.EventDays, errors);
        Check("deliveryDays", request.DeliveryDays, min.DeliveryDays, max.DeliveryDays, errors);
        if (errors.Count > 0)
            return Problem.Invalid(errors);

        var organizationId = caller.OrganizationId;
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        // A row to lock, so that two requests change it one after the other.
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO retention_settings (organization_id, version) VALUES ({organizationId}, 0)
             ON CONFLICT (organization_id) DO NOTHING
             """,
            cancellationToken);
        var settings = (await db.RetentionSettings
            .FromSql($"SELECT * FROM retention_settings WHERE organization_id = {organizationId} FOR UPDATE")
            .ToListAsync(cancellationToken))[0];
        settings.Update(request, time.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(RetentionResponse.From(settings, options.Value));
    }

    private static void Check(string member, int? days, int min, int max, List<InvalidValue> errors)
    {
        if (days < min || days > max)
        {
            errors.Add(new InvalidValue(
                $"/{member}", "out_of_range", $"{member} must be {min} to {max} days, and is {days}. The operator sets the most.",
                ("minDays", min), ("maxDays", max), ("sent", days)));
        }
    }
}
