using System.CommandLine;
using PatchKit.Packager.Host;

namespace PatchKit.Packager.Commands;

/// <summary><c>completion SHELL</c>: what makes a shell complete this program's commands, options and values.</summary>
internal static class CompletionCommand
{
    // Each asks the program itself, by the directive that System.CommandLine answers: what is offered is what is there.
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            # eval "$(packager completion bash)" in ~/.bashrc
            _packager() {
                local line word=${COMP_WORDS[COMP_CWORD]}
                COMPREPLY=()
                while IFS= read -r line; do
                    [[ $line == "$word"* ]] && COMPREPLY+=("$line")
                done < <(packager "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
            }
            complete -o default -F _packager packager
            """,
        ["zsh"] = """
            # eval "$(packager completion zsh)" in ~/.zshrc, after compinit
            _packager() {
                local -a found
                found=("${(@f)$(packager "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
                compadd -- $found
                _files
            }
            compdef _packager packager
            """,
        ["pwsh"] = """
            # packager completion pwsh | Out-String | Invoke-Expression in $PROFILE
            Register-ArgumentCompleter -Native -CommandName packager -ScriptBlock {
                param($word, $line, $cursor)
                packager "[suggest:$cursor]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """,
    };

    /// <summary>The command.</summary>
    public static Command Create(PackagerServices services)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or pwsh (PowerShell)" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion", "Print what makes a shell complete this program's commands") { shell };
        command.SetAction(line =>
        {
            services.Out.WriteLine(Scripts[line.GetRequiredValue(shell)]);
            return 0;
        });
        return command;
    }
}
