using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Status;

namespace Passinstance.Templates.WalletIdentities;

internal static class WalletIdentityServices
{
    internal static void AddWalletIdentities(this IServiceCollection services)
    {
        services.AddOptions<GoogleCheckOptions>().BindConfiguration("GoogleWallet").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GoogleCheck>();
        services.AddScoped<DevelopmentIdentities>();
        services.AddSingleton<IdentitySecrets>();
        services.AddScoped<CertificateExpiryWarnings>();
        services.AddHostedService<CertificateExpiryWorker>();
        services.AddDatabaseValues(CertificateStatus.Values);
        services.AddRestoreStep<WalletIdentityStep>();
        services.AddExport("walletIdentity", ExportWalletIdentities.ReadAsync);
    }
}
