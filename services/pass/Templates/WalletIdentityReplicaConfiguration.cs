using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.Templates;

internal sealed class WalletIdentityReplicaConfiguration : IEntityTypeConfiguration<WalletIdentityReplica>
{
    public void Configure(EntityTypeBuilder<WalletIdentityReplica> builder)
    {
        builder.ToTable("wallet_identity_replicas");
        builder.HasKey(i => new { i.OrganizationId, i.Id });
        builder.HasIndex(i => new { i.OrganizationId, i.Kind, i.Name });
        builder.HasIndex(i => i.FetchAt).HasFilter("fetch_at IS NOT NULL");
    }
}
