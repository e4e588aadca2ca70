using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace HotlineKb.Web.Shell;

/// <summary>A line of the menu; where a page below it has a line of its own, only that one is lit.</summary>
public sealed class MenuLink : NavLink
{
    /// <summary>Address of that page.</summary>
    [Parameter]
    public string? Except { get; set; }

    protected override bool ShouldMatch(string uriAbsolute) =>
        base.ShouldMatch(uriAbsolute) && (Except is null || !new Uri(uriAbsolute).AbsolutePath.Equals(Except, StringComparison.OrdinalIgnoreCase));
}
