using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>Makes a service reject every request that did not come through the gateway.</summary>
public static class InternalIdentity
{
    /// <summary>
    /// Requires a valid internal token on every request, even where no route matches; only endpoints with <c>AllowAnonymous</c> (health,
    /// hosted pages, Apple's web service) are excepted. Reads <c>InternalIdentity:PublicKeys</c>, a list of PEM texts.
    /// </summary>
    /// <exception cref="ArgumentException">At startup: no public key is configured, or one cannot be read.</exception>
    public static IHostApplicationBuilder AddInternalIdentity(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => new InternalTokenVerifier(
            builder.Configuration.GetSection("InternalIdentity:PublicKeys").Get<string[]>() ?? [],
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<PublicKeyCheck>();
        builder.Services.AddAuthentication(InternalToken.Scheme)
            .AddScheme<AuthenticationSchemeOptions, InternalTokenHandler>(InternalToken.Scheme, configureOptions: null);
        builder.Services.AddAuthorizationBuilder()
            .SetDefaultPolicy(RequireInternalToken())
            .SetFallbackPolicy(RequireInternalToken());
        builder.Services.AddSingleton<IAuthorizationHandler, ScopeRequirementHandler>();
        return builder;
    }

    private static AuthorizationPolicy RequireInternalToken() =>
        new AuthorizationPolicyBuilder(InternalToken.Scheme).RequireAuthenticatedUser().Build();

    // A service with a missing or broken key fails at startup, not at its first request.
    private sealed class PublicKeyCheck(InternalTokenVerifier verifier) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(verifier);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
