using Passinstance.Persistence.Retention;

namespace Passinstance.Passes.Retention;

/// <summary>Days for which something is kept.</summary>
/// <param name="DeletedPassDays">A deleted pass is emptied after so many days; its serial number stays taken.</param>
/// <param name="BatchResultDays">Ended batches with their results.</param>
/// <param name="EventDays">Events with their payloads.</param>
/// <param name="DeliveryDays">Deliveries of webhooks with their attempts.</param>
public sealed record RetentionDays(int DeletedPassDays, int BatchResultDays, int EventDays, int DeliveryDays);

/// <summary>For how many days the organization keeps what is not needed any more.</summary>
/// <param name="DeletedPassDays">A deleted pass is emptied after so many days; its serial number stays taken.</param>
/// <param name="BatchResultDays">Ended batches with their results.</param>
/// <param name="EventDays">Events with their payloads.</param>
/// <param name="DeliveryDays">Deliveries of webhooks with their attempts.</param>
/// <param name="Minimum">The least that you can set.</param>
/// <param name="Maximum">What the deployment keeps, and the most that you can set.</param>
/// <param name="UpdatedAt">When you changed it last; absent when you never did.</param>
public sealed record RetentionResponse(
    int DeletedPassDays, int BatchResultDays, int EventDays, int DeliveryDays, RetentionDays Minimum, RetentionDays Maximum,
    DateTimeOffset? UpdatedAt)
{
    internal static RetentionDays Min { get; } = new(
        RetentionOptions.MinDays, RetentionOptions.MinDays, RetentionOptions.MinEventDays, RetentionOptions.MinEventDays);

    internal static RetentionDays MaxOf(RetentionOptions options) =>
        new(options.DeletedPassDays, options.BatchResultDays, options.EventDays, options.DeliveryDays);

    // The operator may have lowered what the deployment keeps since it was set.
    internal static RetentionResponse From(RetentionSettings? settings, RetentionOptions options) => new(
        Effective(settings?.DeletedPassDays, options.DeletedPassDays), Effective(settings?.BatchResultDays, options.BatchResultDays),
        Effective(settings?.EventDays, options.EventDays), Effective(settings?.DeliveryDays, options.DeliveryDays),
        Min, MaxOf(options), settings?.UpdatedAt);

    private static int Effective(int? own, int max) => Math.Min(own ?? max, max);
}
