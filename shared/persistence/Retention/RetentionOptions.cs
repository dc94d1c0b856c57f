using System.ComponentModel.DataAnnotations;

namespace Passinstance.Persistence.Retention;

/// <summary>
/// The section <c>Retention</c>: for how many days the deployment keeps what is not needed any more. An organization may have it deleted
/// earlier, not later.
/// </summary>
public sealed class RetentionOptions
{
    /// <summary>The least that an organization may set: a failed delivery is repeated for some days.</summary>
    public const int MinEventDays = 7;

    /// <summary>The least that an organization may set for everything else.</summary>
    public const int MinDays = 1;

    private const int MaxDays = 3650;

    /// <summary>The content of deleted passes, and what their holders entered.</summary>
    [Range(MinDays, MaxDays)]
    public int DeletedPassDays { get; set; } = 30;

    /// <summary>Ended batches with their results.</summary>
    [Range(MinDays, MaxDays)]
    public int BatchResultDays { get; set; } = 30;

    /// <summary>Events with their payloads.</summary>
    [Range(MinEventDays, MaxDays)]
    public int EventDays { get; set; } = 30;

    /// <summary>Deliveries of webhooks with their attempts.</summary>
    [Range(MinEventDays, MaxDays)]
    public int DeliveryDays { get; set; } = 90;
}
