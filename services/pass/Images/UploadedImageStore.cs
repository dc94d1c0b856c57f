using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.Images;

/// <summary>Reads the images that a pass is rendered with.</summary>
internal sealed class PassImageReader(NpgsqlDataSource database)
{
    /// <summary>The images of a pass. One that was deleted meanwhile is left out: the pass then has its template's.</summary>
    internal async Task<IReadOnlyList<PassImage>> ReadAsync(
        Guid organizationId, IReadOnlyDictionary<string, string?>? images, CancellationToken cancellationToken)
    {
        if (images is not { Count: > 0 })
            return [];
        await using var command = database.CreateCommand(
            "SELECT id, content FROM uploaded_images WHERE organization_id = @organization_id AND id = ANY(@ids)");
        command.Parameters.AddWithValue("organization_id", organizationId);
        command.Parameters.AddWithValue("ids", KnownImages.IdsIn(images).ToArray());
        var contents = new Dictionary<Guid, byte[]>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            contents[reader.GetGuid(0)] = reader.GetFieldValue<byte[]>(1);
        var found = new List<PassImage>(images.Count);
        foreach (var (name, text) in images)
        {
            if (TypeId.TryParse(IdPrefixes.Image, text, out var id) && contents.TryGetValue(id, out var content))
                found.Add(new PassImage(name, null, content));
        }

        return found;
    }
}

/// <summary>The SQL about images in commands on passes.</summary>
internal static class UploadedImageStore
{
    private sealed record Size(Guid Id, int Width, int Height);

    extension(PassesDbContext db)
    {
        /// <summary>Those of the images that exist.</summary>
        /// <param name="organizationId">Whose they are.</param>
        /// <param name="ids">Named by the content of passes, or by requests.</param>
        /// <param name="keeps">Whether a pass is about to use them: then retention leaves them alone for a day.</param>
        internal async Task<KnownImages> FindImagesAsync(
            Guid organizationId, IEnumerable<Guid> ids, bool keeps, CancellationToken cancellationToken)
        {
            var wanted = ids.Distinct().ToArray();
            if (wanted.Length == 0)
                return KnownImages.None;
            // Not at every use: a picture that ten thousand passes share is one row.
            if (keeps)
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                     UPDATE uploaded_images SET check_at = clock_timestamp() + interval '1 day'
                     WHERE organization_id = {organizationId} AND id = ANY({wanted})
                         AND check_at NOT BETWEEN statement_timestamp() + interval '23 hours'
                             AND statement_timestamp() + interval '1 day'
                     """,
                    cancellationToken);
            }

            var found = await db.UploadedImages.AsNoTracking().Where(i => i.OrganizationId == organizationId && wanted.Contains(i.Id))
                .Select(i => new Size(i.Id, i.Width, i.Height)).ToListAsync(cancellationToken);
            return new KnownImages(found.ToDictionary(image => image.Id, image => (image.Width, image.Height)));
        }

        /// <summary>Deletes those that no pass uses any more, after the change that released them, in its transaction.</summary>
        internal async Task ReleaseImagesAsync(Guid organizationId, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
        {
            if (ids.Count == 0)
                return;
            var released = ids.ToArray();
            await db.Database.ExecuteSqlAsync(
                $"""
                 DELETE FROM uploaded_images i WHERE i.organization_id = {organizationId} AND i.id = ANY({released})
                     AND NOT EXISTS (
                         SELECT FROM passes p WHERE p.organization_id = i.organization_id AND p.image_ids @> to_jsonb(i.id::text))
                 """,
                cancellationToken);
        }
    }
}
