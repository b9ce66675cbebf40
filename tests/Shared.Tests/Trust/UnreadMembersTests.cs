using System.Text;
using System.Text.Json.Nodes;
using PatchKit.Shared.Trust;

namespace PatchKit.Tests.Shared.Trust;

/// <summary>A holder is shown what is signed beside what this program knows.</summary>
public sealed class UnreadMembersTests
{
    private readonly TestRepository _repository = new();

    public UnreadMembersTests()
    {
        _repository.AddTarget(Role.Targets, "bundles/x.zip", [1, 2]);
        _repository.Delegate(Role.Targets, "bundles", ["bundles/*"]);
        _repository.PublishTargets(Role.Targets, "bundles");
    }

    private string Key => _repository.Root.Keys.Keys.First();

    [Theory]
    [InlineData(Role.Root)]
    [InlineData(Role.Targets)]
    [InlineData(Role.Snapshot)]
    [InlineData(Role.Timestamp)]
    public void A_file_of_this_programs_own_has_none(string role) => Assert.Empty(Unread(role, _ => { }));

    [Fact]
    public void An_unknown_member_is_told_with_its_place_and_value() =>
        Assert.Equal(["$.x-note = {\"until\":[1,2]}"],
            Unread(Role.Targets, signed => signed["x-note"] = new JsonObject { ["until"] = new JsonArray(1, 2) }));

    [Fact]
    public void Several_are_told_in_the_order_of_the_file() =>
        Assert.Equal(["$.targets.bundles/x.zip.note = \"later\"", "$.x-last = true"],
            Unread(Role.Targets, signed =>
            {
                signed["targets"]!["bundles/x.zip"]!["note"] = "later";
                signed["x-last"] = true;
            }));

    [Fact]
    public void One_in_a_list_is_told_with_its_number() =>
        Assert.Equal(["$.delegations.roles[0].x-hidden = 7"],
            Unread(Role.Targets, signed => signed["delegations"]!["roles"]![0]!["x-hidden"] = 7));

    [Fact]
    public void A_value_that_is_written_otherwise_than_it_is_read_is_told() =>
        Assert.Equal(["$.spec_version = \"1.0.99\""], Unread(Role.Targets, signed => signed["spec_version"] = "1.0.99"));

    [Fact]
    public void What_a_target_says_of_itself_is_shown_elsewhere() =>
        Assert.Empty(Unread(Role.Targets,
            signed => signed["targets"]!["bundles/x.zip"]!["custom"] = new JsonObject { ["note"] = "x" }));

    [Fact]
    public void A_keys_own_further_members_are_told() =>
        Assert.Equal(
            [$"$.keys.{Key}.x-owner = \"nobody\"", $"$.keys.{Key}.keyval.private = \"no\""],
            Unread(Role.Root, signed =>
            {
                signed["keys"]![Key]!["x-owner"] = "nobody";
                signed["keys"]![Key]!["keyval"]!["private"] = "no";
            }));

    // A draft as somebody else's program might have written it.
    private IEnumerable<string> Unread(string role, Action<JsonObject> change)
    {
        var name = role == Role.Timestamp ? "timestamp.json" : _repository.MetadataFiles.Keys
            .Where(file => file.EndsWith($".{role}.json", StringComparison.Ordinal)).Max()!;
        var file = JsonNode.Parse(_repository.MetadataFiles[name])!;
        change(file["signed"]!.AsObject());
        return [.. DraftMetadata.Read<RoleMetadata>(Encoding.UTF8.GetBytes(file.ToJsonString()), name).Value.Unread];
    }
}
