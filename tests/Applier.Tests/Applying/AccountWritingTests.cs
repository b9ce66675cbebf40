using System.Text.Json.Nodes;
using PatchKit.Applier.Applying;
using PatchKit.Applier.Operators;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.Instruments;

namespace PatchKit.Tests.Applier.Applying;

/// <summary>An account is the same account in whatever language and spelling Windows, site and author write it.</summary>
public sealed class AccountWritingTests : IDisposable
{
    private const string Service = "UniversalCopyService";
    private const string Italian = @"NT AUTHORITY\SERVIZIO LOCALE";

    private readonly RehearsalBench _bench = RehearsalBench.OnDisk();
    private readonly FakeOperator _person = new()
    {
        Answer = question => question is PasswordQuestion ? "make-believe-ucs" : null,
    };

    public AccountWritingTests() => _bench.Edit("modes/Dx/accounts.json",
        accounts => accounts["names"] = new JsonObject { [Italian] = LogonAccount.LocalService });

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task An_Italian_windows_own_account_is_put_back_without_a_password()
    {
        RunsUnder(Italian);
        Assert.Equal(Verdict.Applied, (await Run(@".\ucs")).Verdict);
        Assert.Equal([@".\ucs"], _person.Questions.OfType<PasswordQuestion>().Select(question => question.Account));
        Assert.Equal((Verdict.Undone, null), Told(await Transaction().Rollback()));
        Assert.Single(_person.Questions);
        Assert.Equal(LogonAccount.LocalService, _bench.Open().Services.ReadBack(Service)!.Account);
    }

    [Theory]
    [InlineData(Italian, "LocalService")]
    [InlineData(@".\ucs", "ucs")]
    [InlineData("UCS", @".\ucs")]
    [InlineData(@"M70503\ucs", @".\ucs")]
    [InlineData(@".\ucs", @"m70503\UCS")]
    public async Task The_account_that_is_wanted_is_found_so_in_another_writing(string there, string wanted)
    {
        RunsUnder(there);
        Assert.Equal(Verdict.AlreadyApplied, (await Run(wanted)).Verdict);
        Assert.Empty(_person.Questions);
    }

    private void RunsUnder(string account) => _bench.Edit("modes/Dx/services.json", services =>
        (services[0]!["account"], services[0]!["passwordOf"]) = (account, account));

    private Transaction Transaction()
    {
        var instrument = _bench.Open();
        return new(_bench.FileSystem, TimeProvider.System, instrument, _person, instrument.Places.State)
        {
            Patience = Hurried.Patience,
        };
    }

    private async Task<ApplyOutcome> Run(string account)
    {
        var step = new SetServiceStep(Bench.Id("account"), Bench.Title("Account"), Service) { Account = account };
        var phase = new Phase(Token.Of<PhaseId>("patch"), Bench.Title("Patch"), [step]);
        var bundle = new DeliveredBundle(Token.Of<BundleId>("one"), Sha256Digest.Of("one"u8));
        var request = new ApplyRequest(bundle, 1, [phase], [], _bench.Folder, "it");
        var (transaction, plan) = (Transaction(), await Transaction().Plan(request, CancellationToken.None));
        return plan.IsSo ? plan.AlreadyApplied() : await transaction.Apply(request, CancellationToken.None);
    }

    private static (Verdict, PatchKit.Shared.Refusal?) Told(ApplyOutcome outcome) => (outcome.Verdict, outcome.Refusal);
}
