using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Approvals;

/// <summary>References and differences through programs: what is refused names its field.</summary>
[Collection(TownServer.Collection)]
public sealed class DriftApiTests(TownServer town)
{
    [Fact]
    public async Task Reference_ThatIsNotThere_IsRefusedAtItsField()
    {
        var officer = await town.Server.ClientAsync("officer.rsj");
        (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("approvals", new[] { "nothing" })))).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.unknownApprovalItem").Names("approvals");
        (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("approvals", new string?[] { null })))).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("approvals");
        (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("approvals", new[] { new string('长', 10_000) })))).IsProblem(HttpStatusCode.UnprocessableEntity, "revision.tooLong").Names("approvals");
        var draft = (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary")))).Is(HttpStatusCode.Created);
        (await officer.AskAsync($"/revisions/{draft.Text("id")}"))["approvals"].GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Drift_WithBadInput_IsRefusedAndNothingToldToStrangers()
    {
        var editor = await town.Server.ClientAsync("city.editor");
        (await editor.AskAsync("/drift?state=open&field=phone&unit=市人社局")).Is(HttpStatusCode.OK);
        (await editor.AskAsync("/drift?field=colour")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("field");
        (await editor.AskAsync("/drift?state=colour")).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("state");
        (await editor.AskAsync($"/drift/{Guid.NewGuid()}")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PostAsync($"/drift/{Guid.NewGuid()}/request", new { version = 1 })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await editor.PostAsync($"/drift/{Guid.NewGuid()}/request", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await editor.PostAsync($"/drift/{Guid.NewGuid()}/dismiss", new { version = 1, reason = "理由" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await (await town.Server.ClientAsync("operator01")).AskAsync("/drift")).Items.ShouldBeEmpty();
    }
}
