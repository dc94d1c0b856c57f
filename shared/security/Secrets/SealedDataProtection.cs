using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Passinstance.Security.Secrets;

/// <summary>
/// ASP.NET Core's data protection with the deployment's own encryption keys: every replica opens what another has protected, nothing is
/// written to a disk, and a key is rotated as all others are.
/// </summary>
public static class SealedDataProtection
{
    /// <summary>
    /// Registers it with <see cref="SecretBox"/>; it protects cookies and antiforgery tokens. Call it after everything that registers data
    /// protection itself.
    /// </summary>
    public static void AddSealedDataProtection(this WebApplicationBuilder builder)
    {
        builder.AddSecretBox();
        builder.Services.AddSingleton<IDataProtectionProvider>(
            services => new Protector(services.GetRequiredService<SecretBox>(), "data-protection"));
        // It makes and stores a key of the framework's own, which nothing uses.
        foreach (var service in builder.Services.Where(IsKeyRingService).ToList())
            builder.Services.Remove(service);
    }

    private static bool IsKeyRingService(ServiceDescriptor service) =>
        !service.IsKeyedService && service.ImplementationType?.Name == "DataProtectionHostedService";

    private sealed class Protector(SecretBox box, string purpose) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose1) => new Protector(box, $"{purpose}\n{purpose1}");

        public byte[] Protect(byte[] plaintext) => box.Seal(purpose, Guid.Empty, plaintext);

        public byte[] Unprotect(byte[] protectedData) => box.Open(purpose, Guid.Empty, protectedData);
    }
}
