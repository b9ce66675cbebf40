using System.CommandLine;
using System.Security.Cryptography;
using PatchKit.Packager.Host;
using PatchKit.Packager.Keys;
using PatchKit.Shared;

namespace PatchKit.Packager.Commands;

/// <summary>
/// The options of every command that signs: a key file, or an external program with its public key. One command opens one key, so
/// that no two private keys ever meet in a process.
/// </summary>
internal sealed class SignerOptions
{
    private readonly Option<string?> _key = new("--key") { Description = "Your key file", HelpName = "FILE" };

    private readonly Option<string?> _command = new("--signer-command")
    {
        Description =
            "A program that signs instead of a key file: gets the bytes on stdin, answers with the raw signature on stdout",
        HelpName = "PROGRAM",
    };

    private readonly Option<string[]> _arguments = new("--signer-argument")
    {
        Description =
            "One argument for that program; repeat the option for more (--signer-argument=-x for one that begins with a dash)",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _publicKey = new("--signer-public-key")
    {
        Description = "The public key file of the key that the program signs with",
        HelpName = "FILE",
    };

    private readonly Option<int> _limit = new("--signer-timeout")
    {
        Description = "How long the program may take, in seconds",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => (int)CommandSigner.UsualLimit.TotalSeconds,
    };

    private readonly Option<int?> _descriptor = Passphrases.Descriptor();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _key, _descriptor, _command, _arguments, _publicKey, _limit })
            command.Options.Add(option);
    }

    /// <summary>Whether the command line names a signer at all, for a command that can do without.</summary>
    public bool AreGiven(ParseResult line) =>
        line.GetValue(_key) is not null || line.GetValue(_command) is not null || line.GetValue(_publicKey) is not null;

    /// <summary>Opens the signer that the command line names; the caller disposes it.</summary>
    /// <param name="services">The host.</param>
    /// <param name="keyboard">Where a passphrase is typed.</param>
    /// <param name="line">The command line.</param>
    /// <param name="use">What is to be signed: a rehearsal key signs nothing else than rehearsals.</param>
    public Result<OpenedSigner> Open(PackagerServices services, IKeyboard keyboard, ParseResult line, KeyUse use) =>
        (line.GetValue(_key), line.GetValue(_command)) switch
        {
            ({ } key, null) => KeyFolder(services).Read(key)
                .Then(file => FileSigner.Open(file, use, Passphrases.Source(line.GetValue(_descriptor), keyboard)))
                .Then<OpenedSigner>(signer => new OpenedSigner(signer, signer.File.Holder, signer)),
            (null, { } program) => Program(services, line, program, use),
            _ => new Refusal(RefusalCode.Usage, "--key",
                "give a key file with --key, or a program with --signer-command, and not both"),
        };

    /// <summary>
    /// The public half of the key that the command line names, before anybody types a passphrase: for what takes long before it
    /// is signed.
    /// </summary>
    public Result<PublicKeyFile> Public(PackagerServices services, ParseResult line) =>
        (line.GetValue(_key), line.GetValue(_command), line.GetValue(_publicKey)) switch
        {
            ({ } key, null, null) => KeyFolder(services).Read(key).Then<PublicKeyFile>(file => PublicKeyFile.Of(file)),
            (null, not null, { } path) => PublicKeyFile.Open(services, path),
            _ => new Refusal(RefusalCode.Usage, "--key",
                "give a key file with --key, or a program with --signer-command and its public key, and not both"),
        };

    /// <summary>Key files on this disk.</summary>
    internal static KeyFolder KeyFolder(PackagerServices services) =>
        new(services.Files, services.Clock, RandomNumberGenerator.Create());

    private Result<OpenedSigner> Program(PackagerServices services, ParseResult line, string program, KeyUse use)
    {
        if (line.GetValue(_publicKey) is not { } path)
            return new Refusal(RefusalCode.Usage, "--signer-public-key",
                "a signing program needs the public key file that its signatures are verified with");
        if (line.GetValue(_limit) is var seconds and not (>= 1 and <= 3600))
            return new Refusal(RefusalCode.Usage, "--signer-timeout", $"{seconds} is not from 1 to 3600 seconds");
        var limit = TimeSpan.FromSeconds(line.GetValue(_limit));
        return PublicKeyFile.Open(services, path).Then<OpenedSigner>(file => file.Use == use
            ? new OpenedSigner(new CommandSigner(program, line.GetValue(_arguments) ?? [], file.Key, limit), file.Holder, null)
            : new Refusal(RefusalCode.KeyUnusable, path,
                $"this is a key for a {file.Use.ToString().ToLowerInvariant()}, and a {use.ToString().ToLowerInvariant()} is " +
                $"to be signed"));
    }
}
