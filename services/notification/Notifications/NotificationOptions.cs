using System.ComponentModel.DataAnnotations;

namespace Passinstance.Notifications.Notifications;

/// <summary>Section <c>Notifications</c> of the configuration.</summary>
internal sealed record NotificationOptions
{
    /// <summary>
    /// After this long a notification ends, and what still waits counts as rejected: a device that is off or a certificate that is renewed
    /// later.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How often due notifications are looked for without a signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
