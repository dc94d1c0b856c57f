using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Gateway.Accounts;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.Gateway.SignIn.Sessions;

/// <summary>One sign-in of a user in one browser, and everything that was granted from it. Its secret is the browser's cookie.</summary>
[Audited(IdPrefixes.Session)]
internal sealed class Session
{
    public const int MaxUserAgentLength = 300;

    private Session()
    {
    }

    public Guid Id { get; private init; }
    public Guid UserId { get; private init; }
    public byte[] TokenHash { get; private init; } = [];

    /// <summary>How the user signed in.</summary>
    public SignInMethod Method { get; private init; }

    /// <summary>Whether a recovery code was in the place of the app's code: it leads on to a new app.</summary>
    public bool UsedRecoveryCode { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Accurate to some minutes.</summary>
    public DateTimeOffset LastUsedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }
    public DateTimeOffset? RevokedAt { get; private init; }

    /// <summary>The address of the sign-in, as rate limits count it.</summary>
    public string Address { get; private init; } = "";

    public string UserAgent { get; private init; } = "";

    public static Session Create(
        Guid userId, byte[] tokenHash, SignInMethod method, string address, string userAgent, TimeSpan lifetime, TimeProvider time,
        bool usedRecoveryCode = false) => new()
        {
            UsedRecoveryCode = usedRecoveryCode,
            Id = TypeId.NewGuid(time),
            UserId = userId,
            TokenHash = tokenHash,
            Method = method,
            CreatedAt = time.GetUtcNow(),
            LastUsedAt = time.GetUtcNow(),
            ExpiresAt = time.GetUtcNow() + lifetime,
            Address = address,
            UserAgent = TextCut.Storable(userAgent, MaxUserAgentLength),
        };

    /// <summary>Whether it can be used at a time.</summary>
    public bool IsLive(DateTimeOffset now, TimeSpan idleTimeout) => RevokedAt is null && now < ExpiresAt && now < LastUsedAt + idleTimeout;
}

/// <summary>How a user signed in. The names are those of the API.</summary>
internal enum SignInMethod
{
    /// <summary>A sign-in link.</summary>
    Link,

    /// <summary>An invitation.</summary>
    Invitation,

    /// <summary>A password and a code of an authenticator app.</summary>
    Password,

    /// <summary>A passkey.</summary>
    Passkey,

    /// <summary>The organization's own identity provider.</summary>
    Oidc,
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.UsedRecoveryCode).HasDefaultValue(false);
        builder.Property(s => s.UserAgent).HasMaxLength(Session.MaxUserAgentLength);
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => s.TokenHash).IsUnique();
        builder.HasIndex(s => new { s.UserId, s.Id });
        builder.HasIndex(s => s.ExpiresAt);
    }
}
