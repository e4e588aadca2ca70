using Microsoft.AspNetCore.Components;

namespace HotlineKb.Web.Parts;

/// <summary>Filters live in the address: a page can be sent, reloaded and gone back to.</summary>
internal static class Query
{
    /// <summary>Changes filters and goes back to the first page. No new step in the browser's history: going back leaves the list.</summary>
    public static void Filter(this NavigationManager navigation, params (string Name, object? Value)[] changes)
    {
        var query = changes.ToDictionary(change => change.Name, change => change.Value);
        query.TryAdd("page", null);
        navigation.NavigateTo(navigation.GetUriWithQueryParameters(query), replace: true);
    }

    /// <summary>Keeps the filters and turns the page.</summary>
    public static void Turn(this NavigationManager navigation, int page) =>
        navigation.NavigateTo(navigation.GetUriWithQueryParameter("page", page > 1 ? page : null));

    /// <summary>A page number as it stands in an address: from 1, whatever was written there.</summary>
    public static int Page(string? text) => int.TryParse(text, out var page) ? Math.Clamp(page, 1, 100_000) : 1;

    /// <returns>Null where nothing, or nothing of use, is written.</returns>
    public static bool? YesNo(string? text) => text switch
    {
        "yes" => true,
        "no" => false,
        _ => null,
    };
}
