using Passinstance.Messaging.Bus;
using Passinstance.Persistence.Exports;

namespace Passinstance.Passes.AppleWallet;

internal static class AppleWalletServices
{
    internal static void AddAppleWallet(this IServiceCollection services)
    {
        services.AddSingleton<DevicePassStore>();
        services.AddSingleton<DeviceLogStore>();
        services.AddScoped<DeviceStore>();
        services.AddScoped<PersonalizationStore>();
        services.AddExport("personalization", ExportPersonalizations.ReadAsync);
    }

    internal static void AddAppleWallet(this MessagingBuilder messaging)
    {
        messaging.AddEventMapper<DeviceRegistration, DeviceRegistrationDomainEvent, DeviceRegistrationEventMapper>();
        messaging.AddConsumer<PushTokenRejectedConsumer>();
        messaging.AddConsumer<DeviceRegistrationReportedConsumer>();
    }
}
