using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Persistence.Secrets;

/// <summary>A column that holds secrets sealed with the program's own keys.</summary>
/// <param name="Table">Its table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">The purpose that its values are sealed for.</param>
/// <param name="OrganizationColumn">The column with the owner; null for the deployment's own secrets.</param>
internal sealed record SealedColumn(string Table, string Name, string Purpose, string? OrganizationColumn)
{
    internal const string Annotation = "Passinstance:SealedFor";
    private const string OrganizationProperty = "OrganizationId";

    /// <summary>The sealed columns of a model.</summary>
    internal static IReadOnlyList<SealedColumn> Of(IModel model) =>
    [
        .. model.GetEntityTypes().SelectMany(entity => entity.GetProperties())
            .Where(property => property.FindAnnotation(Annotation) is not null)
            .Select(property => new SealedColumn(
                property.DeclaringType.GetTableName()!, property.GetColumnName(), (string)property.FindAnnotation(Annotation)!.Value!,
                property.DeclaringType.FindProperty(OrganizationProperty)?.GetColumnName())),
    ];
}

/// <summary>Marks properties.</summary>
public static class SealedColumns
{
    /// <summary>
    /// The property holds bytes that are sealed for <paramref name="purpose"/> and for the entity's organization, or for the deployment
    /// where the entity has none. <c>secrets reseal</c> finds it by this mark.
    /// </summary>
    public static PropertyBuilder<TProperty> IsSealed<TProperty>(this PropertyBuilder<TProperty> property, string purpose) =>
        property.HasAnnotation(SealedColumn.Annotation, purpose);
}
