using PatchKit.Applier.Discovery;
using PatchKit.Shared;
using PatchKit.Shared.Media;
using PatchKit.Shared.Receipts;
using Shape = PatchKit.Shared.Bundles.SerialShape;

namespace PatchKit.Applier.Preflight;

/// <summary>Whether this stick is for this instrument in this mode.</summary>
internal static class AddressCheck
{
    /// <summary>The delivery names this product with this serial number, and expects this mode.</summary>
    public static Finding Address(IdentifiedInstrument instrument, Delivery delivery)
    {
        // Two products may bear one name on screens: what is compared is the product's name in files.
        var here = $"{instrument.Product.Name} ({instrument.Product.Product}) {instrument.Serial}, {instrument.Mode.Called}";
        var expected = delivery.Instruments
            .Where(candidate => candidate.Product == instrument.Product.Product && candidate.Serial == instrument.Serial)
            .ToArray();
        if (expected.Any(candidate => candidate.Modes.Contains(instrument.Mode.Mode)))
        {
            return new(CheckId.Address, FindingLevel.Pass, $"the delivery names {here}")
            {
                Facts = [instrument.Product.Name, instrument.Serial.Text, new Fact.Title(instrument.Mode.Called)],
            };
        }

        // Where the serial number is the same, the product is what differs.
        var named = string.Join("; ", delivery.Instruments.Select(candidate =>
            $"{(candidate.Product == instrument.Product.Product ? "" : $"{candidate.Product} ")}{candidate.Serial} " +
                $"({string.Join(", ", candidate.Modes.Select(mode => mode.Text))})"));
        return new(CheckId.Address, FindingLevel.Stop, $"this is {here}; the delivery names {named}")
        {
            Facts = [instrument.Product.Name, instrument.Serial.Text, new Fact.Title(instrument.Mode.Called), named],
            Code = expected.Length == 0 ? RefusalCode.NotForThisInstrument : RefusalCode.NotForThisMode,
        };
    }

    /// <summary>The serial number's usual shape: to warn on, never to refuse on.</summary>
    public static Finding SerialShape(IdentifiedInstrument instrument) =>
        Shape.Fits(instrument.Serial, instrument.Product.SerialShape)
        ? new(CheckId.SerialShape, FindingLevel.Pass, $"serial number {instrument.Serial}") { Facts = [instrument.Serial.Text] }
        : new(CheckId.SerialShape, FindingLevel.Warn,
            $"serial number {instrument.Serial} has not the shape {instrument.Product.SerialShape}")
        {
            Facts = [instrument.Serial.Text, instrument.Product.Name],
        };
}
