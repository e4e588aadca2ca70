using System.Net;
using System.Text.Json;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Notifications;

/// <summary>Notifications over HTTP, told by the running reader.</summary>
[Collection(TownServer.Collection)]
public sealed class NotificationsApiTests(TownServer town)
{
    [Fact]
    public async Task Notification_OfAHandOver_IsListedReadAndLogged()
    {
        using var editor = await town.Server.ClientAsync("city.editor");
        using var officer = await town.Server.ClientAsync("officer.rsj");
        using var supervisor = await town.Server.ClientAsync("city.supervisor");
        var draft = (await editor.PostAsync("/revisions", Calls.Draft(("title", "怎样查询提醒")))).Is(HttpStatusCode.Created);
        (await editor.ActAsync(draft, "submit")).Is(HttpStatusCode.OK);
        var subject = $"revision:{draft.Text("id")}";

        var told = await UntilAsync(async () => (await officer.AskAsync("/notifications?unread=true&kind=handedOver&top=500")).Is(HttpStatusCode.OK).Items.Where(item => item.GetProperty("subject").GetString() == subject));

        told.GetProperty("title").GetString().ShouldBe("待审定：怎样查询提醒");
        told.GetProperty("unit").GetString().ShouldBe("441800-001");
        var id = told.GetProperty("id").GetString()!;
        (await officer.PostAsync("/notifications/read", new { ids = new[] { id } })).Is(HttpStatusCode.OK)["count"].GetInt32().ShouldBe(1);
        (await officer.PostAsync("/notifications/read", new { ids = new[] { id } }))["count"].GetInt32().ShouldBe(0);
        (await editor.PostAsync("/notifications/read", new { ids = new[] { id } }))["count"].GetInt32().ShouldBe(0, "another's");

        var log = (await supervisor.AskAsync($"/notifications/log?unit=441800-001&subject={subject}&person=officer.rsj")).Is(HttpStatusCode.OK);
        log["total"].GetInt32().ShouldBe(1);
        log.Items[0].GetProperty("readAt").GetString().ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/notifications?kind=nothing", "kind")]
    [InlineData("/notifications?unread=perhaps", "unread")]
    [InlineData("/notifications?top=0", "top")]
    public async Task Question_ThatCannotBeMeant_NamesTheField(string path, string field)
    {
        using var officer = await town.Server.ClientAsync("officer.rsj");
        (await officer.AskAsync(path)).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names(field);
    }

    [Fact]
    public async Task Read_OfNothingNamed_IsRefused()
    {
        using var officer = await town.Server.ClientAsync("officer.rsj");
        (await officer.PostAsync("/notifications/read", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("ids");
    }

    [Fact]
    public async Task Read_OfThousandsNamed_IsRefusedBeforeAnybodyWaits()
    {
        using var officer = await town.Server.ClientAsync("officer.rsj");
        (await officer.PostAsync("/notifications/read", new { ids = Enumerable.Range(0, 501).Select(_ => Guid.NewGuid()) })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
    }

    [Fact]
    public async Task Log_ForOthers_IsForbidden()
    {
        using var officer = await town.Server.ClientAsync("officer.rsj");
        (await officer.AskAsync("/notifications/log")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
    }

    private static async Task<JsonElement> UntilAsync(Func<Task<IEnumerable<JsonElement>>> look)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var patience = new CancellationTokenSource(Patience.VeryLong);
        while (true)
        {
            foreach (var found in await look())
                return found;
            await pause.WaitForNextTickAsync(patience.Token);
        }
    }
}
