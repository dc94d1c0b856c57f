namespace Passinstance.Notifications.Apns;

/// <summary>Section <c>Apns</c> of the configuration. Deployments that use Apple's own service with the pass types' certificates set nothing.</summary>
internal sealed record ApnsOptions
{
    /// <summary>Apple's push service; a simulator's in development. Passes are pushed in production only.</summary>
    public Uri Url { get; init; } = new("https://api.push.apple.com");

    /// <summary>The only root trusted for that address, as PEM; the system's roots when empty.</summary>
    public string TrustedRoot { get; init; } = "";

    /// <summary>Keys (.p8) to use instead of certificates, by team.</summary>
    public Dictionary<string, ApnsKey> Keys { get; init; } = [];

    /// <summary>Pushes under way in this process.</summary>
    public int Concurrency { get; init; } = 1000;

    /// <summary>How often a pass type that was stopped is looked at for a new certificate.</summary>
    public TimeSpan StoppedInterval { get; init; } = TimeSpan.FromMinutes(1);

    internal static ApnsOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection("Apns").Get<ApnsOptions>() ?? new ApnsOptions();
        return options.Url is { IsAbsoluteUri: true, Scheme: "https" }
            ? options
            : throw new InvalidOperationException("Apns:Url must be an https address. Leave Apns__Url out for Apple's own.");
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
