namespace PatchKit.Shared.Trust;

/// <summary>
/// What the owner of a repository asks of its roles beyond the framework: a file that enough keys have signed is refused all the
/// same, before it is kept, when it breaks it.
/// </summary>
/// <param name="role">The file's role.</param>
/// <param name="metadata">What it says.</param>
/// <param name="root">The root that it stands under; a root stands under itself.</param>
/// <returns>How it breaks the rule, or null.</returns>
public delegate string? RoleRule(string role, RoleMetadata metadata, RootMetadata root);
