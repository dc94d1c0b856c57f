using Microsoft.EntityFrameworkCore;

namespace Passinstance.Persistence.Columns;

/// <summary>Column names in PostgreSQL's convention.</summary>
public static class SnakeCaseNames
{
    /// <summary>
    /// Names columns in snake_case, so that hand-written SQL needs no quotes. Call it at the end of <c>OnModelCreating</c>.
    /// </summary>
    public static void UseSnakeCaseNames(this ModelBuilder model)
    {
        // What is inside a JSON column has no column of its own.
        foreach (var property in model.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson())
            .SelectMany(entity => entity.GetProperties()))
            property.SetColumnName(ToSnakeCase(property.Name));
    }

    internal static string ToSnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
