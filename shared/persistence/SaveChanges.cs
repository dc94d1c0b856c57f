using Microsoft.EntityFrameworkCore;

namespace Passinstance.Persistence;

/// <summary>Saving with optimistic concurrency.</summary>
public static class SaveChanges
{
    /// <summary>Saves; false when another request has changed or deleted one of the rows since it was read.</summary>
    public static async Task<bool> TrySaveAsync(this DbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }
}
