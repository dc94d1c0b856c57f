using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Passinstance.Wallet.Apple;

namespace Passinstance.ExternalSigners;

/// <summary>
/// A token of a PKCS#11 module with a pool of sessions. A session signs one hash at a time. Modules end sessions when they restart: all
/// sessions are then opened anew, and the hash is tried once more.
/// </summary>
internal sealed class Pkcs11Token : IDisposable
{
    private static readonly Pkcs11InteropFactories Factories = new();

    // Loaded once per process and never finalized, because that would end the sessions of all that use the module.
    private static readonly Dictionary<string, IPkcs11Library> Modules = new(StringComparer.Ordinal);

    // A module blocks the thread that calls it, for ever if it likes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Pkcs11Options _options;
    private readonly ISlot _slot;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<PooledSession> _idle = [];
    private readonly Lock _login = new();
    private ISession? _loggedIn;
    private ExternalSignerException? _pinRejected;
    private volatile int _generation;

    internal Pkcs11Token(Pkcs11Options options)
    {
        _options = options;
        _free = new SemaphoreSlim(options.Sessions, options.Sessions);
        try
        {
            _slot = Load(options.Library).GetSlotList(SlotsType.WithTokenPresent)
                .Find(slot => slot.GetTokenInfo().Label.TrimEnd() == options.TokenLabel)
                ?? throw new ExternalSignerException(
                    $"The PKCS#11 module has no token with the label \"{options.TokenLabel}\": check TokenLabel.");
        }
        catch (Exception exception) when (exception is Pkcs11Exception or UnmanagedException or DllNotFoundException)
        {
            throw new ExternalSignerException(
                $"The PKCS#11 module {options.Library} cannot be used ({exception.Message}): check Library and the module's own settings.",
                exception);
        }
    }

    internal byte[] Sign(string key, byte[] digestInfo)
    {
        if (!_free.Wait(Patience))
            throw Busy();
        try
        {
            return Begin(key, digestInfo).WaitAsync(Patience).GetAwaiter().GetResult();
        }
        catch (TimeoutException exception)
        {
            throw Late(exception);
        }
    }

