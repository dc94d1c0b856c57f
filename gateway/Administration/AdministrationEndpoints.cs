using Passinstance.Gateway.Usage;

namespace Passinstance.Gateway.Administration;

/// <summary>The routes of the administration API.</summary>
internal static class AdministrationEndpoints
{
    public static void MapAdministration(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("/organizations", CreateOrganization.HandleAsync);
        admin.MapGet("/organizations", ListOrganizations.HandleAsync);
        admin.MapPost("/organizations/{organizationId}/suspend", ChangeOrganization.SuspendAsync);
        admin.MapPost("/organizations/{organizationId}/resume", ChangeOrganization.ResumeAsync);
        admin.MapPut("/organizations/{organizationId}/limit-factor", ChangeOrganization.SetLimitFactorAsync);
        admin.MapPut("/organizations/{organizationId}/quotas/{name}", SetQuota.HandleAsync);
        admin.MapDelete("/organizations/{organizationId}", ChangeOrganization.DeleteAsync);
        admin.MapPost("/keys", CreateKey.HandleAsync);
        admin.MapGet("/keys", ListKeys.HandleAsync);
        admin.MapPost("/keys/{apiKeyId}/rotate", RotateKey.HandleAsync);
        admin.MapPost("/keys/{apiKeyId}/revoke", RevokeKey.HandleAsync);
        admin.MapPost("/clients", CreateClient.HandleAsync);
        admin.MapGet("/clients", ListClients.HandleAsync);
        admin.MapPost("/clients/{clientId}/rotate", RotateClient.HandleAsync);
        admin.MapPost("/clients/{clientId}/revoke", RevokeClient.HandleAsync);
        admin.MapPost("/sign-in-links", CreateSignInLink.HandleAsync);
        admin.MapPost("/operators/revoke", RevokeOperator.HandleAsync);
        admin.MapPost("/signing-keys/rotate", RotateSigningKey.HandleAsync);
    }
}
