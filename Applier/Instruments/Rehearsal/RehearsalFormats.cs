using System.Text.Json.Serialization;
using PatchKit.Shared.Json;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>The files of a rehearsal instrument: a person writes and edits them.</summary>
internal static class RehearsalFormats
{
    /// <summary>The sheet of the instrument.</summary>
    public static JsonFormat<MakeBelieveInstrument> Instrument { get; } =
        File<MakeBelieveInstrument>(RehearsalInstrument.SchemaVersion);

    /// <summary>The machine.</summary>
    public static JsonFormat<MakeBelieveMachine> Machine { get; } = File<MakeBelieveMachine>();

    /// <summary>Its drives.</summary>
    public static JsonFormat<MakeBelieveDrive[]> Drives { get; } = File<MakeBelieveDrive[]>();

    /// <summary>Its services.</summary>
    public static JsonFormat<MakeBelieveService[]> Services { get; } = File<MakeBelieveService[]>();

    /// <summary>Its accounts.</summary>
    public static JsonFormat<MakeBelieveAccounts> Accounts { get; } = File<MakeBelieveAccounts>();

    /// <summary>Its firewall profiles.</summary>
    public static JsonFormat<MakeBelieveProfile[]> Profiles { get; } = File<MakeBelieveProfile[]>();

    /// <summary>Its registry.</summary>
    public static JsonFormat<MakeBelieveValue[]> Values { get; } = File<MakeBelieveValue[]>();

    /// <summary>Its installed products.</summary>
    public static JsonFormat<MakeBelieveProduct[]> Products { get; } = File<MakeBelieveProduct[]>();

    /// <summary>Its updates, tasks and certificates.</summary>
    public static JsonFormat<MakeBelieveInventory> Inventory { get; } = File<MakeBelieveInventory>();

    /// <summary>Its processes.</summary>
    public static JsonFormat<MakeBelieveProcesses> Processes { get; } = File<MakeBelieveProcesses>();

    /// <summary>Names alone.</summary>
    public static JsonFormat<string[]> Names { get; } = File<string[]>();

    /// <summary>What waits for a restart.</summary>
    public static JsonFormat<MakeBelieveMove[]> Moves { get; } = File<MakeBelieveMove[]>();

    /// <summary>What a person's hands do.</summary>
    public static JsonFormat<MakeBelieveHands> Hands { get; } = File<MakeBelieveHands>();

    /// <summary>What an undo of a stand-in package needs: written by the program, into the journal.</summary>
    public static JsonFormat<StandInCapture> Capture { get; } = new("what was captured", RehearsalJson.Default, 16 << 20);

    private static JsonFormat<T> File<T>(string? schema = null)
        where T : notnull => new("a file of a rehearsal instrument", RehearsalJson.Default, 1 << 20)
        {
            Schema = schema,
            Depth = 16,
            WrittenByHand = true,
        };
}

/// <summary>JSON of <see cref="RehearsalFormats"/>.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(MakeBelieveInstrument))]
[JsonSerializable(typeof(MakeBelieveMachine))]
[JsonSerializable(typeof(MakeBelieveDrive[]))]
[JsonSerializable(typeof(MakeBelieveService[]))]
[JsonSerializable(typeof(MakeBelieveAccounts))]
[JsonSerializable(typeof(MakeBelieveProfile[]))]
[JsonSerializable(typeof(MakeBelieveValue[]))]
[JsonSerializable(typeof(MakeBelieveProduct[]))]
[JsonSerializable(typeof(MakeBelieveInventory))]
[JsonSerializable(typeof(MakeBelieveProcesses))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(MakeBelieveMove[]))]
[JsonSerializable(typeof(MakeBelieveHands))]
[JsonSerializable(typeof(StandInCapture))]
internal sealed partial class RehearsalJson : JsonSerializerContext;
