using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Npgsql;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Persistence.Idempotency;

/// <summary>
/// Executes a POST, PUT or PATCH of the API that has an <c>Idempotency-Key</c> once, and replays its response when the request is repeated.
/// The response is stored in the transaction that has the effect: after a crash, either both exist or neither.
/// </summary>
/// <remarks>
/// A middleware, and not a filter per route: no route can forget it. Only successful responses (2xx) are stored; a rejected request changed
/// nothing, so the key can be used for the corrected request.
/// </remarks>
internal sealed partial class IdempotencyMiddleware(RequestDelegate next, ILogger<IdempotencyMiddleware> logger)
{
    internal const string Header = "Idempotency-Key";

    private const int MaxKey = 255;
    private const int BufferedInMemory = 1024 * 1024;
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var isWrite = HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsPatch(request.Method);
        return isWrite && request.Headers.TryGetValue(Header, out var key) && context.GetEndpoint() is RouteEndpoint endpoint &&
               request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && context.User.Identity is { IsAuthenticated: true }
            ? OnceAsync(context, endpoint, key)
            : next(context);
    }

    private async Task OnceAsync(HttpContext context, RouteEndpoint endpoint, StringValues key)
    {
        if (key is not [{ Length: >= 1 and <= MaxKey } text] || !text.All(c => c is >= ' ' and <= '~'))
        {
            await Problem.Of(StatusCodes.Status422UnprocessableEntity, "invalid_idempotency_key",
                $"Send one Idempotency-Key of 1 to {MaxKey} printable ASCII characters, for example a UUID.").ExecuteAsync(context);
            return;
        }

        var store = context.RequestServices.GetRequiredService<IdempotencyStore>();
        var request = new KeyedRequest(
            context.User.OrganizationId, context.User.ApiKeyId, $"{context.Request.Method} {endpoint.RoutePattern.RawText}", text,
            await HashAsync(context.Request, context.RequestAborted));
        var claim = await store.ClaimAsync(request, context.RequestAborted);
        if (claim.ClaimId is { } claimId)
            await CarryOutAsync(context, store, request, claimId);
        else if (claim.Answer is { } answer)
            await answer.ReplayAsync(context.Response, context.RequestAborted);
        else if (claim.IsOtherRequest)
            await Reused().ExecuteAsync(context);
        else
            await RefuseAsUnderWayAsync(context);
    }

    private async Task CarryOutAsync(HttpContext context, IdempotencyStore store, KeyedRequest request, Guid claimId)
    {
        var response = context.Response;
        var client = response.Body;
        using var captured = new MemoryStream();
        var isKept = false;
        var isLost = false;
        try
        {
            await using var transaction = context.RequestServices.GetRequiredService<UnitOfWork>().Defer();
            response.Body = captured;
            await next(context);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
            if (response.StatusCode is >= 200 and < 300)
            {
                // From here on, a client disconnect must not affect the outcome.
                var db = context.RequestServices.GetRequiredService<DbContext>();
                isLost = !await store.StoreAsync(
                    db, request, claimId, StoredResponse.Of(response, captured.ToArray()), CancellationToken.None);
                if (!isLost)
                    await transaction.CommitAsync(CancellationToken.None);
                isKept = !isLost;
            }
        }
        finally
        {
            response.Body = client;
            if (!isKept)
                await ReleaseAsync(store, request, claimId);
        }

        if (isLost)
        {
            response.Clear();
            await RefuseAsUnderWayAsync(context);
            return;
        }

        await StoredResponse.SendAsync(response, captured.GetBuffer().AsMemory(0, (int)captured.Length), context.RequestAborted);
    }

    private async Task ReleaseAsync(IdempotencyStore store, KeyedRequest request, Guid claimId)
    {
        using var deadline = new CancellationTokenSource(ReleaseTimeout);
        try
        {
            await store.ReleaseAsync(request, claimId, deadline.Token);
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            // The request's own exception is what gets reported; the claim expires.
            LogReleaseFailed(exception);
        }
    }

    private static async Task<byte[]> HashAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        request.EnableBuffering(BufferedInMemory);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
                hash.AppendData(buffer, 0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    private static Problem Reused() => Problem.Of(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
        "This Idempotency-Key belongs to a request with another body or address. Use a new key for each operation, and the " +
            "same key only to repeat a request.");

    private static Task RefuseAsUnderWayAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problem.Conflict("idempotency_in_progress",
            "A request with this Idempotency-Key is still in progress. Send it again after Retry-After to get its response.")
            .ExecuteAsync(context);
    }

    [LoggerMessage(LogLevel.Warning, "The claim of an idempotency key could not be released; it expires without action.")]
    private partial void LogReleaseFailed(Exception exception);
}

/// <summary>Adds idempotency to the pipeline.</summary>
public static class IdempotencyPipeline
{
    /// <summary>
    /// Makes every POST, PUT and PATCH of the API repeatable with an <c>Idempotency-Key</c>; must come after authorization.
    /// </summary>
    public static void UseIdempotency(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyMiddleware>();
}
