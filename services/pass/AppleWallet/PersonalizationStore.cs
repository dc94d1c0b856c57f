using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.AppleWallet;

/// <summary>The SQL of personalizations.</summary>
internal sealed class PersonalizationStore(PassesDbContext db)
{
    /// <summary>Stores a personalization of the pass that the path names, if its template asks for one and it has none yet.</summary>
    /// <returns>The pass; null when nothing was stored.</returns>
    internal async Task<Guid?> AddAsync(DevicePath path, byte[] sealedInfo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // PostgreSQL's text cannot hold NUL.
        var (passType, serialNumber) = (path.PassTypeIdentifier.Replace('\0', ' '), (path.SerialNumber ?? "").Replace('\0', ' '));
        var stored = await db.Database.SqlQuery<Guid>(
            $"""
             INSERT INTO personalizations (organization_id, pass_id, sealed_info, personalized_at)
             SELECT p.organization_id, p.id, {sealedInfo}, {now} FROM passes p
             JOIN template_version_replicas v
                 ON v.organization_id = p.organization_id AND v.template_id = p.template_id AND v.version = p.template_version
             WHERE p.organization_id = {path.OrganizationId} AND p.pass_type_identifier = {passType} AND p.serial_number = {serialNumber}
                 AND v.definition ->> 'personalization' IS NOT NULL
             ON CONFLICT DO NOTHING RETURNING pass_id
             """).ToListAsync(cancellationToken);
        return stored is [var passId] ? passId : null;
    }
}
