using System.Collections.Immutable;
using PatchKit.Shared.Json;
using PatchKit.Shared.Values;

namespace PatchKit.Packager.Returns.Register;

/// <summary>One line of a register: an instrument and whose it is.</summary>
/// <param name="Line">The line in the file, from 1.</param>
/// <param name="Columns">Where each column stands in the file, from 1.</param>
/// <param name="Customer">The support desk's name of the customer.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Site">The site; empty when not known.</param>
/// <param name="Country">The country; empty when not known.</param>
/// <param name="Contact">Whom to call; empty when not known.</param>
/// <param name="Telephone">The number; empty when not known.</param>
/// <param name="Email">The address; empty when not known.</param>
/// <param name="Product">The product, as campaigns call it.</param>
/// <param name="Serial">The instrument.</param>
/// <param name="CatalogueNumber">The vendor's number; empty when not known.</param>
/// <param name="UdiDi">The device identifier; empty when not known.</param>
/// <param name="Languages">Which languages are spoken there, the preferred one first; empty when not known. For orders alone: the
/// ledger does not keep them.</param>
internal sealed record RegisterRow(
    long Line,
    IReadOnlyDictionary<RegisterColumn, int> Columns,
    string Customer,
    string Name,
    string Site,
    string Country,
    string Contact,
    string Telephone,
    string Email,
    string Product,
    SerialNumber Serial,
    string CatalogueNumber,
    string UdiDi,
    ImmutableArray<string> Languages)
{
    /// <summary>Whether two lines say the same of one customer.</summary>
    public bool IsSameCustomer(RegisterRow other) =>
        (Name, Site, Country, Contact, Telephone, Email)
            == (other.Name, other.Site, other.Country, other.Contact, other.Telephone, other.Email)
        && Languages.SequenceEqual(other.Languages);

    /// <summary>A mistake in one cell of this line.</summary>
    public AuthoredMistake Mistake(string place, RegisterColumn column, string message) =>
        new(new FilePosition(Line, Columns[column]).In(place), message);
}

/// <summary>The columns of a register. Their names in a file are matched whatever the case and the marks between the
/// words.</summary>
internal enum RegisterColumn
{
    /// <summary>The support desk's name of the customer.</summary>
    Customer,

    /// <summary>Its name for people.</summary>
    Name,

    /// <summary>The site.</summary>
    Site,

    /// <summary>The country.</summary>
    Country,

    /// <summary>Whom to call.</summary>
    Contact,

    /// <summary>The number.</summary>
    Telephone,

    /// <summary>The address.</summary>
    Email,

    /// <summary>The product, as campaigns call it.</summary>
    Product,

    /// <summary>The serial number.</summary>
    Serial,

    /// <summary>The vendor's catalogue number.</summary>
    CatalogueNumber,

    /// <summary>The device identifier.</summary>
    UdiDi,

    /// <summary>Which languages are spoken there.</summary>
    Languages,
}
