using System.Linq.Expressions;
using Passinstance.ServiceDefaults.Paging;

namespace Passinstance.Persistence;

/// <summary>Pages of lists.</summary>
public static class PageQueries
{
    /// <summary>The rows of a page, newest first, and one more that tells whether there is another page.</summary>
    /// <param name="rows">All rows of the list.</param>
    /// <param name="page">What the request asks for.</param>
    /// <param name="id">What rows are ordered by.</param>
    public static IQueryable<TRow> Newest<TRow>(this IQueryable<TRow> rows, PageRequest page, Expression<Func<TRow, Guid>> id)
    {
        if (page.Before is { } before)
        {
            // As a parameter of the statement.
            Expression<Func<Guid>> last = () => before;
            rows = rows.Where(Expression.Lambda<Func<TRow, bool>>(Expression.LessThan(id.Body, last.Body), id.Parameters));
        }

        return rows.OrderByDescending(id).Take(page.Limit + 1);
    }
}
