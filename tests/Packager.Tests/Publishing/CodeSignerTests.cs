using System.Buffers.Binary;
using System.IO.Abstractions;
using System.Reflection.PortableExecutable;
using PatchKit.Packager.Publishing;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Publishing;

/// <summary>
/// A signing program is not believed: its file is read back. A real signature is made and verified in EndToEnd.Tests.
/// </summary>
public sealed class CodeSignerTests : IDisposable
{
    private static readonly byte[] Program = File.ReadAllBytes(typeof(CodeSigner).Assembly.Location);
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("{file}", true)]
    [InlineData("-in={in} -out={out}", true)]
    [InlineData("{in}", false)]
    [InlineData("{file} {out}", false)]
    [InlineData("sign", false)]
    public void The_arguments_name_the_file(string arguments, bool fit) =>
        Assert.Equal(fit ? null : RefusalCode.Usage, new CodeSigner("signer", arguments.Split(' ')).Fault?.Code);

    [Theory]
    [InlineData("no signature", "cp", "{in}", "{out}")]
    [InlineData("no signature", "touch", "{file}")]
    [InlineData("wrote no file", "test", "{in}", "!=", "{out}")]
    [InlineData("exit code 1", "test", "{in}", "=", "{out}")]
    [InlineData("could not be run", "no-such-program", "{file}")]
    public async Task A_program_that_does_not_sign_is_refused(string reason, string program, params string[] arguments)
    {
        var file = _folder.At("program.dll");
        await File.WriteAllBytesAsync(file, Program, TestContext.Current.CancellationToken);
        var refusal = (await new CodeSigner(program, arguments).Sign(new FileSystem(), file)).Refusal;
        Assert.Equal(RefusalCode.PublishFailed, refusal?.Code);
        Assert.Contains(reason, refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_signature_at_its_end_and_no_other_change_is_taken() =>
        Assert.Null(CodeSigner.Compare(Program, Signed()));

    [Fact]
    public void A_file_that_was_changed_while_it_was_signed_is_refused()
    {
        var signed = Signed();
        signed[Program.Length / 2] ^= 1;
        Assert.Equal("more than the signature was changed", CodeSigner.Compare(Program, signed));
    }

    [Fact]
    public void A_file_with_something_behind_its_signature_is_refused() =>
        Assert.Equal("the signature does not stand at its end",
            CodeSigner.Compare(Program, [.. Signed(), 1, 2, 3, 4, 5, 6, 7, 8]));

    public void Dispose() => _folder.Dispose();

    // The place of a signature with 16 bytes in it, and another checksum: what signing changes.
    private static byte[] Signed()
    {
        using var reader = new PEReader(new MemoryStream(Program));
        var headers = reader.PEHeaders;
        var start = (Program.Length + 7) / 8 * 8;
        var signed = new byte[start + 16];
        Program.CopyTo(signed, 0);
        var directory = headers.PEHeaderStartOffset + (headers.PEHeader!.Magic == PEMagic.PE32Plus ? 112 : 96) + (4 * 8);
        BinaryPrimitives.WriteInt32LittleEndian(signed.AsSpan(directory), start);
        BinaryPrimitives.WriteInt32LittleEndian(signed.AsSpan(directory + 4), 16);
        BinaryPrimitives.WriteInt32LittleEndian(signed.AsSpan(headers.PEHeaderStartOffset + 64), 12345);
        return signed;
    }
}
