using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Passinstance.Client;
using Passinstance.Dashboard.SignIn;

namespace Passinstance.Dashboard.Components;

/// <summary>
/// A page that shows data of the API. The data is loaded while the page is rendered for the first time and handed over to the circuit with
/// it, so that nothing is requested twice, and again when the address changes.
/// </summary>
/// <typeparam name="TData">What the page shows; it is written as JSON between the two.</typeparam>
public abstract class ApiPage<TData> : ComponentBase, IDisposable
    where TData : class
{
    // In bytes of JSON.
    private const int MaxPersisted = 64 * 1024;

    private readonly CancellationTokenSource _closed = new();
    private PersistingComponentStateSubscription _persisting;
    private string? _loaded;

    [Inject]
    private ApiClients Clients { get; set; } = null!;

    [Inject]
    private CurrentSession Current { get; set; } = null!;

    [Inject]
    private PersistentComponentState State { get; set; } = null!;

    /// <summary>The address and its changes.</summary>
    [Inject]
    protected NavigationManager Navigation { get; private set; } = null!;

    /// <summary>Messages about what has happened.</summary>
    [Inject]
    protected Toasts Toasts { get; private set; } = null!;

    /// <summary>Questions before something that harms.</summary>
    [Inject]
    protected Dialogs Dialogs { get; private set; } = null!;

    /// <summary>What was loaded; null until then, and when it failed.</summary>
    protected TData? Data { get; set; }

    /// <summary>Why it could not be loaded, or why the last action failed.</summary>
    protected ProblemView? Problem { get; set; }

    /// <summary>Whether an action is going on.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>The person who is signed in; null until it is known.</summary>
    protected SignedInAccount? Account { get; private set; }

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Closed => _closed.Token;

    /// <summary>Loads what the page shows.</summary>
    protected abstract Task<TData> LoadAsync(PassinstanceClient api, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _persisting = State.RegisterOnPersisting(() =>
        {
            // The browser sends it back with the start of the circuit; what is large is loaded again instead.
            if (Data is not null && JsonSerializer.SerializeToUtf8Bytes(Data, JsonSerializerOptions.Web).Length <= MaxPersisted)
                State.PersistAsJson(Key, Data);
            return Task.CompletedTask;
        });
        if (State.TryTakeFromJson<TData>(Key, out var data) && data is not null)
            (Data, _loaded) = (data, Navigation.Uri);
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        Account ??= await TryAccountAsync();
        if (_loaded == Navigation.Uri)
            return;
        _loaded = Navigation.Uri;
        await ReloadAsync();
    }

    /// <summary>Loads again.</summary>
    protected async Task ReloadAsync()
    {
        Problem = null;
        await TryAsync(async api => Data = await LoadAsync(api, Closed), keepsBusy: false);
    }

    /// <summary>Runs an action of the person: shows that it goes on, and what went wrong.</summary>
    /// <returns>Whether it succeeded.</returns>
    protected Task<bool> RunAsync(Func<PassinstanceClient, Task> action)
    {
        Problem = null;
        return TryAsync(action, keepsBusy: true);
    }

    /// <summary>What a call returns, or something else when the person's role does not allow it: a page shows the rest.</summary>
    protected static async Task<T> AllowedAsync<T>(Task<T> call, T otherwise)
    {
        try
        {
            return await call;
        }
        catch (PassinstanceException exception) when (exception.StatusCode == 403)
        {
            return otherwise;
        }
    }

    /// <summary>The client of the API.</summary>
    protected Task<PassinstanceClient> ApiAsync() => Clients.GetAsync();

    /// <summary>The person who is signed in.</summary>
    protected Task<SignedInAccount?> AccountAsync() => Current.AccountAsync(Closed);

    /// <summary>Whether the person's role allows what needs a scope. What it does not is not offered.</summary>
    protected bool May(string scope) => Account?.May(scope) == true;

    /// <summary>Reads the person again, here and in the frame: the name, the role or the organization has changed.</summary>
    protected async Task ForgetAccountAsync()
    {
        await Current.ForgetAccountAsync();
        Account = await TryAccountAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what goes on.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _closed.Cancel();
        _closed.Dispose();
        _persisting.Dispose();
    }

    // Without the API the page says so itself, when it loads.
    private async Task<SignedInAccount?> TryAccountAsync()
    {
        try
        {
            return await Current.AccountAsync(Closed);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private string Key => GetType().FullName!;

    private async Task<bool> TryAsync(Func<PassinstanceClient, Task> action, bool keepsBusy)
    {
        try
        {
            IsBusy = keepsBusy;
            if (keepsBusy)
                StateHasChanged();
            await action(await Clients.GetAsync());
            return true;
        }
        catch (SignedOutException)
        {
            Current.SignIn();
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception exception) when (ProblemView.From(exception) is { } problem)
        {
            Problem = problem;
        }
        finally
        {
            IsBusy = false;
        }

        return false;
    }
}
