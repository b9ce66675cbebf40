using System.Text.Json.Serialization;

namespace PatchKit.Shared.Values;

/// <summary>The name of one field action, for example <c>fsn2023-1338</c>.</summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<CampaignId>))]
public readonly record struct CampaignId(Slug Name) : IToken<CampaignId, Slug>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static CampaignId Of(Slug name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>
/// The name of one bundle: campaign and version, for example <c>fsn2023-1338-1.0.0</c>. It names the file <c>bundles/ID.zip</c>.
/// </summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<BundleId>))]
public readonly record struct BundleId(Slug Name) : IToken<BundleId, Slug>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static BundleId Of(Slug name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>The name of a product in a campaign, for example <c>miseqdx</c>.</summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<ProductId>))]
public readonly record struct ProductId(Slug Name) : IToken<ProductId, Slug>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static ProductId Of(Slug name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>The name of a phase of a plan: <c>patch</c> or <c>user-configuration</c> in the first campaign.</summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<PhaseId>))]
public readonly record struct PhaseId(Slug Name) : IToken<PhaseId, Slug>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static PhaseId Of(Slug name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>The name of a step, unique in its plan.</summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<StepId>))]
public readonly record struct StepId(Slug Name) : IToken<StepId, Slug>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static StepId Of(Slug name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>The support desk's name of a customer.</summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<CustomerId>))]
public readonly record struct CustomerId(Slug Name) : IToken<CustomerId, Slug>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static CustomerId Of(Slug name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}

/// <summary>The name printed on a stick, for example <c>PK-0042</c>. It names the delivery <c>deliveries/ID.json</c>.</summary>
/// <param name="Name">Its text, valid already.</param>
[JsonConverter(typeof(TokenConverter<StickId>))]
public readonly record struct StickId(Label Name) : IToken<StickId, Label>
{
    /// <inheritdoc/>
    public string Text => Name.Text;

    /// <inheritdoc/>
    public static StickId Of(Label name) => new(name);

    /// <inheritdoc/>
    public override string ToString() => Name.ToString();
}
