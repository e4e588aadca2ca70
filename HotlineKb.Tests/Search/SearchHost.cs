using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Search;
using HotlineKb.Core.Taxonomy;
using HotlineKb.Tests.Kit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Tests.Search;

/// <summary>What search tests need on top of the town: entries at a stroke, and the reader driven by hand.</summary>
internal static class SearchHost
{
    public static Task<TestHost> StartAsync() => TestHost.StartAsync(configure: services => services.AddSearch());

    /// <summary>Another process, or the next start, on the same folder.</summary>
    public static TestHost Open(string folder, TimeProvider? time = null) => TestHost.Open(folder, services =>
    {
        services.AddSearch();
        if (time is not null)
            services.AddSingleton(time);
    });

    public static async Task<string> PublishAsync(this TestHost host, string title, string answer = "", string body = "", IEnumerable<string>? keywords = null, int unit = Town.Rsj) =>
        (await host.LoadAsync([(unit, new EntryText { Title = title, Answer = answer, Body = $"<p>{System.Net.WebUtility.HtmlEncode(body)}</p>", Keywords = [.. keywords ?? []], CategoryId = await host.CategoryAsync(unit) })]))[0];

    public static Task<IReadOnlyList<string>> LoadAsync(this TestHost host, IReadOnlyList<(int Unit, EntryText Text)> texts) =>
        host.Get<EntryActions>().LoadAsync(Actor.System("test"), [.. texts.Select(text => (text.Unit, text.Text, host.Now))]);

    /// <summary>A second version through the whole flow.</summary>
    public static async Task ReviseAsync(this TestHost host, string code, ChangeKind change, Func<EntryText, EntryText>? edit = null, bool accepting = false)
    {
        var actions = host.Get<EntryActions>();
        var text = (await host.Get<EntryViews>().GetAsync(Town.Actor("operator01"), code)).Shown.Text;
        var state = await actions.DraftAsync(Town.Actor("officer.rsj"), new DraftRequest(Origin.Supplementary, change, null, code, edit?.Invoke(text) ?? text, Note: "更新"));
        state = await actions.ActAsync(Town.Actor("officer.rsj"), state.Id, RevisionAct.Submit, state.Version);
        state = await actions.ActAsync(Town.Actor("city.checker"), state.Id, RevisionAct.Pass, state.Version);
        await actions.ActAsync(Town.Actor("city.reviewer"), state.Id, RevisionAct.Publish, state.Version, accepting: accepting);
    }

    /// <summary>Reads the ledger to its end, as the follower would.</summary>
    public static async Task CatchUpAsync(this TestHost host)
    {
        var reader = host.Get<SearchReader>();
        var position = await reader.PositionAsync(default);
        await host.Get<SearchIndex>().WhenSettledAsync();
        await using var db = host.Db();
        var rows = await db.LedgerRows().Where(row => row.Number > position).OrderBy(row => row.Number).ToListAsync();
        if (rows.Count > 0)
            await reader.ReadAsync(rows, default);
    }

    public static Task<SearchResult> SearchAsync(this TestHost host, string text, string viewer = "operator01", int top = 10, int skip = 0) =>
        host.Get<SearchViews>().SearchAsync(Town.Actor(viewer), new SearchQuery(text, Top: top, Skip: skip));

    /// <summary>Titles of the hits, without marks.</summary>
    public static async Task<List<string>> TitlesAsync(this TestHost host, string text, string viewer = "operator01", int top = 10, int skip = 0) =>
        [.. (await host.SearchAsync(text, viewer, top, skip)).Items.Select(hit => Plain(hit.Title))];

    /// <summary>Titles of what stands literally.</summary>
    public static async Task<List<string>> LiteralAsync(this TestHost host, string text) =>
        [.. (await host.SearchAsync(text, top: 100)).Items.Where(hit => !hit.IsLoose).Select(hit => Plain(hit.Title))];

    public static string Plain(string html) => System.Net.WebUtility.HtmlDecode(html.Replace("<mark>", "").Replace("</mark>", ""));
}
