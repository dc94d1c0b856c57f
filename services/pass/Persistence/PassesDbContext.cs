using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.AppleWallet;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Bundles;
using Passinstance.Passes.Erasures;
using Passinstance.Passes.GoogleWallet;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.Images;
using Passinstance.Passes.Passes;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Retention;
using Passinstance.Passes.TemplateRollouts;
using Passinstance.Passes.Templates;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.Persistence;

/// <summary>The pass service's database. Tables are configured beside their entities.</summary>
internal sealed class PassesDbContext(DbContextOptions<PassesDbContext> options) : DbContext(options)
{
    /// <summary>The sequence that orders what happens to devices.</summary>
    internal const string RegistrationChanges = "registration_changes";

    public DbSet<Pass> Passes => Set<Pass>();

    public DbSet<Batch> Batches => Set<Batch>();

    public DbSet<BatchItem> BatchItems => Set<BatchItem>();

    public DbSet<BatchUnit> BatchUnits => Set<BatchUnit>();

    public DbSet<Bundle> Bundles => Set<Bundle>();

    public DbSet<TemplateReplica> Templates => Set<TemplateReplica>();

    public DbSet<TemplateVersionReplica> TemplateVersions => Set<TemplateVersionReplica>();

    public DbSet<PassMessageJob> PassMessageJobs => Set<PassMessageJob>();

    public DbSet<TemplateRollout> TemplateRollouts => Set<TemplateRollout>();

    public DbSet<TemplatePassCount> TemplatePassCounts => Set<TemplatePassCount>();

    public DbSet<WalletIdentityReplica> WalletIdentities => Set<WalletIdentityReplica>();

    public DbSet<ImageReplica> Images => Set<ImageReplica>();

    /// <summary>Images of passes; <see cref="Images"/> are the templates'.</summary>
    public DbSet<UploadedImage> UploadedImages => Set<UploadedImage>();

    public DbSet<Device> Devices => Set<Device>();

    public DbSet<DeviceRegistration> Registrations => Set<DeviceRegistration>();

    public DbSet<DeviceLog> DeviceLogs => Set<DeviceLog>();

    public DbSet<Personalization> Personalizations => Set<Personalization>();

    public DbSet<Erasure> Erasures => Set<Erasure>();

    public DbSet<RetentionSettings> RetentionSettings => Set<RetentionSettings>();

    public DbSet<PassUsage> PassUsage => Set<PassUsage>();

    public DbSet<TemplateUsage> TemplateUsage => Set<TemplateUsage>();

    public DbSet<FormVisitor> FormVisitors => Set<FormVisitor>();

    public DbSet<GoogleCallbackNonce> GoogleCallbackNonces => Set<GoogleCallbackNonce>();

    /// <summary>The passes of a bundle, for folders that stand beside Bundles and must not depend on it.</summary>
    internal IQueryable<Guid> PassIdsOfBundle(Guid organizationId, Guid bundleId) =>
        Bundles.Where(b => b.OrganizationId == organizationId && b.Id == bundleId && b.DeletedAt == null)
            .SelectMany(b => b.Passes).Select(p => p.PassId);

    /// <summary>
    /// The passes that a batch has created or changed, in its order; for folders that stand beside Batches and must not depend on it.
    /// </summary>
    internal IQueryable<Guid> PassIdsOfBatch(Guid organizationId, Guid batchId) => BatchItems
        .Where(i => i.OrganizationId == organizationId && i.BatchId == batchId && i.Status == BatchItemStatus.Succeeded
            && i.PassId != null && i.Operation != BatchOperation.Delete)
        .OrderBy(i => i.Index).Select(i => i.PassId!.Value);

    /// <summary>Whether a batch has ended; null when the organization has none of this id.</summary>
    internal async Task<bool?> HasBatchEndedAsync(Guid organizationId, Guid batchId, CancellationToken cancellationToken) =>
        await Batches.Where(b => b.OrganizationId == organizationId && b.Id == batchId && b.ReceivedAt != null)
            .Select(b => (bool?)(b.CompletedAt != null)).SingleOrDefaultAsync(cancellationToken);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PassesDbContext).Assembly);
        modelBuilder.HasSequence<long>(RegistrationChanges);
        modelBuilder.AddMessagingTables();
        modelBuilder.UseWireNames();
        modelBuilder.UseSnakeCaseNames();
    }
}
