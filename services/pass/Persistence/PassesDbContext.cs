using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.AppleWallet;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Bundles;
using Passinstance.Passes.GoogleWallet;
using Passinstance.Passes.HostedPages.Forms;
using Passinstance.Passes.PassMessages;
using Passinstance.Passes.Passes;
using Passinstance.Passes.TemplateRollouts;
using Passinstance.Passes.Templates;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Passes.Persistence;

/// <summary>The pass service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class PassesDbContext(DbContextOptions<PassesDbContext> options) : DbContext(options)
{
    public DbSet<Pass> Passes => Set<Pass>();

    public DbSet<Batch> Batches => Set<Batch>();

    public DbSet<BatchItem> BatchItems => Set<BatchItem>();

    public DbSet<BatchUnit> BatchUnits => Set<BatchUnit>();

    public DbSet<Bundle> Bundles => Set<Bundle>();

    public DbSet<TemplateReplica> Templates => Set<TemplateReplica>();

    public DbSet<TemplateVersionReplica> TemplateVersions => Set<TemplateVersionReplica>();

    public DbSet<PassMessageJob> PassMessageJobs => Set<PassMessageJob>();

    public DbSet<TemplateRollout> TemplateRollouts => Set<TemplateRollout>();

    public DbSet<WalletIdentityReplica> WalletIdentities => Set<WalletIdentityReplica>();

    public DbSet<ImageReplica> Images => Set<ImageReplica>();

    public DbSet<Device> Devices => Set<Device>();

    public DbSet<DeviceRegistration> Registrations => Set<DeviceRegistration>();

    public DbSet<DeviceLog> DeviceLogs => Set<DeviceLog>();

    public DbSet<Personalization> Personalizations => Set<Personalization>();

    public DbSet<PassUsage> PassUsage => Set<PassUsage>();

    public DbSet<TemplateUsage> TemplateUsage => Set<TemplateUsage>();

    public DbSet<FormVisitor> FormVisitors => Set<FormVisitor>();

    public DbSet<GoogleCallbackNonce> GoogleCallbackNonces => Set<GoogleCallbackNonce>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Pass>(pass =>
        {
            pass.ToTable("passes");
            pass.HasKey(p => new { p.OrganizationId, p.Id });
            pass.Ignore(p => p.Changes);
            pass.Property(p => p.Content).IsJson(ApiJson.Options);
            pass.Property(p => p.Warnings).IsJson();
            pass.Property(p => p.Message).IsJson();
            pass.Property(p => p.Version).IsConcurrencyToken();
            pass.Property(p => p.Installs).HasDefaultValue(0);
            pass.Property(p => p.GoogleInstalls).HasDefaultValue(0);
            pass.Property(p => p.IsInGoogle).HasDefaultValue(false);
            pass.HasIndex(p => new { p.OrganizationId, p.GoogleObjectId }).HasFilter("google_object_id IS NOT NULL");
            // A trigger does it for updates, so that no statement by hand can forget it.
            pass.Property(p => p.ChangedIn).HasDefaultValueSql("pg_current_xact_id()::text::bigint").ValueGeneratedOnAddOrUpdate();
            pass.HasIndex(p => new { p.OrganizationId, p.PassTypeIdentifier, p.SerialNumber }).IsUnique();
            pass.HasIndex(p => new { p.OrganizationId, p.SerialNumber, p.Id });
            pass.HasIndex(p => new { p.OrganizationId, p.TemplateId, p.Id });
            // For the passes that a publication touches.
            pass.Property(p => p.TemplateVersion).HasDefaultValue(1).HasSentinel(0);
            pass.HasIndex(p => new { p.OrganizationId, p.TemplateId, p.TemplateVersion }).HasFilter("voided_at IS NULL");
            // Lists by status: each holds only what such a list can show.
            pass.HasIndex(p => new { p.OrganizationId, p.Id }, "ix_passes_voided").HasFilter("voided_at IS NOT NULL AND deleted_at IS NULL");
            pass.HasIndex(p => new { p.OrganizationId, p.Id }, "ix_passes_expiring").HasFilter("expires_at IS NOT NULL AND voided_at IS NULL AND deleted_at IS NULL");
            pass.HasIndex(p => new { p.OrganizationId, p.Id }, "ix_passes_good").HasFilter("voided_at IS NULL AND deleted_at IS NULL");
        });
        modelBuilder.AddBatches();
        modelBuilder.AddBundles();
        modelBuilder.AddUsage();
        modelBuilder.Entity<FormVisitor>(visitor =>
        {
            visitor.ToTable("form_visitors");
            visitor.HasKey(v => new { v.OrganizationId, v.TemplateId, v.Address });
            visitor.HasIndex(v => v.Since);
        });
        modelBuilder.AddMessages();
        modelBuilder.Entity<TemplateReplica>(template =>
        {
            template.ToTable("template_replicas");
            template.HasKey(t => new { t.OrganizationId, t.Id });
            template.Property(t => t.Definition).HasColumnType("json");
            template.Property(t => t.Images).IsJson();
        });
        modelBuilder.Entity<TemplateVersionReplica>(version =>
        {
            version.ToTable("template_version_replicas");
            version.HasKey(v => new { v.OrganizationId, v.TemplateId, v.Version });
            version.Property(v => v.Definition).HasColumnType("json");
            version.Property(v => v.Images).IsJson();
        });
        modelBuilder.Entity<TemplateRollout>(rerender =>
        {
            rerender.ToTable("template_rollouts");
            rerender.HasKey(r => new { r.OrganizationId, r.TemplateId });
            rerender.HasIndex(r => r.AvailableAt);
        });
        modelBuilder.Entity<WalletIdentityReplica>(identity =>
        {
            identity.ToTable("wallet_identity_replicas");
            identity.HasKey(i => new { i.OrganizationId, i.Id });
            identity.HasIndex(i => new { i.OrganizationId, i.Kind, i.Name });
            identity.HasIndex(i => i.FetchAt).HasFilter("fetch_at IS NOT NULL");
        });
        modelBuilder.Entity<ImageReplica>(image =>
        {
            image.ToTable("image_replicas");
            image.HasKey(i => new { i.OrganizationId, i.Sha256 });
        });
        modelBuilder.HasSequence<long>("registration_changes");
        modelBuilder.Entity<Device>(device =>
        {
            device.ToTable("devices");
            device.HasKey(d => new { d.OrganizationId, d.Id });
            device.HasIndex(d => new { d.OrganizationId, d.PushToken });
        });
        modelBuilder.Entity<DeviceRegistration>(registration =>
        {
            registration.ToTable("device_registrations");
            registration.HasKey(r => new { r.OrganizationId, r.DeviceId, r.PassTypeIdentifier, r.PassId });
            registration.Property(r => r.RegisteredIn).HasDefaultValueSql("pg_current_xact_id()::text::bigint");
            registration.Ignore(r => r.PushToken);
            registration.Ignore(r => r.Sequence);
            registration.Ignore(r => r.Changes);
        });
        modelBuilder.Entity<DeviceLog>(log =>
        {
            log.ToTable("device_logs");
            log.HasKey(l => new { l.OrganizationId, l.Id });
        });
        modelBuilder.Entity<Personalization>(personalization =>
        {
            personalization.ToTable("personalizations");
            personalization.HasKey(p => new { p.OrganizationId, p.PassId });
        });
        modelBuilder.Entity<GoogleCallbackNonce>(nonce =>
        {
            nonce.ToTable("google_callback_nonces");
            nonce.HasKey(n => new { n.OrganizationId, n.Id });
            nonce.HasIndex(n => n.ExpiresAt);
            nonce.HasIndex(n => new { n.OrganizationId, n.PassId, n.ExpiresAt }).HasFilter("pass_id IS NOT NULL");
        });
        modelBuilder.AddMessagingTables();
        modelBuilder.UseSnakeCaseNames();
    }
}
