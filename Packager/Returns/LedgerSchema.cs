using System.Collections.Immutable;

namespace PatchKit.Packager.Returns;

/// <summary>The ledger's tables: one script a version, each run once, in order. Format: docs/formats/ledger.md.</summary>
/// <remarks>
/// Plain SQL that SQLite and PostgreSQL both take: TEXT and BIGINT alone, times as ISO 8601 UTC text of fixed width (so that they
/// sort), booleans as 0 and 1, the envelope as text (its one spelling is ASCII JSON, so nothing is lost).
/// A serial number stands as it was written, and beside it the key by which two spellings of it are one. What names a person
/// stands in <c>personal</c> alone, and everywhere else its reference. No table holds a judgement: what the evidence says is
/// worked out anew each time.
/// </remarks>
internal static class LedgerSchema
{
    /// <summary>Script number n makes version n + 1. A script that has shipped is never changed.</summary>
    public static ImmutableArray<string> Scripts { get; } =
    [
        """
        CREATE TABLE ledger (
            schema_version BIGINT NOT NULL,
            rehearsal BIGINT NOT NULL,
            created_at TEXT NOT NULL);

        CREATE TABLE log (
            number BIGINT PRIMARY KEY,
            kind TEXT NOT NULL,
            at TEXT NOT NULL,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            previous TEXT NOT NULL,
            hash TEXT NOT NULL);
        CREATE INDEX log_by_subject ON log (subject);

        CREATE TABLE personal (
            reference TEXT PRIMARY KEY,
            about TEXT NOT NULL,
            salt TEXT NOT NULL,
            text TEXT NOT NULL);
        CREATE INDEX personal_by_about ON personal (about);

        CREATE TABLE customers (
            customer_id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            site TEXT NOT NULL,
            country TEXT NOT NULL,
            contact TEXT NOT NULL,
            telephone TEXT NOT NULL,
            email TEXT NOT NULL);

        CREATE TABLE instruments (
            serial_key TEXT PRIMARY KEY,
            serial TEXT NOT NULL,
            product TEXT NOT NULL,
            catalogue_number TEXT NOT NULL,
            udi_di TEXT NOT NULL,
            customer_id TEXT NOT NULL REFERENCES customers (customer_id));

        CREATE TABLE withdrawn (
            sha256 TEXT PRIMARY KEY,
            bundle TEXT NOT NULL,
            reason TEXT NOT NULL,
            since TEXT NOT NULL);

        CREATE TABLE deliveries (
            nonce TEXT PRIMARY KEY,
            stick TEXT NOT NULL,
            customer_id TEXT NOT NULL REFERENCES customers (customer_id),
            campaign TEXT NOT NULL,
            issued_at TEXT NOT NULL);
        CREATE INDEX deliveries_by_stick ON deliveries (stick);

        CREATE TABLE delivered_bundles (
            nonce TEXT NOT NULL REFERENCES deliveries (nonce),
            bundle TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            counter BIGINT NOT NULL,
            PRIMARY KEY (nonce, sha256));

        CREATE TABLE expected_modes (
            nonce TEXT NOT NULL REFERENCES deliveries (nonce),
            product TEXT NOT NULL,
            product_name TEXT NOT NULL,
            serial TEXT NOT NULL,
            serial_key TEXT NOT NULL,
            mode TEXT NOT NULL,
            PRIMARY KEY (nonce, serial_key, mode));
        CREATE INDEX expected_modes_by_serial ON expected_modes (serial_key, mode);

        CREATE TABLE delivered_titles (
            nonce TEXT NOT NULL REFERENCES deliveries (nonce),
            language TEXT NOT NULL,
            title TEXT NOT NULL,
            PRIMARY KEY (nonce, language));

        CREATE TABLE delivered_vulnerabilities (
            nonce TEXT NOT NULL REFERENCES deliveries (nonce),
            vulnerability TEXT NOT NULL,
            PRIMARY KEY (nonce, vulnerability));

        CREATE TABLE product_modes (
            nonce TEXT NOT NULL REFERENCES deliveries (nonce),
            product TEXT NOT NULL,
            product_name TEXT NOT NULL,
            position BIGINT NOT NULL,
            mode TEXT NOT NULL,
            PRIMARY KEY (nonce, product, mode));

        CREATE TABLE expected_phases (
            nonce TEXT NOT NULL REFERENCES deliveries (nonce),
            serial_key TEXT NOT NULL,
            mode TEXT NOT NULL,
            position BIGINT NOT NULL,
            phase TEXT NOT NULL,
            PRIMARY KEY (nonce, serial_key, mode, phase));

        CREATE TABLE receipts (
            digest TEXT PRIMARY KEY,
            standing TEXT NOT NULL,
            place TEXT NOT NULL,
            reason TEXT NOT NULL,
            envelope TEXT NOT NULL,
            received_at TEXT NOT NULL,
            product TEXT,
            serial TEXT,
            serial_key TEXT,
            mode TEXT,
            nonce TEXT,
            stick TEXT,
            campaign TEXT,
            bundle TEXT,
            bundle_sha256 TEXT,
            rehearsal BIGINT,
            verdict TEXT,
            refusal_code TEXT,
            refusal TEXT,
            contradiction TEXT,
            key_id TEXT,
            code TEXT,
            sequence BIGINT,
            previous TEXT,
            finished_at TEXT,
            floor_at TEXT);
        CREATE INDEX receipts_by_code ON receipts (code);

        CREATE TABLE receipt_phases (
            digest TEXT NOT NULL REFERENCES receipts (digest),
            position BIGINT NOT NULL,
            phase TEXT NOT NULL,
            done BIGINT NOT NULL,
            PRIMARY KEY (digest, phase));
        """,
        """
        CREATE INDEX log_by_kind ON log (kind);
        """,
    ];
}
