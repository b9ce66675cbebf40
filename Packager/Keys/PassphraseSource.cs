using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PatchKit.Shared;

namespace PatchKit.Packager.Keys;

/// <summary>
/// Where passphrases come from: <see cref="TypedPassphrase"/> at a terminal or <see cref="DescriptorPassphrase"/> from an open
/// file descriptor. There is no third way: the command line and the environment are readable by other programs.
/// </summary>
internal abstract class PassphraseSource
{
    private protected PassphraseSource()
    {
    }

    /// <summary>The passphrase for a new key; a person types it twice.</summary>
    public abstract Result<Passphrase> ForMaking(string what, KeyUse use);

    /// <summary>The passphrase of a key that exists; asked once.</summary>
    public abstract Result<Passphrase> ForOpening(string what);

    private protected static Refusal Unusable(string reason) => new(RefusalCode.KeyUnusable, "passphrase", reason);

    private protected static Result<Passphrase> FitForMaking(Result<Passphrase> passphrase, KeyUse use)
    {
        if (!passphrase.TryGet(out var value, out var refusal))
            return refusal;
        if (value.FaultForMaking(use) is not { } fault)
            return value;
        value.Dispose();
        return fault;
    }
}

/// <summary>A passphrase typed by a person, without echo.</summary>
internal sealed class TypedPassphrase(IKeyboard keyboard) : PassphraseSource
{
    /// <inheritdoc/>
    public override Result<Passphrase> ForMaking(string what, KeyUse use)
    {
        if (!FitForMaking(Ask($"New passphrase for {what}: "), use).TryGet(out var first, out var refusal))
            return refusal;
        if (!Ask("The same passphrase again: ").TryGet(out var second, out refusal))
        {
            first.Dispose();
            return refusal;
        }

        using (second)
        {
            if (first.Matches(second))
                return first;
        }

        first.Dispose();
        return Unusable("the two passphrases are not the same; nothing was written, start again");
    }

    /// <inheritdoc/>
    public override Result<Passphrase> ForOpening(string what) => Ask($"Passphrase for {what}: ");

    private Result<Passphrase> Ask(string prompt)
    {
        if (!keyboard.IsThere)
            return Unusable("there is no terminal to type a passphrase at; give it with --passphrase-fd N");
        keyboard.Say(prompt);
        var typed = new char[Passphrase.MaxLength];
        try
        {
            var length = ReadLine(typed);
            keyboard.Say(Environment.NewLine);
            return length < 0 ? Unusable("the passphrase was cancelled") : Passphrase.From(typed.AsSpan(0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsBytes(typed.AsSpan()));
        }
    }

    // A line into a fixed buffer: a string or a growing list would leave copies behind that nobody can wipe.
    private int ReadLine(Span<char> typed)
    {
        var length = 0;
        while (true)
        {
            var key = keyboard.Read();
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return length;
                case ConsoleKey.Escape:
                    return -1;
                case ConsoleKey.Backspace when length > 0:
                    length--;
                    break;
                default:
                    if (key.KeyChar >= ' ' && length < typed.Length)
                        typed[length++] = key.KeyChar;
                    break;
            }
        }
    }
}

/// <summary>
/// The first line of an open file descriptor; on Windows only 0, the standard input, because handles have no small numbers there.
/// </summary>
internal sealed class DescriptorPassphrase(int descriptor) : PassphraseSource
{
    /// <inheritdoc/>
    public override Result<Passphrase> ForMaking(string what, KeyUse use) => FitForMaking(Read(), use);

    /// <inheritdoc/>
    public override Result<Passphrase> ForOpening(string what) => Read();

    private Result<Passphrase> Read()
    {
        if (descriptor < 0 || (OperatingSystem.IsWindows() && descriptor != 0))
            return Unusable($"file descriptor {descriptor} cannot be read here; on Windows use --passphrase-fd 0");
        try
        {
            using var stream = Open();
            return FirstLine(stream);
        }
        catch (Exception e) when (Fault.Is(e) || e is ArgumentException)
        {
            return Unusable($"file descriptor {descriptor} cannot be read: {e.Message}");
        }
    }

    private Stream Open() => descriptor == 0
        ? Console.OpenStandardInput()
        : new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    // One byte at a time, so that what follows the line stays there for whoever reads next.
    private static Result<Passphrase> FirstLine(Stream stream)
    {
        var line = new byte[Passphrase.MaxLength + 5];
        try
        {
            var length = 0;
            while (length < line.Length && stream.Read(line.AsSpan(length, 1)) == 1 && line[length] != '\n')
                length++;
            if (length > 0 && line[length - 1] == '\r')
                length--;
            return Passphrase.From(line.AsSpan(0, length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(line);
        }
    }
}
