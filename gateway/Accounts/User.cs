using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Accounts;

/// <summary>A person's account. What it may do is decided by its memberships of organizations.</summary>
[Audited(IdPrefixes.User)]
internal sealed class User : IdentityUser<Guid>
{
    public const int MaxNameLength = 200;
    public const int MaxEmailLength = 254;

    /// <summary>What the key of the authenticator app is sealed for.</summary>
    internal const string AuthenticatorPurpose = "authenticator-key";

    private User()
    {
    }

    /// <summary>How the person is called in lists; empty until the person gives a name.</summary>
    public string Name { get; set; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The key of the authenticator app, sealed; null until the person has one.</summary>
    public byte[]? SealedAuthenticatorKey { get; set; }

    /// <summary>The hash of the last code that was accepted: a code works once, also in the minutes in which it is current.</summary>
    public byte[]? LastCodeHash { get; set; }

    /// <summary>The organization that the person looked at last.</summary>
    public Guid? LastOrganizationId { get; set; }

    /// <summary>
    /// Whether the person operates this deployment: sees the state of all programs and resends dead letters, and nothing of organizations
    /// that it is no member of. Only the administration makes somebody an operator.
    /// </summary>
    public bool IsOperator { get; set; }

    /// <summary>Whether the person can sign in with a password and a code.</summary>
    public bool HasPassword => PasswordHash is not null && SealedAuthenticatorKey is not null;

    public static User Create(string email, string name, TimeProvider time) => new()
    {
        Id = TypeId.NewGuid(time),
        UserName = email,
        Email = email,
        NormalizedUserName = Normalize(email),
        NormalizedEmail = Normalize(email),
        Name = name,
        CreatedAt = time.GetUtcNow(),
        SecurityStamp = Guid.NewGuid().ToString("N"),
    };

    /// <summary>The form by which addresses are compared; that of Identity's normalizer.</summary>
    public static string Normalize(string email) => email.Normalize().ToUpperInvariant();

    /// <summary>
    /// Whether a text can be an address of mail: it has one @ between two parts, and nothing that a header could not hold.
    /// </summary>
    public static bool IsEmail(string? text)
    {
        if (text is not { Length: >= 3 and <= MaxEmailLength } || text.Any(IsNoneOfAddress))
            return false;
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1;
    }

    // Blanks, line ends and what is not seen (also of Unicode, such as the mark that turns the direction): two addresses would look alike.
    private static bool IsNoneOfAddress(char c) => c is '<' or '>' or ',' or ';' or '"' || char.IsControl(c) || char.IsWhiteSpace(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate;
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users");
        builder.HasKey(u => u.Id);
        builder.Property(u => u.Id).ValueGeneratedNever();
        builder.Property(u => u.UserName).HasMaxLength(User.MaxEmailLength);
        builder.Property(u => u.NormalizedUserName).HasMaxLength(User.MaxEmailLength);
        builder.Property(u => u.Email).HasMaxLength(User.MaxEmailLength);
        builder.Property(u => u.NormalizedEmail).HasMaxLength(User.MaxEmailLength);
        builder.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
        builder.HasIndex(u => u.NormalizedUserName).IsUnique();
        builder.HasIndex(u => u.NormalizedEmail);
        builder.Property(u => u.Name).HasMaxLength(User.MaxNameLength);
        // By the database too: a program of the release before this column adds people without it.
        builder.Property(u => u.IsOperator).HasDefaultValue(false);
        builder.Property(u => u.SealedAuthenticatorKey).IsSealed(User.AuthenticatorPurpose);
        // Attempts are limited by address and account in shared buckets; a lock on the account would let anybody lock its owner out.
        builder.Ignore(u => u.LockoutEnd);
        builder.Ignore(u => u.LockoutEnabled);
        builder.Ignore(u => u.AccessFailedCount);
        builder.Ignore(u => u.PhoneNumber);
        builder.Ignore(u => u.PhoneNumberConfirmed);
        builder.Ignore(u => u.HasPassword);
    }
}
