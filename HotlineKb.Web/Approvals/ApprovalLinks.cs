namespace HotlineKb.Web.Approvals;

/// <summary>Addresses of approval items.</summary>
internal static class ApprovalLinks
{
    /// <param name="version">Null for the one in use.</param>
    public static string PageOf(string code, int? version = null) => $"/approvals/{Uri.EscapeDataString(code)}{(version is { } number ? $"?version={number}" : "")}";
}
