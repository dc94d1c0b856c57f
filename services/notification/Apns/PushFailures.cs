using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>What follows when Apple refuses a device's token, or all that is sent for a pass type. Both are told by an event, once.</summary>
internal sealed partial class PushFailures(IServiceScopeFactory scopes, ApnsMetrics metrics, TimeProvider time, ILogger<PushFailures> logger)
{
    private readonly ConcurrentDictionary<Topic, Lazy<Task>> _stopping = new();

    /// <summary>Drops every registration of a token, and its pushes.</summary>
    internal async Task RejectTokenAsync(Guid organizationId, string pushToken, string reason, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var dropped = await db.Database.ExecuteSqlAsync(
            $"UPDATE push_registrations SET push_token = NULL, changed_at = clock_timestamp() WHERE organization_id = {organizationId} AND push_token = {pushToken}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"DELETE FROM apple_pushes WHERE organization_id = {organizationId} AND push_token = {pushToken}", cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"UPDATE notification_devices SET status = 'rejected', reason = {reason} WHERE organization_id = {organizationId} AND push_token = {pushToken} AND status = 'pending'", cancellationToken);
        if (dropped > 0)
            db.RejectedTokens.Add(RejectedToken.Make(organizationId, pushToken, reason, time));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Stops a pass type: its pushes wait until it has another credential. Thousands that are refused together stop it once.</summary>
    internal async Task StopAsync(Topic topic, string reason, string detail, ApnsCredential credential)
    {
        var stopping = _stopping.GetOrAdd(topic, key => new Lazy<Task>(() => StopOnceAsync(key, reason, detail, credential)));
        try
        {
            await stopping.Value;
        }
        finally
        {
            _stopping.TryRemove(new(topic, stopping));
        }
    }

    private async Task StopOnceAsync(Topic topic, string reason, string detail, ApnsCredential credential)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        var stopped = await db.Topics.SingleOrDefaultAsync(t => t.OrganizationId == topic.OrganizationId && t.PassTypeIdentifier == topic.PassTypeIdentifier);
        if (stopped is null)
            db.Topics.Add(stopped = AppleTopic.Of(topic.OrganizationId, topic.PassTypeIdentifier, time));
        var isNews = stopped.Stop(reason, detail, credential, time);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException)
        {
            // Another process stopped it first, and told.
            isNews = false;
        }

        await db.Database.ExecuteSqlAsync(
            $"UPDATE apple_pushes SET available_at = 'infinity', claim_id = NULL WHERE organization_id = {topic.OrganizationId} AND pass_type_identifier = {topic.PassTypeIdentifier} AND available_at < 'infinity'");
        if (!isNews)
            return;
        metrics.Stopped(reason);
        LogStopped(topic.PassTypeIdentifier, topic.OrganizationId, reason, detail);
    }

    [LoggerMessage(LogLevel.Error, "Pushes for {PassType} of organisation {OrganizationId} are stopped: its certificate is {Reason} ({Detail}). Its owner was told.")]
    private partial void LogStopped(string passType, Guid organizationId, string reason, string detail);
}
