using CliWrap;
using CliWrap.Buffered;
using PatchKit.Packager.Commands;

namespace PatchKit.Tests.Packager.Returns.Postgres;

/// <summary>Two desks at one ledger, as two programs, and one of them killed.</summary>
public sealed class TwoDesksTests(PostgresServer server)
{
    private const int Instruments = 60;
    private const int Rounds = 6;

    [Fact]
    public async Task Two_desks_receive_the_same_receipts_and_one_is_killed_and_each_is_there_once()
    {
        using var desk = new Desk(place: await server.NewDatabase());
        var serials = Enumerable.Range(1, Instruments).Select(number => $"M{70000 + number}").ToArray();
        var delivery = desk.Deliver("PK-0001", "a", serials);
        var folders = serials.Chunk(Instruments / Rounds).Select((some, index) =>
        {
            foreach (var serial in some)
                desk.Write($"post-{index}", desk.Receipt(delivery, serial, SampleModes.Dx));
            return Path.Combine(desk.Folder, $"post-{index}");
        }).ToArray();

        for (var round = 0; round < Rounds; round++)
        {
            using var kill = new CancellationTokenSource(TimeSpan.FromMilliseconds(150 * round));
            await Task.WhenAll(Receive(desk, kill.Token, folders), Receive(desk, CancellationToken.None, folders[..(round + 1)]));
        }

        Assert.Equal(Instruments, desk.Ledger.Query<long>("SELECT COUNT(*) FROM receipts")[0]);
        Assert.Equal(Instruments, desk.Ledger.Query<long>("SELECT COUNT(*) FROM log WHERE kind = 'Receipt'")[0]);
        Assert.Equal(0, AuditCommand.Run(desk.Services, desk.LedgerPath, json: false));
        Assert.Equal(Instruments, desk.Status().Summary.HalfPatched);
    }

    // A process of its own, that can be killed.
    private static async Task Receive(Desk desk, CancellationToken kill, params string[] folders)
    {
        try
        {
            var ran = await Cli.Wrap("dotnet")
                .WithArguments(
                    [Path.Combine(AppContext.BaseDirectory, "Packager.dll"), "receive", .. folders, "--ledger", desk.LedgerPath])
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(kill);
            Assert.True(ran.ExitCode == 0, ran.StandardOutput + ran.StandardError);
        }
        catch (OperationCanceledException)
        {
            // Killed, as was meant.
        }
    }
}
