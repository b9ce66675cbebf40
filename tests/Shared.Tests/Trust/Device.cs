using System.IO.Abstractions.TestingHelpers;
using PatchKit.Shared;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A device that keeps its trusted metadata between visits to a repository.</summary>
internal sealed class Device
{
    public const string StoreFolder = "/device/trust";

    public Device(TestRepository repository, TrustLimits? limits = null)
    {
        Repository = repository;
        Limits = limits;
        Store = new(Files, StoreFolder);
        Assert.Null(Client().TrustRoot(repository.FirstRoot).Refusal);
    }

    public TestRepository Repository { get; }

    public TrustLimits? Limits { get; }

    public MockFileSystem Files { get; } = new();

    public MetadataStore Store { get; }

    public TrustClient Client(DateTimeOffset? now = null) => new(Repository, Store, now ?? TestRepository.Now, Limits);

    public Result<TrustedMetadata> Refresh(DateTimeOffset? now = null) => Client(now).Refresh();

    /// <summary>The version of a role that the device trusts; 0 when it has none.</summary>
    public long Version(string role)
    {
        var bytes = Store.Read(Role.FileName(role)).Value;
        return bytes.IsEmpty ? 0 : DraftMetadata.Read<RoleMetadata>(bytes, role).Value.Metadata.Version;
    }

    public Refusal Refused(DateTimeOffset? now = null) => Assert.IsType<Refusal>(Refresh(now).Refusal);

    public void Accepts(DateTimeOffset? now = null) => Assert.Null(Refresh(now).Refusal);
}
