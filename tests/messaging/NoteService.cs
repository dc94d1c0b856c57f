using System.Collections.Concurrent;
using System.Text.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Inbox;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Testing.Services;

namespace Passinstance.Messaging.Tests;

/// <summary>A minimal service: notes are written in one transaction with their events, and its consumer stores copies.</summary>
internal static class NoteService
{
    internal static Task<RunningService> StartAsync(
        TestDeployment? deployment = null, string? postgres = null, Action<IServiceCollection>? services = null, bool consumes = true,
        Dictionary<string, IReadOnlyList<Type>>? roles = null, string queue = "notes", bool inBatches = false,
        Dictionary<string, string?>? settings = null) =>
        RunningService.StartAsync(
            (args, configure) => Build(args, configure, services, consumes, roles ?? [], queue, inBatches), PrepareAsync, deployment,
            settings, postgres);

    private static WebApplication Build(
        string[] args, Action<WebApplicationBuilder> configure, Action<IServiceCollection>? services, bool consumes, Dictionary<string,
        IReadOnlyList<Type>> roles, string queue, bool inBatches)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure(builder);
        builder.AddServiceDefaults();
        builder.AddInternalIdentity();
        builder.AddMessaging<NotesDbContext>(queue, messaging =>
        {
            messaging.Roles = roles;
            messaging.AddEventMapper<Note, NoteDomainEvent, NoteEventMapper>();
            if (inBatches)
                messaging.AddBatchConsumer<NoteBatchConsumer>(typeof(PassCreated));
            else if (consumes)
                messaging.AddConsumer<PassCreatedConsumer>();
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapDeadLetters();
        return app;
    }

    // The tables come from the model: a test's service has no migrations.
    private static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<NotesDbContext>().Database.EnsureCreatedAsync(cancellationToken);
        await services.DeclareTopologyAsync();
    }
}

internal sealed class NotesDbContext(DbContextOptions<NotesDbContext> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    public DbSet<NoteCopy> Copies => Set<NoteCopy>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>().ToTable("notes").Property(note => note.Version).IsConcurrencyToken();
        modelBuilder.HasSequence<long>("note_changes");
        modelBuilder.Entity<NoteCopy>().ToTable("note_copies");
        modelBuilder.AddMessagingTables();
        modelBuilder.UseSnakeCaseNames();
    }
}

internal enum NoteDomainEvent
{
    Written,
}

internal sealed class Note : Aggregate<NoteDomainEvent>, IAggregate
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid OrganizationId { get; init; } = Guid.CreateVersion7();

    public int Version { get; private set; } = 1;

    internal void Rewrite()
    {
        Version++;
        Raise(NoteDomainEvent.Written);
    }

    internal static Note Write(Guid? id = null)
    {
        var note = new Note { Id = id ?? Guid.CreateVersion7() };
        note.Raise(NoteDomainEvent.Written);
        return note;
    }
}

/// <summary>One row for each time a message took effect: two rows for one note mean that the effect happened twice.</summary>
internal sealed class NoteCopy
{
    public long Id { get; init; }

    public Guid NoteId { get; init; }
}

internal sealed class NoteEventMapper : IEventMapper<Note, NoteDomainEvent>
{
    public IEnumerable<IEvent> Map(Note aggregate, NoteDomainEvent domainEvent)
    {
        yield return new PassCreated
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = aggregate.OrganizationId,
            PassId = aggregate.Id,
            TemplateId = Guid.Empty,
            Version = aggregate.Version,
            OccurredAt = DateTimeOffset.UtcNow,
            Resource = JsonElement.Parse("{}"),
        };
    }
}

internal sealed class PassCreatedConsumer(NotesDbContext db, ConsumerFault? fault = null) : IConsumer<PassCreated>
{
    public async Task Consume(ConsumeContext<PassCreated> context)
    {
        db.Copies.Add(new NoteCopy { NoteId = context.Message.PassId });
        await db.SaveChangesAsync(context.CancellationToken);
        fault?.ThrowIfDue();
    }
}

/// <summary>Copies notes in batches, as <see cref="NoteBatches"/> tells it.</summary>
internal sealed class NoteBatchConsumer(NotesDbContext db, NoteBatches batches) : IEventBatchConsumer
{
    public async Task ConsumeAsync(IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        batches.Sizes.Enqueue(events.Count);
        await batches.Gate;
        foreach (var passId in events.Select(received => ((PassCreated)received.Event).PassId))
            db.Copies.Add(new NoteCopy { NoteId = passId });
        await db.SaveChangesAsync(cancellationToken);
        if (events.Any(received => batches.Poison.Contains(((PassCreated)received.Event).PassId)))
            throw new InvalidOperationException("The test requested this failure.");
    }
}

/// <summary>What a test lets happen to batches, and what it sees of them.</summary>
internal sealed class NoteBatches
{
    internal ConcurrentQueue<int> Sizes { get; } = new();

    internal Task Gate { get; set; } = Task.CompletedTask;

    internal HashSet<Guid> Poison { get; } = [];
}

/// <summary>Makes a consumer fail after its effect was written and before it was committed.</summary>
internal sealed class ConsumerFault
{
    internal int Remaining;

    internal void ThrowIfDue()
    {
        if (Interlocked.Decrement(ref Remaining) >= 0)
            throw new InvalidOperationException("The test requested this failure.");
    }
}
