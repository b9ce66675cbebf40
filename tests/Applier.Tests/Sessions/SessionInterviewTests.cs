using System.Collections.Immutable;
using System.Text;
using PatchKit.Applier.Operators;
using PatchKit.Shared;
using PatchKit.Shared.Receipts;
using PatchKit.Shared.Values;
using PatchKit.Tests.Applier.PowerCuts;

namespace PatchKit.Tests.Applier.Sessions;

/// <summary>Who stood there, what they attested, whom they told: the receipt says it as it was answered.</summary>
public sealed class SessionInterviewTests
{
    private readonly SessionWorld _world = SessionWorld.WithEveryKind();
    private readonly PowerCutDisk _disk;
    private readonly List<AttestationQuestion> _asked = [];

    public SessionInterviewTests() => _disk = PowerCutDisk.Holding(_world.Untouched);

    [Fact]
    public async Task A_yes_and_a_no_stand_in_the_receipt_with_the_sentence_that_was_read()
    {
        Attests(sentence => sentence != FormSentence.UsersInformed);
        _world.Consents = () => new ConsentAnswer.Agreed("503");
        var receipt = Left(await _world.Start(_disk, 0));
        Assert.Equal(Verdict.Applied, receipt.Verdict);
        Assert.Equal(new ReceiptOperator("Anna Rossi", "technician") { Company = "San Luca" }, receipt.Operator);
        Assert.Equal(
            [("received-and-understood", true), ("users-informed", false), ("each-mode-understood", true)],
            receipt.Attestations.Select(one => (one.Sentence, one.Agreed)));
        foreach (var (attestation, asked) in receipt.Attestations.Zip(Assert.Single(_asked).Sentences))
        {
            Assert.Equal(Sha256Digest.Of(Encoding.UTF8.GetBytes(asked.Text)), attestation.Text);
            Assert.Equal(receipt.Operator, attestation.By);
        }

        Assert.Equal("503", receipt.Instrument.SerialTyped);
    }

    [Fact]
    public async Task What_the_stick_shows_as_attested_is_not_asked_again_and_the_name_stands_there_already()
    {
        Attests(sentence => sentence != FormSentence.UsersInformed);
        _world.Consents = () => new ConsentAnswer.Declined(new(DeclineReason.NoInterruption));
        Left(await _world.Start(_disk, 0));
        Attests(_ => true);
        _world.Consents = () => new ConsentAnswer.Agreed("503");
        var receipt = Left(await _world.Start(_disk, 1));

        Assert.Equal([FormSentence.UsersInformed], _asked[1].Sentences.Select(asked => asked.Sentence));
        Assert.Equal(("Anna Rossi", "technician", "San Luca"),
            (_asked[1].Known.Name, _asked[1].Known.Role, _asked[1].Known.Company));
        Assert.Equal(("users-informed", true), receipt.Attestations.Select(one => (one.Sentence, one.Agreed)).Single());
    }

    [Fact]
    public async Task What_is_asked_of_the_form_is_foreseen_and_nothing_is_asked_when_the_answer_is_missing()
    {
        var (heard, asked) = (new List<Foreseen>(), new List<object>());
        _world.Answers = asked.Add;
        _world.Foresees = ahead =>
        {
            heard.Add(ahead);
            return new(RefusalCode.AnswerMissing, ahead.Keys[0], "nobody answers it");
        };
        var old = _world.Snapshot(_disk.Inner);
        var outcome = await _world.Start(_disk, 0);
        Assert.Equal(RefusalCode.AnswerMissing, outcome.Refusal?.Code);
        Assert.Equal(
            ["attestations.received-and-understood", "attestations.users-informed", "attestations.each-mode-understood"],
            heard[0].Keys.Where(key => key.StartsWith("attestations", StringComparison.Ordinal)));
        Assert.Contains(LocalItQuestion.Name, heard[0].Keys);
        Assert.Empty(asked);
        Assert.Equal(old, _world.Snapshot(_disk.Inner));

        _world.Foresees = ahead =>
        {
            heard.Add(ahead);
            return null;
        };
        _world.Consents = () => new ConsentAnswer.Declined(new(DeclineReason.NoInterruption));
        Attests(sentence => sentence != FormSentence.UsersInformed);
        await _world.Start(_disk, 1);
        await _world.Start(_disk, 2);
        Assert.Equal(["attestations.users-informed"],
            heard[^1].Keys.Where(key => key.StartsWith("attestations", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Carlo Verdi")]
    [InlineData(null)]
    public async Task Whether_local_IT_was_told_stands_in_the_receipt(string? name)
    {
        _world.ToldIt = name;
        var receipt = Left(await _world.Start(_disk, 0));
        Assert.Equal(Verdict.Applied, receipt.Verdict);
        Assert.NotNull(receipt.LocalIt);
        Assert.Equal(name, receipt.LocalIt.Name);
    }

    private void Attests(Func<FormSentence, bool> agrees) => _world.Attests = question =>
    {
        _asked.Add(question);
        return new(new("Anna Rossi", "technician") { Company = "San Luca" },
            question.Sentences.ToImmutableSortedDictionary(asked => asked.Sentence, asked => agrees(asked.Sentence)));
    };

    private Receipt Left(SessionOutcome outcome)
    {
        var place = Path.Combine(_world.Stick, outcome.Receipt.Place);
        return ReceiptReader.Read(_disk.Inner.File.ReadAllBytes(place), place).Value.Receipt;
    }
}
