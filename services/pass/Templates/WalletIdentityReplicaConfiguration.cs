using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Secrets;

namespace Passinstance.Passes.Templates;

internal sealed class WalletIdentityReplicaConfiguration : IEntityTypeConfiguration<WalletIdentityReplica>
{
    public void Configure(EntityTypeBuilder<WalletIdentityReplica> builder)
    {
        builder.ToTable("wallet_identity_replicas");
        builder.Ignore(i => i.IsExternal);
        builder.Property(i => i.SealedSecret).IsSealed(WalletIdentityReplica.Purpose);
        builder.HasKey(i => new { i.OrganizationId, i.Id });
        builder.HasIndex(i => new { i.OrganizationId, i.Kind, i.Name });
        builder.HasIndex(i => i.FetchAt).HasFilter("fetch_at IS NOT NULL");
    }
}
