namespace Passinstance.Passes.GoogleWallet;

internal static class GoogleWalletEndpoints
{
    // Defined by Google and not part of the API's document. Google authenticates with its signature.
    internal static void MapGoogleWallet(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/wallet/google/{organization}/callbacks", ReceiveGoogleCallback.HandleAsync).AllowAnonymous()
            .ExcludeFromDescription();
}
