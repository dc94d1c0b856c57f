using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Passinstance.Gateway.Persistence;
using Passinstance.Notifications.Persistence;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.Templates.Persistence;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Architecture.Tests;

/// <summary>
/// The organization leads every key and index, so that the data can be sharded by it and no query can walk over others' rows.
/// </summary>
[Trait("Category", "Unit")]
public sealed class DataModelTests
{
    // Rows of the deployment and queues that workers take from whatever organization is due; each with its reason in its own file.
    private static readonly string[] OfNoOrganization = [
        "outbox_messages", "outbox_history", "outbox_dead_letters", "inbox_messages", "development_authorities", "google_projects",
        "audit_log_chain", "restores", "restore_steps"];

    private static readonly DbContext[] Contexts =
    [
        Make<TemplatesDbContext>(options => new TemplatesDbContext(options)),
        Make<PassesDbContext>(options => new PassesDbContext(options)),
        Make<WebhooksDbContext>(options => new WebhooksDbContext(options)),
        Make<NotificationsDbContext>(options => new NotificationsDbContext(options)),
    ];

    public static TheoryData<string> Tables =>
        [.. Contexts.SelectMany(context => context.Model.GetEntityTypes()).Select(entity => entity.GetTableName()!).Except(OfNoOrganization)
            .Distinct()];

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_organization_leads_the_key(string table)
    {
        Assert.All(Entities(table), entity => Assert.Equal("OrganizationId", entity.FindPrimaryKey()!.Properties[0].Name));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_organization_leads_every_index_but_those_of_workers(string table)
    {
        // A partial index holds only what is due, and one of nothing but a time finds what is old enough to be deleted, or a transaction
        // what is to be chained: a worker serves all organizations from them.
        Assert.All(
            Entities(table).SelectMany(entity => entity.GetIndexes()).Where(
                index =>
                    index.GetFilter() is null && index.Properties[0].Name != nameof(AuditEntry.RecordedIn) &&
                        (index.Properties.Count > 1 || index.Properties[0].ClrType != typeof(DateTimeOffset))),
            index => Assert.Equal("OrganizationId", index.Properties[0].Name));
    }

    [Fact]
    public void The_migrations_make_the_model()
    {
        Assert.All(
            Contexts,
            context =>
                Assert.False(context.Database.HasPendingModelChanges(), $"{context.GetType().Name} has changes without a migration."));
        Assert.False(Make<GatewayDbContext>(options => new GatewayDbContext(options)).Database.HasPendingModelChanges());
    }

    private static IEnumerable<IEntityType> Entities(string table) =>
        Contexts.SelectMany(context => context.Model.GetEntityTypes()).Where(entity => entity.GetTableName() == table);

    private static TContext Make<TContext>(Func<DbContextOptions<TContext>, TContext> make)
        where TContext : DbContext => make(new DbContextOptionsBuilder<TContext>().UseNpgsql("Host=nowhere").Options);
}
