using System.Text.Json;

namespace PatchKit.Applier.Backups;

/// <summary>The members a manifest begins with: enough to know which of many to read whole.</summary>
internal sealed record BackupHead(string Id, DateTimeOffset Taken, string Instrument, string Mode)
{
    /// <summary>Reads the beginning of a manifest up to its list of volumes; null when a member is missing.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static BackupHead? Parse(ReadOnlySpan<byte> beginning)
    {
        var reader = new Utf8JsonReader(beginning, isFinalBlock: false, default);
        string? id = null, instrument = null, mode = null;
        DateTimeOffset? taken = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName && !reader.ValueTextEquals("volumes"u8))
        {
            var name = reader.GetString();
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                return null;
            switch (name)
            {
                case "id":
                    id = reader.GetString();
                    break;
                case "taken":
                    taken = reader.GetDateTimeOffset();
                    break;
                case "instrument":
                    instrument = reader.GetString();
                    break;
                case "mode":
                    mode = reader.GetString();
                    break;
            }
        }

        return id is not null && instrument is not null && mode is not null && taken is { } time ? new(id, time, instrument, mode) : null;
    }
}
