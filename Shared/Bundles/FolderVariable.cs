using System.Text.Json.Serialization;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Bundles;

/// <summary>
/// A folder that is not the same on every instrument: read on the instrument once, before anything is changed, and written
/// <c>${Name}</c> in backup set, idle gate, software version and steps.
/// </summary>
/// <param name="Name">Letters and digits, for example <c>InstallDir</c>.</param>
/// <param name="Source">Where the folder's full path is read.</param>
/// <param name="Below">The folder that it must be, or lie in: what is read on an instrument is signed by nobody.</param>
public sealed record FolderVariable(
    [property: JsonRequired] string Name,
    [property: JsonRequired] ValueSource Source,
    [property: JsonRequired] InstrumentPath Below);
