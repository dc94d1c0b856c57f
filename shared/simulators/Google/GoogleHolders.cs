using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Passinstance.Simulators.Google;

/// <summary>Users of Google Wallet: they follow save links and delete passes, and Google notifies the issuer of both.</summary>
internal sealed class GoogleHolders(GoogleAccountBook accounts, GoogleWalletContents contents, CallbackSigner signer, Lock gate)
    : IDisposable
{
    // Browsers truncate longer ones.
    private const int MaxToken = 1800;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HashSet<(string Object, string User)> _held = [];

    internal async Task<(string ObjectId, int? CallbackStatus)> SaveAsync(Uri link, string user, CancellationToken cancellationToken)
    {
        var token = link.Segments[^1];
        if (link.Host != "pay.google.com" || !link.AbsolutePath.StartsWith("/gp/v/save/", StringComparison.Ordinal))
            throw new SaveRefusedException("This is no save link.");
        if (token.Length > MaxToken)
            throw new SaveRefusedException($"The link's token has {token.Length} characters: browsers cut it.");
        var objectId = Make(accounts.ReadSaveToken(token).GetProperty("payload"));
        return (objectId, Hold(objectId, user) ? await NotifyAsync(objectId, "save", cancellationToken) : null);
    }

    internal async Task<int?> RemoveAsync(string objectId, string user, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!_held.Remove((objectId, user)))
                throw new SaveRefusedException("The user does not have this pass.");
        }

        return await NotifyAsync(objectId, "del", cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private bool Hold(string objectId, string user)
    {
        lock (gate)
        {
            contents.FindObject(objectId)!["hasUsers"] = true;
            return _held.Add((objectId, user));
        }
    }

    private string Make(JsonElement payload)
    {
        string? saved = null;
        lock (gate)
        {
            try
            {
                // Classes before their objects.
                foreach (var list in payload.EnumerateObject().OrderBy(list => list.Name.EndsWith("Objects", StringComparison.Ordinal)))
                {
                    var resource = list.Name.EndsWith("Classes", StringComparison.Ordinal) ? list.Name[..^2] : list.Name[..^1];
                    if (!GoogleWalletContents.IsResource(resource))
                        throw new SaveRefusedException($"Google knows no {list.Name}.");
                    foreach (var one in list.Value.EnumerateArray())
                    {
                        var id = one.GetProperty("id").GetString()!;
                        // Existing ones are left unchanged, whatever the link contains.
                        if (contents.Find(resource, id) is null)
                            contents.Insert(resource, JsonObject.Create(one.Clone())!);
                        if (resource.EndsWith("Object", StringComparison.Ordinal))
                            saved = id;
                    }
                }
            }
            catch (RefusedException refused)
            {
                throw new SaveRefusedException(refused.Message);
            }
        }

        return saved ?? throw new SaveRefusedException("The link has no object.");
    }

    private async Task<int?> NotifyAsync(string objectId, string what, CancellationToken cancellationToken)
    {
        string? url;
        lock (gate)
            url = contents.FindObject(objectId) is { } found
                ? contents.FindClassOf(objectId, found)?["callbackOptions"]?["url"]?.GetValue<string>() : null;
        if (url is null)
            return null;
        using var content = new StringContent(signer.Sign(objectId, what), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(url), content, cancellationToken);
        return (int)response.StatusCode;
    }
}
