using Passinstance.Notifications.Apns;

namespace Passinstance.Notifications.Tests.Apns;

[Trait("Category", "Unit")]
public sealed class TokenRejectionsTests
{
    private readonly TokenRejections _rejections = new();

    [Fact]
    public void Two_rejected_tokens_and_no_accepted_push_show_that_the_pass_type_is_wrong()
    {
        Assert.Equal(PushOutcome.Retry, _rejections.Rejected("a", "1", 0));
        Assert.Equal(PushOutcome.CredentialRejected, _rejections.Rejected("a", "2", 0));
        Assert.Equal(PushOutcome.Retry, _rejections.Rejected("a", "3", 0));
    }

    [Fact]
    public void After_an_accepted_push_each_rejected_token_is_wrong_by_itself()
    {
        _rejections.Accepted("a");
        Assert.Equal(PushOutcome.TokenRejected, _rejections.Rejected("a", "1", 0));
        Assert.Equal(PushOutcome.TokenRejected, _rejections.Rejected("a", "2", 0));
        // Another credential has to show that it is right.
        Assert.Equal(PushOutcome.Retry, _rejections.Rejected("b", "3", 0));
    }

    [Fact]
    public void The_only_device_s_token_is_wrong_after_some_attempts()
    {
        for (var attempt = 0; attempt < TokenRejections.MaxAttempts - 1; attempt++)
            Assert.Equal(PushOutcome.Retry, _rejections.Rejected("a", "1", attempt));
        Assert.Equal(PushOutcome.TokenRejected, _rejections.Rejected("a", "1", TokenRejections.MaxAttempts - 1));
    }
}
