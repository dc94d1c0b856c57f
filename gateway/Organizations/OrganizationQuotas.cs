using System.ComponentModel.DataAnnotations;

namespace Passinstance.Gateway.Organizations;

/// <summary>Section <c>Quotas</c> of the configuration. The administration commands are not bound by them.</summary>
internal sealed class OrganizationQuotas
{
    /// <summary>API keys of an organization that can be used.</summary>
    [Range(1, int.MaxValue)]
    public int ApiKeys { get; set; } = 500;

    /// <summary>OAuth clients of an organization that can be used.</summary>
    [Range(1, int.MaxValue)]
    public int OAuthClients { get; set; } = 100;

    /// <summary>Invitations of an organization that can be accepted. A mail is sent for each.</summary>
    [Range(1, int.MaxValue)]
    public int Invitations { get; set; } = 200;

    /// <summary>Organizations that a person owns: each has quotas and rate limits of its own.</summary>
    [Range(1, int.MaxValue)]
    public int Organizations { get; set; } = 20;
}
