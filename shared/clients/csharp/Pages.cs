using System.Runtime.CompilerServices;

namespace Passinstance.Client;

/// <summary>Reads lists page after page.</summary>
internal static class Pages
{
    internal static async IAsyncEnumerable<TItem> IterateAsync<TPage, TItem>(
        Func<string?, CancellationToken, Task<TPage>> read, Func<TPage, IEnumerable<TItem>> items, Func<TPage, string?> next,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await read(cursor, cancellationToken);
            foreach (var item in items(page))
                yield return item;
            cursor = next(page);
        }
        while (cursor is not null);
    }
}
