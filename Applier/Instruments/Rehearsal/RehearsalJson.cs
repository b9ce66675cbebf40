using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PatchKit.Applier.Instruments.Rehearsal;

/// <summary>
/// How the files of a rehearsal instrument are read and written: strictly, and indented so that a person can read and edit them.
/// </summary>
[JsonSerializable(typeof(MakeBelieveInstrument))]
[JsonSerializable(typeof(MakeBelieveMachine))]
[JsonSerializable(typeof(MakeBelieveDrive[]))]
[JsonSerializable(typeof(MakeBelieveService[]))]
[JsonSerializable(typeof(MakeBelieveAccounts))]
[JsonSerializable(typeof(MakeBelieveProfile[]))]
[JsonSerializable(typeof(MakeBelieveValue[]))]
[JsonSerializable(typeof(MakeBelieveProduct[]))]
[JsonSerializable(typeof(MakeBelieveProcesses))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(MakeBelieveMove[]))]
[JsonSerializable(typeof(MakeBelieveHands))]
[JsonSerializable(typeof(StandInCapture))]
internal sealed partial class RehearsalJson : JsonSerializerContext
{
    /// <summary>The one set of rules: indented, camel case, nothing unknown, nothing twice.</summary>
    public static RehearsalJson Rules { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 16,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The files go to no browser; a person reads them.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
