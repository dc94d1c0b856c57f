using Passinstance.Messaging.Bus;

namespace Passinstance.Passes.AppleWallet;

internal static class AppleWalletServices
{
    internal static void AddAppleWallet(this IServiceCollection services)
    {
        services.AddSingleton<DevicePassStore>();
        services.AddSingleton<DeviceLogStore>();
        services.AddScoped<DeviceStore>();
        services.AddScoped<PersonalizationStore>();
    }

    internal static void AddAppleWallet(this MessagingBuilder messaging)
    {
        messaging.AddEventMapper<DeviceRegistration, DeviceRegistrationDomainEvent, DeviceRegistrationEventMapper>();
        messaging.AddConsumer<PushTokenRejectedConsumer>();
    }
}
