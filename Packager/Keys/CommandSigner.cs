using System.Text;
using CliWrap;
using CliWrap.Exceptions;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Packager.Keys;

/// <summary>
/// Signs through an external program: a PKCS#11 token, a card, a cloud key. The program gets the bytes on its standard input and
/// answers with the raw signature on its standard output and exit code 0. Its signature is verified before anyone sees it.
/// </summary>
/// <param name="Program">The program to start; no shell is involved.</param>
/// <param name="Arguments">Its arguments, each as it is.</param>
/// <param name="Key">The public key that the program signs for.</param>
/// <param name="Limit">How long it may take, a person's touch on the token included.</param>
internal sealed record CommandSigner(string Program, IReadOnlyList<string> Arguments, PublicKey Key, TimeSpan Limit) : ISigner
{
    /// <summary>How long a program may take when nothing else is said.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(60);

    private const int MaxSignature = 1024;
    private const int MaxComplaint = 400;

    /// <inheritdoc/>
    public Result<byte[]> Sign(ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        return Run(copy).GetAwaiter().GetResult().Then<byte[]>(signature => Key.Verify(copy, signature)
            ? signature
            : Unusable($"its signature of {signature.Length} bytes does not verify with the public key {Key}"));
    }

    private async Task<Result<byte[]>> Run(byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var output = new MemoryStream();
        var complaint = new StringBuilder();
        try
        {
            var result = await Cli.Wrap(Program)
                .WithArguments(Arguments)
                .WithValidation(CommandResultValidation.None)
                .WithStandardInputPipe(PipeSource.FromBytes(bytes))
                .WithStandardOutputPipe(PipeTarget.Create((stream, cancelled) => Bounded(stream, output, limit, cancelled)))
                .WithStandardErrorPipe(PipeTarget.ToDelegate(line => Complain(complaint, line)))
                .ExecuteAsync(limit.Token)
                .ConfigureAwait(false);
            return result.ExitCode == 0
                ? output.ToArray()
                : Unusable($"it ended with exit code {result.ExitCode}{(complaint.Length > 0 ? $": {complaint}" : "")}");
        }
        catch (OperationCanceledException)
        {
            return Unusable(output.Length > MaxSignature
                ? $"it answered more than {MaxSignature} bytes, which is no signature"
                : $"it gave no signature within {Limit.TotalSeconds:0} seconds and was stopped");
        }
        catch (Exception e) when (Fault.Is(e) || e is CliWrapException or InvalidOperationException)
        {
            return Unusable($"it could not be run: {e.Message}");
        }
    }

    private static async Task Bounded(Stream from, MemoryStream to, CancellationTokenSource limit, CancellationToken cancelled)
    {
        var buffer = new byte[MaxSignature + 1];
        int read;
        while ((read = await from.ReadAsync(buffer, cancelled).ConfigureAwait(false)) > 0)
        {
            to.Write(buffer, 0, read);
            if (to.Length > MaxSignature)
                await limit.CancelAsync().ConfigureAwait(false);
        }
    }

    private static void Complain(StringBuilder complaint, string line)
    {
        var printable = Printable.Line(line);
        var room = MaxComplaint - complaint.Length;
        if (room > 0)
            complaint.Append(printable.AsSpan(0, Math.Min(room, printable.Length))).Append(' ');
    }

    private Refusal Unusable(string reason) => new(RefusalCode.KeyUnusable, $"signer command {Program}", reason);
}
