using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes what a published program owes to others: compiled by MSBuild while it publishes.</summary>
public sealed class WriteThirdPartyNotices : Task
{
    private static readonly string Rule = new string('=', 80);

    /// <summary>The program's name.</summary>
    [Required] public string Program { get; set; }

    /// <summary>The published deps.json: what was really delivered.</summary>
    [Required] public string Delivered { get; set; }

    /// <summary>The folder of restored packages.</summary>
    [Required] public string Packages { get; set; }

    /// <summary>The SDK's folder: the small program that starts the library comes from it in every case.</summary>
    [Required] public string Dotnet { get; set; }

    /// <summary>The folder of allowed licences.</summary>
    [Required] public string Licences { get; set; }

    /// <summary>The file to write.</summary>
    [Required] public string Output { get; set; }

    public override bool Execute()
    {
        var delivered = File.ReadAllText(Delivered);
        var folders = Regex.Matches(delivered, "\"path\": \"([^\"]+)\"").Cast<Match>()
            .Select(match => Path.Combine(Packages, match.Groups[1].Value));
        // The runtime, where it goes along; else the program uses the machine's own.
        var runtime = Regex.Matches(delivered, "\"runtimepack[.]([^/\"]+)/([^\"]+)\": [{]\\s+\"type\"").Cast<Match>()
            .Select(match => Path.Combine(Packages, match.Groups[1].Value.ToLowerInvariant(), match.Groups[2].Value)).ToList();
        var packages = folders.Concat(runtime).Select(Read).ToList();
        if (Log.HasLoggedErrors)
            return false;

        var text = new StringBuilder();
        text.Append(Program)
            .Append(" is part of PatchKit, Copyright the PatchKit authors, Apache-2.0. It contains what others made:\n");
        foreach (var package in packages.OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase))
            text.Append('\n').Append(package.Name).Append(' ').Append(package.Version).Append('\n')
                .Append("  supplier   ").Append(package.Supplier).Append('\n')
                .Append("  licence    ").Append(package.Licence).Append('\n')
                .Append("  copyright  ").Append(package.Copyright).Append('\n');
        text.Append("\n.NET (the program that starts this one, and what the compiler put in)\n")
            .Append("  licence    MIT\n").Append("  copyright  .NET Foundation and Contributors\n");
        foreach (var licence in packages.Select(package => package.Licence).Concat(new[] { "MIT", "Apache-2.0" }).Distinct()
            .OrderBy(id => id, StringComparer.Ordinal))
            Append(text, licence, File.ReadAllText(TextOf(licence)));

        var notices = packages.Select(package => (package.Name, package.Folder))
            .Concat(runtime.Count > 0 ? new (string, string)[0] : new[] { (".NET", Dotnet) })
            .SelectMany(package => Notices(package.Item2)
                .Select(file => (package.Item1, Text: File.ReadAllText(file).Replace("\r", "").Trim() + "\n")))
            .GroupBy(notice => notice.Text).OrderBy(notice => notice.First().Item1, StringComparer.OrdinalIgnoreCase);
        foreach (var notice in notices)
            Append(text, "Notices that came with " + string.Join(", ", notice.Select(one => one.Item1).Distinct()), notice.Key);
        File.WriteAllText(Output, text.ToString(), new UTF8Encoding(false));
        return !Log.HasLoggedErrors;
    }

    private static void Append(StringBuilder text, string title, string body) =>
        text.Append('\n').Append(Rule).Append('\n').Append(title).Append('\n').Append(Rule).Append("\n\n").Append(body);

    private static IEnumerable<string> Notices(string folder) => Directory.EnumerateFiles(folder)
        .Where(file =>
            Regex.IsMatch(Path.GetFileName(file), "^(licen[cs]e|notice|third-?party-?notices)([.](txt|md))?$",
            RegexOptions.IgnoreCase))
        .OrderBy(file => file, StringComparer.OrdinalIgnoreCase);

    private string TextOf(string licence) => Path.Combine(Licences, licence + ".txt");

    // Of several that a package offers, the first that is allowed.
    private string Chosen(string expression) =>
        Regex.Split(expression, " OR ").FirstOrDefault(one => File.Exists(TextOf(one))) ?? expression;

    private Package Read(string folder)
    {
        var metadata = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single()).Root.Elements().First();
        string Value(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();
        var expression = metadata.Elements()
            .FirstOrDefault(element => element.Name.LocalName == "license" && (string)element.Attribute("type") == "expression");
        var package = new Package
        {
            Name = Value("id"), Version = Value("version"), Folder = folder,
            Licence = expression == null ? "" : Chosen(expression.Value.Trim()),
            Supplier = Value("authors"),
            Copyright = Value("copyright") ?? Value("authors"),
        };
        if (package.Licence.Length == 0 || !Regex.IsMatch(package.Licence, "^[A-Za-z0-9.-]+$")
            || !File.Exists(TextOf(package.Licence)))
            Log.LogError("{0} {1}: '{2}' is no licence that this kit allows; see licences/README.md", package.Name,
                package.Version, package.Licence);
        return package;
    }

    private sealed class Package
    {
        public string Name { get; set; }
        public string Version { get; set; }
        public string Folder { get; set; }
        public string Licence { get; set; }
        public string Supplier { get; set; }
        public string Copyright { get; set; }
    }
}
