using Passinstance.Messaging.Bus;
using Passinstance.Passes.Passes;
using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.PassMessages;

internal static class PassMessageServices
{
    private static readonly TimeSpan JobAge = TimeSpan.FromDays(14);

    internal static void AddPassMessages(this IServiceCollection services)
    {
        services.AddScoped<PassMessageJobStore>();
        services.AddWorkBatch<PassMessageBatch>();
        // A cancellation whose request never arrives is deleted, too.
        services.AddRetention(OldRows.Of(
            "ended message jobs", "pass_message_jobs", "requested_at", JobAge, "(ended_at IS NOT NULL OR request IS NULL)"));
    }

    internal static void AddPassMessages(this MessagingBuilder messaging)
    {
        messaging.AddEventMapper<PassMessageJob, PassMessageJobDomainEvent, PassMessageJobEventMapper>();
        messaging.AddConsumer<PushNotificationRequestedConsumer>();
        messaging.AddConsumer<PushNotificationCancelledConsumer>();
    }
}
