using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>A network address that created passes with a form within the hour.</summary>
internal sealed class FormVisitor
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>A hash of the address and the template; the address itself is not stored.</summary>
    public byte[] Address { get; private init; } = [];

    /// <summary>Start of the hour.</summary>
    public DateTimeOffset Since { get; private init; }

    public int Count { get; private init; }
}

internal sealed class FormVisitorConfiguration : IEntityTypeConfiguration<FormVisitor>
{
    public void Configure(EntityTypeBuilder<FormVisitor> builder)
    {
        builder.ToTable("form_visitors");
        builder.HasKey(v => new { v.OrganizationId, v.TemplateId, v.Address });
        builder.HasIndex(v => v.Since);
    }
}
