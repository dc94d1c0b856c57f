using System.ComponentModel.DataAnnotations;

namespace Passinstance.Dashboard.SignIn;

/// <summary>Section <c>Services</c>: where the API is.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The gateway's address inside the deployment.</summary>
    [Required(ErrorMessage = "Services:Gateway must be the gateway's address. Set Services__Gateway.")]
    [RegularExpression("https?://.*[^/]", ErrorMessage = "Services:Gateway must be an http or https address without a trailing slash.")]
    public string Gateway { get; set; } = "";
}

/// <summary>Section <c>Sessions</c>.</summary>
internal sealed class SessionStoreOptions
{
    /// <summary>How long a session without a request stays in memory; after that its cookie brings it back.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "Sessions:IdleTimeout must be between 1 minute and 7 days.")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(8);
}
