using Microsoft.EntityFrameworkCore;

namespace Passinstance.Passes.Bundles;

/// <summary>The tables of bundles.</summary>
internal static class BundleModel
{
    internal static void AddBundles(this ModelBuilder model)
    {
        model.Entity<Bundle>(bundle =>
        {
            bundle.ToTable("bundles");
            bundle.HasKey(b => new { b.OrganizationId, b.Id });
            bundle.Property(b => b.Name).HasMaxLength(100);
            bundle.HasMany(b => b.Passes).WithOne().HasForeignKey(p => new { p.OrganizationId, p.BundleId });
        });
        model.Entity<BundlePass>(pass =>
        {
            pass.ToTable("bundle_passes");
            pass.HasKey(p => new { p.OrganizationId, p.BundleId, p.Position });
        });
    }
}
