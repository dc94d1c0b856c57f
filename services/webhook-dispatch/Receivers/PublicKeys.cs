using Microsoft.EntityFrameworkCore;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.Sending;

namespace Passinstance.Webhooks.Receivers;

/// <summary>Published keys of receivers that want a signature which they can check and nobody but us can make.</summary>
internal static class PublicKeys
{
    internal const string Prefix = "whpk_";

    extension(WebhooksDbContext db)
    {
        /// <summary>Receivers' Ed25519 keys that sign now, the newest first.</summary>
        internal async Task<ILookup<Guid, string>> PublicKeysAsync(Guid organizationId, IReadOnlyCollection<Guid> receivers, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var keys = await db.ReceiverSecrets.AsNoTracking()
                .Where(s => s.OrganizationId == organizationId && receivers.Contains(s.ReceiverId) && s.PublicKey != null && (s.ExpiresAt == null || s.ExpiresAt > now))
                .OrderByDescending(s => s.CreatedAt).ThenByDescending(s => s.Id)
                .Select(s => new { s.ReceiverId, s.PublicKey })
                .ToListAsync(cancellationToken);
            return keys.ToLookup(key => key.ReceiverId, key => Prefix + Convert.ToBase64String(key.PublicKey!));
        }

        /// <summary>The receiver's answer with its published keys.</summary>
        internal async Task<ReceiverResponse> DescribeAsync(Receiver receiver, TimeProvider time, CancellationToken cancellationToken)
        {
            var keys = await db.PublicKeysAsync(receiver.OrganizationId, [receiver.Id], time.GetUtcNow(), cancellationToken);
            return ReceiverResponse.From(receiver) with { PublicKeys = [.. keys[receiver.Id]] };
        }

        /// <summary>Whether the receiver has an Ed25519 key that is not running out.</summary>
        internal Task<bool> SignsWithEd25519Async(Receiver receiver, CancellationToken cancellationToken) =>
            db.ReceiverSecrets.AnyAsync(
                s => s.OrganizationId == receiver.OrganizationId && s.ReceiverId == receiver.Id && s.Algorithm == SignatureAlgorithm.Ed25519 && s.ExpiresAt == null, cancellationToken);
    }
}
