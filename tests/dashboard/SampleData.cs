using Passinstance.Client;

namespace Passinstance.Dashboard.Tests;

/// <summary>What an organization has after its first days, made once through the API.</summary>
internal sealed class SampleData
{
    private static readonly SemaphoreSlim One = new(1, 1);
    private static SampleData? _made;

    internal required Template Template { get; init; }

    internal required Pass Pass { get; init; }

    internal required Webhook Webhook { get; init; }

    internal required Bundle Bundle { get; init; }

    internal required PushNotification Notification { get; init; }

    internal static async Task<SampleData> OfAsync(RunningDashboard system)
    {
        await One.WaitAsync();
        try
        {
            return _made ??= await MakeAsync(system.Api);
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task<SampleData> MakeAsync(PassinstanceClient api)
    {
        var template = await api.CreateTemplateAsync(new CreateTemplateRequest
        {
            Name = "Coffee card",
            Description = "Membership card of Northwind Coffee",
            PassType = PassType.StoreCard,
            OrganizationName = "Northwind Coffee",
            TeamIdentifier = "TEAM123456",
            PassTypeIdentifier = "pass.com.example.coffee",
            BackgroundColor = "#123524",
            ForegroundColor = "#ffffff",
            LabelColor = "#cfe8d8",
            Layout = new PassLayout
            {
                PrimaryFields = [new PassField { Key = "balance", Label = "Balance", Value = "12.50" }],
                SecondaryFields = [
                    new PassField { Key = "member", Label = "Member", Value = "Name" },
                    new PassField { Key = "tier", Label = "Tier", Value = "Green" }],
                BackFields = [new PassField { Key = "terms", Label = "Terms", Value = "One card per person." }],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr },
        });
        template = await api.PublishTemplateAsync(template.Id);
        string[] holders = ["Grace Hopper", "Katherine Johnson", "Annie Easley", "Mary Jackson", "Hedy Lamarr", "Radia Perlman"];
        var passes = new List<Pass>();
        foreach (var (holder, index) in holders.Select((holder, index) => (holder, index)))
        {
            passes.Add(await api.CreatePassAsync(new CreatePassRequest
            {
                TemplateId = template.Id,
                SerialNumber = $"COFFEE-{1001 + index}",
                Fields = new Dictionary<string, FieldValue>
                {
                    ["member"] = new() { Value = holder },
                    ["tier"] = new() { Value = index % 2 == 0 ? "Gold" : "Green" },
                },
                BarcodeMessage = $"COFFEE-{1001 + index}",
            }));
        }

        await api.VoidPassAsync(passes[1].Id);
        return new SampleData
        {
            Template = template,
            Pass = passes[^1],
            Webhook = await api.CreateWebhookAsync(new CreateWebhookRequest
            {
                Url = "http://127.0.0.1:59999/hooks/passes",
                Events = ["*"],
                Description = "The shop's own system",
            }),
            Bundle = await api.CreateBundleAsync(new CreateBundleRequest { Name = "Family", PassIds = [passes[2].Id, passes[3].Id] }),
            Notification = await api.SendPushNotificationAsync(new SendPushNotificationRequest
            {
                Target = new PushTarget { TemplateId = template.Id },
                Title = "Free refill on Friday",
                Message = "Show your card between 8 and 10.",
            }),
        };
    }
}
