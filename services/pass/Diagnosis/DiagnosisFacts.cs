using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Rendering;

namespace Passinstance.Passes.Diagnosis;

/// <summary>The certificate that signs a pass.</summary>
/// <param name="IsDevelopment">Made by the development authority.</param>
/// <param name="NotBefore">From when it is valid.</param>
/// <param name="NotAfter">Until when.</param>
internal sealed record SigningCertificate(bool IsDevelopment, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>Everything that a diagnosis looks at.</summary>
internal sealed record DiagnosisFacts
{
    public required Pass Pass { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The database's clock at the same moment.</summary>
    public required DateTimeOffset DatabaseNow { get; init; }

    /// <summary>The gateway's address as phones see it.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Whether the version of the template is known.</summary>
    public bool HasTemplate { get; init; } = true;

    /// <summary>Why the pass cannot be signed now.</summary>
    public RenderingFailure? SigningFailure { get; init; }

    /// <summary>Null when none is stored.</summary>
    public SigningCertificate? Certificate { get; init; }

    public PassUsage Usage { get; init; } = new();

    /// <summary>When devices registered that are registered now.</summary>
    public IReadOnlyList<DateTimeOffset> Registrations { get; init; } = [];

    /// <summary>What devices reported that names this pass.</summary>
    public IReadOnlyList<(DateTimeOffset At, string Message)> DeviceLogs { get; init; } = [];

    /// <summary>Null while the notification service does not respond.</summary>
    public PassPushes? Pushes { get; init; }
}
