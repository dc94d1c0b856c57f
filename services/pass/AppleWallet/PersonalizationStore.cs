using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.AppleWallet;

/// <summary>The SQL of personalizations.</summary>
internal sealed class PersonalizationStore(PassesDbContext db)
{
    /// <summary>A pass whose template asks its holder to sign up.</summary>
    internal sealed record AskingPass(Guid Id, byte[] SealedSecret);

    /// <summary>The pass that the path names; null when there is none, or its template does not ask.</summary>
    internal Task<AskingPass?> FindAsync(DevicePath path, CancellationToken cancellationToken)
    {
        // PostgreSQL's text cannot hold NUL.
        var (passType, serialNumber) = (path.PassTypeIdentifier.Replace('\0', ' '), (path.SerialNumber ?? "").Replace('\0', ' '));
        return db.Database.SqlQuery<AskingPass>(
            $"""
             SELECT p.id AS "Id", p.sealed_secret AS "SealedSecret" FROM passes p
             JOIN template_version_replicas v
                 ON v.organization_id = p.organization_id AND v.template_id = p.template_id AND v.version = p.template_version
             WHERE p.organization_id = {path.OrganizationId} AND p.pass_type_identifier = {passType} AND p.serial_number = {serialNumber}
                 AND p.deleted_at IS NULL AND v.definition ->> 'personalization' IS NOT NULL
             """).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Stores a personalization of a pass that has none yet; false when it has one.</summary>
    internal async Task<bool> AddAsync(
        Guid organizationId, Guid passId, byte[] sealedInfo, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO personalizations (organization_id, pass_id, sealed_info, personalized_at)
             VALUES ({organizationId}, {passId}, {sealedInfo}, {now}) ON CONFLICT DO NOTHING
             """, cancellationToken) == 1;
}
