using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PatchKit.Tests.EndToEnd;

/// <summary>
/// What a person reads of the Applier stands in its texts, in every language, and not in code. Code says in English what help
/// says of an option, and what support wants to hear.
/// </summary>
public sealed partial class TextsInCodeTests
{
    // What is made of an English sentence that no operator reads: help, evidence for support, who holds a lock.
    private static readonly string[] Made = ["Command", "RootCommand", "Refusal", "SessionHost"];

    // The command line's own errors come in English from its parser; and evidence again.
    private static readonly string[] Called = ["AddError", "Unfit"];

    // All that writes to a screen or a terminal.
    private static readonly string[] Rooms =
        ["Applier/Commands", "Applier/Operators/PlainText", "Applier/Operators/Printing", "Applier/Operators/Wizard"];

    [Fact]
    public void No_sentence_that_the_Applier_shows_stands_in_code()
    {
        var files = Rooms.SelectMany(Repository.Sources).Append(Repository.Folder("Applier", "Program.cs")).ToList();
        Assert.InRange(files.Count, 50, 300);
        Assert.Empty(files.SelectMany(file => Sentences(File.ReadAllText(file))
            .Select(sentence => $"{Repository.Relative(file)}: {sentence}")));
    }

    [Theory]
    [InlineData("output.WriteLine(\"The stick is genuine\");", true)]
    [InlineData("lines.Add($\"Kept: {what}, in {folder}\");", true)]
    [InlineData("var said = bad ? \"not now\" : \"\";", true)]
    [InlineData("var key = \"undo-data\";", false)]
    [InlineData("lines.Add($\"  {path}: {size}\");", false)]
    [InlineData("return new Refusal(RefusalCode.Usage, \"\", \"one of them, and only one\");", false)]
    [InlineData("var json = new Option<bool>(\"--json\") { Description = \"Print one JSON object.\" };", false)]
    [InlineData("throw new InvalidOperationException(\"no such thing\");", false)]
    public void A_sentence_is_told_from_a_word(string code, bool isSentence) => Assert.Equal(isSentence, Sentences(code).Any());

    private static IEnumerable<string> Sentences(string code) =>
        from node in CSharpSyntaxTree.ParseText(code).GetRoot().DescendantNodes()
        let text = Said(node)
        where text is not null && text.Contains(' ', StringComparison.Ordinal) && Word().Count(text) > 1
            && !node.Ancestors().Any(IsForNoOperator)
        select text;

    // Values stand for nothing: a sentence is one by the words around them.
    private static string? Said(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal when literal.Token.Value is string text => text,
        InterpolatedStringExpressionSyntax sentence => string.Join("{}",
            sentence.Contents.Select(part => part is InterpolatedStringTextSyntax text ? text.TextToken.ValueText : "")),
        _ => null,
    };

    private static bool IsForNoOperator(SyntaxNode around) => around switch
    {
        ThrowStatementSyntax or ThrowExpressionSyntax => true,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Description" } } => true,
        ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax type } => Made.Contains(type.Identifier.ValueText),
        InvocationExpressionSyntax { Expression: var method } =>
            Called.Any(name => method.ToString().EndsWith(name, StringComparison.Ordinal)),
        _ => false,
    };

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
