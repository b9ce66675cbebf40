using System.Globalization;
using System.IO.Abstractions;
using System.Text;
using PatchKit.Shared;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Campaigns;

/// <summary>
/// Writes a campaign that builds and rehearses as it stands, with comments that explain it: one product, one mode, one
/// make-believe instrument, and the schema by which an editor completes. Its files are those of the folder <c>Template</c>, which
/// is built into this program.
/// </summary>
internal sealed class NewCampaign(IFileSystem files, TimeProvider clock)
{
    private const string Template = "template/";

    /// <summary>Whether a file of a campaign is still the example's, byte for byte.</summary>
    /// <param name="path">Its place in the campaign's folder.</param>
    /// <param name="content">What it holds.</param>
    public static bool IsExample(MediaPath path, ReadOnlySpan<byte> content)
    {
        var name = Array.Find(typeof(NewCampaign).Assembly.GetManifestResourceNames(),
            resource => resource.Replace('\\', '/') == Template + path);
        if (name is null)
            return false;
        using var example = typeof(NewCampaign).Assembly.GetManifestResourceStream(name)!;
        return Sha256Digest.Of(example) == Sha256Digest.Of(content);
    }

    /// <summary>Writes it into a folder of its name, which must not exist or be empty.</summary>
    /// <returns>The folder.</returns>
    public Result<string> Write(string name)
    {
        var folder = files.Path.GetFullPath(name);
        if (!Token.Parse<CampaignId>(files.Path.GetFileName(folder), "NAME").TryGet(out var campaign, out var refusal))
            return refusal;
        if (files.File.Exists(folder)
            || (files.Directory.Exists(folder) && files.Directory.EnumerateFileSystemEntries(folder).Any()))
            return new Refusal(RefusalCode.OutputExists, folder, "there is something of this name already");
        try
        {
            foreach (var resource in typeof(NewCampaign).Assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(Template, StringComparison.Ordinal)))
            {
                var target = files.Path.Combine([folder, .. resource[Template.Length..].Split('/', '\\')]);
                files.Directory.CreateDirectory(files.Path.GetDirectoryName(target)!);
                files.File.WriteAllBytes(target, Filled(resource, campaign));
            }

            return folder;
        }
        catch (Exception wrong) when (Fault.Is(wrong))
        {
            return Fault.Refuse(wrong, folder, what: "the campaign cannot be written");
        }
    }

    private byte[] Filled(string resource, CampaignId campaign)
    {
        using var content = typeof(NewCampaign).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        if (!resource.EndsWith(Campaign.FileName, StringComparison.Ordinal))
            return bytes;
        var today = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)
            .Replace("{{NAME}}", campaign.Text, StringComparison.Ordinal)
            .Replace("{{TODAY}}", today, StringComparison.Ordinal));
    }
}
