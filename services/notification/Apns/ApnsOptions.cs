using System.ComponentModel.DataAnnotations;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Section <c>Apns</c> of the configuration. With Apple's own service and the pass types' certificates nothing needs to be set.
/// </summary>
internal sealed record ApnsOptions : IValidatableObject
{
    /// <summary>Apple's push service; a simulator's in development. Passes are pushed in production only.</summary>
    [Required]
    public Uri Url { get; init; } = new("https://api.push.apple.com");

    /// <summary>The only root trusted for that address, as PEM; the system's roots when empty.</summary>
    public string TrustedRoot { get; init; } = "";

    /// <summary>Keys (.p8) to use instead of certificates, by team.</summary>
    public Dictionary<string, ApnsKey> Keys { get; init; } = [];

    /// <summary>Pushes in progress in this process.</summary>
    [Range(1, 100_000)]
    public int Concurrency { get; init; } = 1000;

    /// <summary>How long a claim holds without renewal: after it, pushes of a killed process are claimed again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How often due pushes are looked for without a signal.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Pause between two claims that found work. A claim of ten costs little more than a claim of one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan BatchDelay { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a stopping process waits for responses before it releases its claims.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>First pause of the connection after a failure; it doubles with each failure in a row.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a suspended pass type is checked for a new certificate.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan StoppedInterval { get; init; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not { IsAbsoluteUri: true, Scheme: "https" })
            yield return new ValidationResult("Apns:Url must be an https address. Leave Apns__Url out for Apple's own.", [nameof(Url)]);
    }
}

/// <summary>A key made in Apple's developer account for token authentication.</summary>
internal sealed record ApnsKey
{
    /// <summary>Ten characters, shown beside the key.</summary>
    public string KeyId { get; init; } = "";

    /// <summary>The .p8 file's text.</summary>
    public string PrivateKey { get; init; } = "";
}
