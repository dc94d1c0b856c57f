namespace Passinstance.Wallet.Google;

/// <summary>Signs tokens for a service account whose private keys stay at Google.</summary>
public interface IExternalTokenSigner
{
    /// <summary>The signed token (JWS, RS256) of a set of claims.</summary>
    /// <param name="claims">The claims, as JSON in UTF-8.</param>
    /// <returns>Header, claims and signature in Base64url, with dots between.</returns>
    ValueTask<string> SignTokenAsync(ReadOnlyMemory<byte> claims, CancellationToken cancellationToken);
}
