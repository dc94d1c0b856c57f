using Microsoft.EntityFrameworkCore;

namespace Passinstance.Passes.Passes;

/// <summary>
/// Two requests that change one pass at once: the row version lets the second one fail, and it is done again on the pass as the first left it.
/// Fit for changes that name only what they change.
/// </summary>
internal static class ConcurrentChange
{
    private const int Tries = 5;

    internal static async Task<T> TryAsync<T>(DbContext db, Func<Task<T>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await change();
            }
            catch (DbUpdateConcurrencyException) when (attempt < Tries)
            {
                db.ChangeTracker.Clear();
            }
        }
    }
}
