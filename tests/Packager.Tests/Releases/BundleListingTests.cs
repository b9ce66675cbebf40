using System.IO.Abstractions;
using PatchKit.Packager.Campaigns;
using PatchKit.Packager.Host;
using PatchKit.Packager.Rehearsal;
using PatchKit.Packager.Releases;
using PatchKit.Shared;
using PatchKit.Tests.Packager.Campaigns;

namespace PatchKit.Tests.Packager.Releases;

/// <summary>What a release lists under a name and a counter stays what it is.</summary>
public sealed class BundleListingTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ReleaseRepository _release;

    public BundleListingTests()
    {
        var services = new PackagerServices(new FileSystem(), TimeProvider.System, TextWriter.Null, TextWriter.Null,
            Interactive: false);
        var place = new RehearsalFolder(_folder.At("rehearsal"));
        Directory.CreateDirectory(place.Root);
        File.Copy(Built("first", yaml => yaml), place.Bundle);
        _release = new RehearsalRelease(services, place).Make().Value;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_bundle_may_be_listed_again() => Assert.Null(Add(_folder.At("first.zip")));

    [Fact]
    public void Another_bundle_of_a_known_name_is_refused()
    {
        var refusal = Add(Built("second", yaml => yaml.Replace("Close the remote access", "Close it", StringComparison.Ordinal)));
        Assert.Equal(RefusalCode.NameTaken, refusal?.Code);
        Assert.Contains("a bundle of this name", refusal!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_with_a_known_counter_is_refused_and_with_a_higher_one_it_is_listed()
    {
        string Next(string yaml) => yaml.Replace("version: 1.0.0", "version: 1.0.1", StringComparison.Ordinal);
        var refusal = Add(Built("second", Next));
        Assert.Equal(RefusalCode.NameTaken, refusal?.Code);
        Assert.Contains("counter 1 is that of fsn2023-1338-1.0.0", refusal!.Reason, StringComparison.Ordinal);
        Assert.Null(Add(Built("third", yaml => Next(yaml).Replace("counter: 1", "counter: 2", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_known_counter_is_refused_for_a_product_of_another_campaign_and_not_for_other_products()
    {
        string Other(string yaml) => yaml.Replace("campaign: fsn2023-1338", "campaign: another", StringComparison.Ordinal);
        var refusal = Add(Built("second", Other));
        Assert.Equal(RefusalCode.NameTaken, refusal?.Code);
        Assert.Contains("counter 1 is that of fsn2023-1338-1.0.0", refusal!.Reason, StringComparison.Ordinal);
        Assert.Contains("miseqdx", refusal.Reason, StringComparison.Ordinal);
        Assert.Null(Add(Built("third", yaml => Other(yaml).Replace("product: miseqdx", "product: one", StringComparison.Ordinal)
            .Replace("product: nextseq550dx", "product: two", StringComparison.Ordinal))));
    }

    private Refusal? Add(string bundle) => BundleListing.Add(new FileSystem(), _release, bundle).Refusal;

    private string Built(string name, Func<string, string> change)
    {
        using var copy = new TestFolder();
        return new BundleBuilder(new FileSystem()).Build(Sample.Copy(copy, change), _folder.At($"{name}.zip")).Value.Path;
    }
}
