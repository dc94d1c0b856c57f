using Passinstance.Passes.Rendering;

namespace Passinstance.Passes.GoogleWallet;

internal static class GoogleWalletEndpoints
{
    // Not part of the API's document: called by Google, which authenticates a callback with its signature.
    internal static void MapGoogleWallet(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/wallet/google/{organization}/callbacks", ReceiveGoogleCallback.HandleAsync).AllowAnonymous()
            .ExcludeFromDescription();
        routes.MapGet(PublicImages.Route, GetPublicImage.HandleAsync).AllowAnonymous().ExcludeFromDescription();
    }
}