    internal async Task<byte[]> SignAsync(string key, byte[] digestInfo, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(Patience, cancellationToken))
            throw Busy();
        try
        {
            return await Begin(key, digestInfo).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw Late(exception);
        }
    }

    public void Dispose()
    {
        CloseIdle();
        lock (_login)
        {
            Close(_loggedIn);
            _loggedIn = null;
        }

        _free.Dispose();
    }

    // Pkcs11Interop calls dlopen in "libdl", which on a machine without a compiler only has a name with a number.
    private static readonly string[] Loaders = ["libdl.so.2", "libc.so.6", "libc"];

    static Pkcs11Token() => NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, static (name, _, _) =>
    {
        var handle = IntPtr.Zero;
        return name == "libdl" && Array.Exists(Loaders, loader => NativeLibrary.TryLoad(loader, out handle)) ? handle : IntPtr.Zero;
    });

    private static IPkcs11Library Load(string path)
    {
        lock (Modules)
        {
            if (!Modules.TryGetValue(path, out var module))
                Modules[path] = module = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, path, AppType.MultiThreaded);
            return module;
        }
    }

    // The session is free when the module is done, not when the caller stops waiting.
    private Task<byte[]> Begin(string key, byte[] digestInfo) => Task.Run(() =>
    {
        try
        {
            return SignOnce(key, digestInfo, isLast: false) ?? SignOnce(key, digestInfo, isLast: true)!;
        }
        finally
        {
            _free.Release();
        }
    });

    /// <summary>Null when the session was lost and this is not the last attempt.</summary>
    private byte[]? SignOnce(string key, byte[] digestInfo, bool isLast)
    {
        var session = Take();
        try
        {
            var signature = session.Sign(key, digestInfo);
            _idle.Add(session);
            return signature;
        }
        catch (ExternalSignerException)
        {
            _idle.Add(session);
            throw;
        }
        catch (Pkcs11Exception exception)
        {
            Close(session.Session);
            if (IsLost(exception.RV))
            {
                Forget(session.Generation);
                if (!isLast)
                    return null;
            }

            throw new ExternalSignerException(
                $"The PKCS#11 module does not sign with the key \"{key}\": {exception.RV}.{Advice(exception.RV)}", exception)
            {
                IsPermanent = Advice(exception.RV).Length > 0,
                Part = ExternalSignerPart.Key,
            };
        }
    }

    private PooledSession Take()
    {
        while (_idle.TryTake(out var known))
        {
            if (known.Generation == _generation)
                return known;
            Close(known.Session);
        }

        return Open();
    }

    // A login holds for all sessions of the process as long as one of them is open.
    private PooledSession Open()
    {
        try
        {
            lock (_login)
            {
                if (_loggedIn is null)
                    _loggedIn = Login();
                return new PooledSession(_slot.OpenSession(SessionType.ReadOnly), _generation);
            }
        }
        catch (Pkcs11Exception exception)
        {
            throw new ExternalSignerException(
                $"The PKCS#11 module opens no session of the token \"{_options.TokenLabel}\": {exception.RV}.", exception);
        }
    }

    private ISession Login()
    {
        // Tokens lock themselves after a few wrong PINs: one is tried once.
        if (_pinRejected is not null)
            throw _pinRejected;
        var session = _slot.OpenSession(SessionType.ReadOnly);
        try
        {
            session.Login(CKU.CKU_USER, _options.Pin);
            return session;
        }
        catch (Pkcs11Exception exception) when (exception.RV is CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // By another entry with the same token.
            return session;
        }
        catch (Pkcs11Exception exception)
        {
            Close(session);
            if (exception.RV is not (CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_LOCKED
                or CKR.CKR_PIN_EXPIRED or CKR.CKR_USER_PIN_NOT_INITIALIZED))
                throw;
            throw _pinRejected = new ExternalSignerException(
                $"The token \"{_options.TokenLabel}\" rejects the PIN ({exception.RV}). It is not tried again: the operator sets Pin and "
                + "restarts the program.", exception)
            { IsPermanent = true };
        }
    }

    // Several sessions fail together: only the first of them ends the login, so that the next does not end the new one.
    private void Forget(int generation)
    {
        lock (_login)
        {
            if (generation != _generation)
                return;
            _generation++;
            Close(_loggedIn);
            _loggedIn = null;
        }

        CloseIdle();
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out var session))
            Close(session.Session);
    }

    private static void Close(ISession? session)
    {
        try
        {
            session?.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // It is gone in the module already.
        }
    }

    private static bool IsLost(CKR result) => result is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED
        or CKR.CKR_USER_NOT_LOGGED_IN or CKR.CKR_KEY_HANDLE_INVALID or CKR.CKR_OBJECT_HANDLE_INVALID or CKR.CKR_DEVICE_ERROR
        or CKR.CKR_DEVICE_REMOVED or CKR.CKR_TOKEN_NOT_PRESENT;

    private static string Advice(CKR result) => result switch
    {
        CKR.CKR_KEY_FUNCTION_NOT_PERMITTED => " The key is not allowed to sign: set CKA_SIGN.",
        CKR.CKR_KEY_TYPE_INCONSISTENT or CKR.CKR_MECHANISM_INVALID or CKR.CKR_KEY_SIZE_RANGE =>
            " It must be an RSA key with 2048 bits that signs by CKM_RSA_PKCS.",
        _ => "",
    };

    private static ExternalSignerException Late(TimeoutException exception) =>
        new("The PKCS#11 module did not finish a signature in time.", exception);

    private static ExternalSignerException Busy() => new(
        "All sessions of the PKCS#11 token are busy: raise Sessions, or check whether the module responds.");

    /// <summary>A session and the keys that were found in it.</summary>
    private sealed class PooledSession(ISession session, int generation)
    {
        private readonly Dictionary<string, IObjectHandle> _keys = new(StringComparer.Ordinal);

        public ISession Session => session;

        public int Generation => generation;

        public byte[] Sign(string key, byte[] digestInfo)
        {
            if (!_keys.TryGetValue(key, out var handle))
                _keys[key] = handle = Find(key);
            using var mechanism = Factories.MechanismFactory.Create(CKM.CKM_RSA_PKCS);
            return session.Sign(mechanism, handle, digestInfo);
        }

        private IObjectHandle Find(string key)
        {
            var attributes = Factories.ObjectAttributeFactory;
            using var kind = attributes.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY);
            using var name = key.StartsWith(ExternalKey.IdPrefix, StringComparison.Ordinal)
                ? attributes.Create(CKA.CKA_ID, Convert.FromHexString(key.AsSpan(ExternalKey.IdPrefix.Length)))
                : attributes.Create(CKA.CKA_LABEL, key);
            var found = session.FindAllObjects([kind, name]);
            if (found is not [var only])
            {
                throw Rejected(found.Count == 0 ? $"The token has no private key \"{key}\": check the label or id."
                    : $"The token has {found.Count} private keys \"{key}\": name one by its id, as id: and hexadecimal.");
            }

            var type = session.GetAttributeValue(only, [CKA.CKA_KEY_TYPE])[0];
            using (type)
            {
                return type.GetValueAsUlong() == (ulong)CKK.CKK_RSA ? only
                    : throw Rejected($"The key \"{key}\" is no RSA key ({(CKK)type.GetValueAsUlong()}): Apple's Pass Type ID certificates "
                        + "need RSA with 2048 bits.");
            }
        }

        private static ExternalSignerException Rejected(string message) =>
            new(message) { IsPermanent = true, Part = ExternalSignerPart.Key };
    }
}

/// <summary>Signs with a key of a token.</summary>
internal sealed class Pkcs11Signer(Func<Pkcs11Token> token, string key) : IExternalSigner
{
    // The algorithm and the length of a SHA-256 hash, as PKCS#1 v1.5 signs them; the module adds the padding.
    private static ReadOnlySpan<byte> Sha256Info =>
        [0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

    public byte[] SignHash(ReadOnlySpan<byte> sha256Hash) => token().Sign(key, [.. Sha256Info, .. sha256Hash]);

    public async ValueTask<byte[]> SignHashAsync(ReadOnlyMemory<byte> sha256Hash, CancellationToken cancellationToken) =>
        await token().SignAsync(key, [.. Sha256Info, .. sha256Hash.Span], cancellationToken);
}
