using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Persistence;
using Passinstance.Passes.Devices;
using Passinstance.Passes.Passes;
using Passinstance.Passes.SigningIdentities;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults;

namespace Passinstance.Passes.Persistence;

/// <summary>The pass service's database. A new migration: see "Migrations" in the root README.</summary>
internal sealed class PassesDbContext(DbContextOptions<PassesDbContext> options) : DbContext(options)
{
    public DbSet<Pass> Passes => Set<Pass>();

    public DbSet<TemplateCopy> Templates => Set<TemplateCopy>();

    public DbSet<ImageCopy> Images => Set<ImageCopy>();

    public DbSet<SigningIdentity> SigningIdentities => Set<SigningIdentity>();

    public DbSet<DevelopmentAuthority> DevelopmentAuthorities => Set<DevelopmentAuthority>();

    public DbSet<Device> Devices => Set<Device>();

    public DbSet<DeviceRegistration> Registrations => Set<DeviceRegistration>();

    public DbSet<DeviceLog> DeviceLogs => Set<DeviceLog>();

    public DbSet<Personalization> Personalizations => Set<Personalization>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Pass>(pass =>
        {
            pass.ToTable("passes");
            pass.HasKey(p => new { p.OrganizationId, p.Id });
            pass.Ignore(p => p.Changes);
            pass.Property(p => p.Content).IsJson(ApiJson.Options);
            pass.Property(p => p.Warnings).IsJson();
            pass.Property(p => p.Version).IsConcurrencyToken();
            pass.Property(p => p.Installs).HasDefaultValue(0);
            // A trigger does it for updates, so that no statement by hand can forget it.
            pass.Property(p => p.ChangedIn).HasDefaultValueSql("pg_current_xact_id()::text::bigint").ValueGeneratedOnAddOrUpdate();
            pass.HasIndex(p => new { p.OrganizationId, p.PassTypeIdentifier, p.SerialNumber }).IsUnique();
            pass.HasIndex(p => new { p.OrganizationId, p.SerialNumber, p.Id });
            pass.HasIndex(p => new { p.OrganizationId, p.TemplateId, p.Id });
        });
        modelBuilder.Entity<TemplateCopy>(template =>
        {
            template.ToTable("template_copies");
            template.HasKey(t => new { t.OrganizationId, t.Id });
            template.Property(t => t.Definition).HasColumnType("json");
            template.Property(t => t.Images).IsJson();
        });
        modelBuilder.Entity<ImageCopy>(image =>
        {
            image.ToTable("image_copies");
            image.HasKey(i => new { i.OrganizationId, i.Sha256 });
        });
        modelBuilder.Entity<SigningIdentity>(identity =>
        {
            identity.ToTable("signing_identities");
            identity.HasKey(i => new { i.OrganizationId, i.PassTypeIdentifier, i.TeamIdentifier });
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
        modelBuilder.Entity<DevelopmentAuthority>(authority =>
        {
            authority.ToTable("development_authorities");
            authority.Property(a => a.Id).ValueGeneratedNever();
        });
        modelBuilder.AddMessaging();
        modelBuilder.UseSnakeCaseNames();
    }
}
