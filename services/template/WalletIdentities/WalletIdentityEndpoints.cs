using Microsoft.AspNetCore.Mvc;
using Passinstance.Security.ServiceCalls;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Templates.WalletIdentities;

internal static class WalletIdentityEndpoints
{
    internal static void MapWalletIdentities(this IEndpointRouteBuilder routes)
    {
        var read = routes.MapGroup("/api/v1/wallet-identities").RequireScope(Scopes.WalletIdentitiesRead);
        read.MapGet("/", ListWalletIdentities.HandleAsync);
        read.MapGet("/apple", ListWalletIdentities.AppleAsync);
        read.MapGet("/google", ListWalletIdentities.GoogleAsync);
        read.MapGet("/{id}", GetWalletIdentity.HandleAsync);
        read.MapGet("/{id}/request", GetCertificateRequest.HandleAsync)
            .Produces(StatusCodes.Status200OK, contentType: "application/x-pem-file");

        var write = routes.MapGroup("/api/v1/wallet-identities").RequireScope(Scopes.WalletIdentitiesWrite);
        write.MapPost("/apple", UploadAppleIdentity.HandleAsync);
        // The same operations with a form or a file; they are documented with the first, which also take a request without a type.
        write.MapPost("/apple", UploadAppleIdentity.HandleFormAsync).ExcludeFromDescription().WithOrder(1)
            .Accepts<string>(AppleForm.MediaType).WithMetadata(new RequestSizeLimitAttribute(AppleForm.MaxBody));
        write.MapPost("/apple/requests", RequestAppleCertificate.HandleAsync);
        write.MapPut("/{id}/certificate", PutCertificate.HandleAsync);
        write.MapPut("/{id}/certificate", PutCertificate.HandleFileAsync).ExcludeFromDescription().WithOrder(1)
            .Accepts<string>(PutCertificate.FileTypes[0], PutCertificate.FileTypes[1..])
            .WithMetadata(new RequestSizeLimitAttribute(AppleForm.MaxBody));
        write.MapPost("/google", UploadGoogleIdentity.HandleAsync);
        write.MapDelete("/{id}", DeleteWalletIdentity.HandleAsync);

        // For services of the deployment only: the gateway routes nothing below /internal.
        var services = routes.MapGroup("/internal/wallet-identities").RequireAuthorization(ServiceCall.Only).ExcludeFromDescription();
        services.MapGet("/{id:guid}", GetSealedIdentity.HandleAsync);
        services.MapGet("/apple", GetSealedIdentity.AppleAsync);
        services.MapGet("/google/{issuerId}", GetSealedIdentity.GoogleAsync);

        routes.MapGet("/wallet/apple/development-root.pem", GetDevelopmentRoot.HandleAsync).AllowAnonymous().ExcludeFromDescription();
    }
}
