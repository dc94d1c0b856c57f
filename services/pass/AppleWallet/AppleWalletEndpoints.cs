using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.AppleWallet;

internal static class AppleWalletEndpoints
{
    internal static void MapAppleWallet(this IEndpointRouteBuilder routes)
    {
        // Apple's web service, defined by Apple and not part of the API's document. Devices authenticate with a pass's own token.
        routes.MapGroup("/wallet/apple/{organization}/v1").AllowAnonymous().ExcludeFromDescription().MapWebService();
        // The address in a pass that asks its holder to sign up: it proves that the device has the pass.
        routes.MapGroup("/wallet/apple/{organization}/" + DevicePath.ProofSegment + "/{proof}/v1").AllowAnonymous()
            .ExcludeFromDescription().MapWebService();
        var read = routes.MapGroup("/api/v1/passes").RequireScope(Scopes.PassesRead);
        read.MapGet("/device-logs", ListDeviceLogs.HandleAsync);
        read.MapGet("/{id}/personalization", GetPersonalization.HandleAsync);
    }

    private static void MapWebService(this IEndpointRouteBuilder wallet)
    {
        wallet.MapPost("/devices/{device}/registrations/{passType}/{serial}", RegisterDevice.HandleAsync);
        wallet.MapDelete("/devices/{device}/registrations/{passType}/{serial}", UnregisterDevice.HandleAsync);
        wallet.MapGet("/devices/{device}/registrations/{passType}", ListUpdatedPasses.HandleAsync);
        wallet.MapGet("/passes/{passType}/{serial}", FetchPass.HandleAsync);
        wallet.MapPost("/passes/{passType}/{serial}/personalize", PersonalizePass.HandleAsync);
        wallet.MapPost("/log", RecordDeviceLog.HandleAsync);
    }
}
