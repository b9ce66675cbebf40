using System.Collections.Immutable;
using PatchKit.Shared.Trust;
using PatchKit.Shared.Values;

namespace PatchKit.Shared.Media;

/// <summary>
/// A stick to be checked: one that lies in a folder (<see cref="StickFolder"/>), or one that is about to be written. Nothing that
/// comes from it is trusted.
/// </summary>
public interface IStick
{
    /// <summary>Its release.</summary>
    ITransport Release { get; }

    /// <summary>The names on it.</summary>
    Result<StickNames> Names();

    /// <summary>
    /// The reports of media gateways among what is none of ours, each read once; none unless it lies in a folder.
    /// </summary>
    ImmutableArray<KioskReport> KioskReports(StickNames names) => [];

    /// <summary>Reads a file once, and no more of it than <paramref name="most"/> bytes: its length and its digest.</summary>
    Result<(long Length, Sha256Digest Digest)> Measure(MediaPath path, long most);
}

/// <summary>The names on a stick.</summary>
/// <param name="Ours">
/// Every file in the folders that are ours and every file of ours at the top, by its path with forward slashes; receipts aside.
/// </param>
/// <param name="Foreign">What is none of ours and is never read.</param>
public sealed record StickNames(ImmutableArray<string> Ours, ImmutableArray<ForeignFile> Foreign);

/// <summary>A file or folder on a stick that is none of ours. It is named, so that a site's IT can see that we saw it.</summary>
/// <param name="Name">Its path; a character that could draw on a screen shows as a question mark.</param>
/// <param name="OfSystem">Whether operating systems leave such a thing behind.</param>
public sealed record ForeignFile(string Name, bool OfSystem);
