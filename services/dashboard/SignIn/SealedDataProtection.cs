using Microsoft.AspNetCore.DataProtection;
using Passinstance.Security.Secrets;

namespace Passinstance.Dashboard.SignIn;

/// <summary>
/// What ASP.NET Core protects (antiforgery tokens, the descriptors of components in a page) is sealed under the program's own configured key,
/// so that any replica reads what another wrote, and nothing is kept in files.
/// </summary>
internal sealed class SealedDataProtection(SecretBox box, string purpose) : IDataProtector
{
    public SealedDataProtection(SecretBox box)
        : this(box, "dashboard")
    {
    }

    /// <summary>Without it the framework would make a ring of keys at start and keep it in files.</summary>
    public static void RemoveKeyRing(IServiceCollection services)
    {
        foreach (var service in services.Where(one => one.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
            services.Remove(service);
    }

    IDataProtector IDataProtectionProvider.CreateProtector(string part) => new SealedDataProtection(box, $"{purpose}/{part}");

    byte[] IDataProtector.Protect(byte[] plaintext) => box.Seal(purpose, Guid.Empty, plaintext);

    byte[] IDataProtector.Unprotect(byte[] protectedData) => box.Open(purpose, Guid.Empty, protectedData);
}
