using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>Metadata of an endpoint: what its caller must have, for the API's document.</summary>
public interface IRequiresScope
{
    /// <summary>The scope that the caller must have; null for none.</summary>
    string? Scope { get; }

    /// <summary>Whether the caller must be a person.</summary>
    bool PeopleOnly { get; }
}

/// <summary>The endpoint needs a credential with <paramref name="scope"/>; without it the response is a 403 that names the scope.</summary>
/// <param name="scope">For example <c>passes:read</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequiredScopeAttribute(string scope) : Attribute, IAuthorizationRequirementData, IRequiresScope
{
    /// <summary>The scope that the caller must have.</summary>
    public string Scope { get; } = scope;

    /// <inheritdoc />
    public bool PeopleOnly => false;

    /// <inheritdoc />
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new ScopeRequirement(Scope)];
}

/// <summary>Declares the scope of a route.</summary>
public static class ScopeRoutes
{
    /// <summary>
    /// Requires <paramref name="scope"/> on every endpoint of <paramref name="builder"/>, in addition to the internal token.
    /// </summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.RequireAuthorization();
        builder.Add(endpoint => endpoint.Metadata.Add(new RequiredScopeAttribute(scope)));
        return builder;
    }
}

internal sealed record ScopeRequirement(string Scope) : IAuthorizationRequirement;

internal sealed class ScopeRequirementHandler : AuthorizationHandler<ScopeRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.HasScope(requirement.Scope))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
