using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.AppleWallet;

internal static class DeviceEndpoints
{
    internal static void MapDevices(this IEndpointRouteBuilder routes)
    {
        // Apple's web service: devices prove themselves by a pass's own token. It is Apple's interface, not part of our API's description.
        var wallet = routes.MapGroup("/wallet/apple/{organization}/v1").AllowAnonymous().ExcludeFromDescription();
        wallet.MapPost("/devices/{device}/registrations/{passType}/{serial}", RegisterDevice.HandleAsync);
        wallet.MapDelete("/devices/{device}/registrations/{passType}/{serial}", UnregisterDevice.HandleAsync);
        wallet.MapGet("/devices/{device}/registrations/{passType}", ListUpdatedPasses.HandleAsync);
        wallet.MapGet("/passes/{passType}/{serial}", FetchPass.HandleAsync);
        wallet.MapPost("/passes/{passType}/{serial}/personalize", PersonalizePass.HandleAsync);
        wallet.MapPost("/log", RecordDeviceLog.HandleAsync);

        var read = routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead);
        read.MapGet("/device-logs", ListDeviceLogs.HandleAsync);
        read.MapGet("/{id}/personalization", GetPersonalization.HandleAsync);
    }
}
