using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Tests.Kit;
using HotlineKb.Tests.Search;
using Microsoft.EntityFrameworkCore;

namespace HotlineKb.Tests.Releases;

/// <summary>A release's history, through the real actions.</summary>
internal static class ARelease
{
    public const string Basis = "《中华人民共和国政府信息公开条例》第二十条";

    public static readonly Proposal Said = new(Basis, Channels.All);

    public static EntryText Text => AnEntry.AText with { Keywords = ["内部关键字"] };

    /// <summary>An entry in use.</summary>
    public static async Task<string> EntryAsync(this TestHost host, EntryText? text = null, int unit = Town.Rsj) =>
        (await host.LoadAsync([(unit, (text ?? Text) with { CategoryId = await host.CategoryAsync(unit) })]))[0];

    public static Task<ReleaseState> ProposedAsync(this TestHost host, string code, string by = "city.editor", Channels? channels = null) =>
        host.Get<ReleaseActions>().ProposeAsync(Town.Actor(by), code, Said with { Channels = channels ?? Channels.All });

    public static async Task<ReleaseState> PublicAsync(this TestHost host, string code, Channels? channels = null, string? acknowledgement = null)
    {
        var state = await host.ProposedAsync(code, channels: channels);
        return await host.Get<ReleaseActions>().ApproveAsync(Town.Actor("city.reviewer"), state.Id, state.Version, acknowledgement);
    }

    /// <summary>An entry of this title in use, and public.</summary>
    public static async Task<string> PublicEntryAsync(this TestHost host, string title, int unit = Town.Rsj, Channels? channels = null)
    {
        var code = await host.EntryAsync(Text with { Title = title }, unit);
        await host.PublicAsync(code, channels);
        return code;
    }

    /// <summary>The readers of the ledger come round.</summary>
    public static async Task FollowedAsync(this TestHost host)
    {
        await ReadAsync(host, host.Get<ReleaseReader>());
        foreach (var type in new[] { typeof(PublicSearch), typeof(HolderSearch) })
            if (host.Services.GetService(type) is ReleaseSearch search)
            {
                await search.PositionAsync(default);
                await search.WhenSettledAsync();
                await ReadAsync(host, search);
            }
    }

    public static async Task<List<Release>> ReleasesAsync(this TestHost host)
    {
        await using var db = host.Db();
        return await db.Releases().AsNoTracking().OrderBy(row => row.ProposedAt).ThenBy(row => row.EntryVersion).ToListAsync();
    }

    public static async Task<List<string>> PublicTitlesAsync(this TestHost host, Channel channel = Channel.Site) =>
        [.. (await host.Get<PublicViews>().ListAsync(channel, new PublicFilter(), 0, 100)).Items.Select(entry => entry.Title)];

    private static async Task ReadAsync(TestHost host, ILedgerReader reader)
    {
        var position = await reader.PositionAsync(default);
        await using var db = host.Db();
        var rows = await db.LedgerRows().Where(row => row.Number > position).OrderBy(row => row.Number).ToListAsync();
        if (rows.Count > 0)
            await reader.ReadAsync(rows, default);
    }
}
