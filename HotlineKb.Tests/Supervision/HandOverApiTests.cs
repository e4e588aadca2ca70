using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Supervision;

/// <summary>R5.2 through programs: an officer's duties pass to another.</summary>
[Collection(TownServer.Collection)]
public sealed class HandOverApiTests(TownServer town)
{
    [Fact]
    public async Task Duties_ThroughTheApi_AreSeenAndHandedOver()
    {
        var officer = await town.Server.ClientAsync("officer.rsj");
        var lead = await town.Server.ClientAsync("lead.rsj");
        (await officer.PostAsync("/revisions", Calls.Draft(("origin", "supplementary"), ("unit", null)))).Is(HttpStatusCode.Created);
        var people = (await lead.AskAsync("/units/市人社局/people")).Is(HttpStatusCode.OK).Items;
        var duties = people.Single(person => person.GetProperty("userName").GetString() == "officer.rsj").GetProperty("duties").GetInt32();
        duties.ShouldBeGreaterThan(0);

        (await lead.PostAsync("/accounts/officer.rsj/hand-over", new { })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("successor");
        (await lead.PostAsync("/accounts/officer.rsj/hand-over", new { successor = "nobody" })).IsProblem(HttpStatusCode.UnprocessableEntity, "handOver.successorUnfit").Names("successor");
        (await lead.PostAsync("/accounts/officer.rsj/hand-over", new { successor = "officer.rsj" })).IsProblem(HttpStatusCode.UnprocessableEntity, "handOver.successorUnfit").Names("successor");
        (await lead.PostAsync("/accounts/officer.rsj/hand-over", new { successor = "officer.yiliao" })).IsProblem(HttpStatusCode.UnprocessableEntity, "handOver.successorUnfit").Names("successor");
        (await lead.PostAsync("/accounts/lead.rsj/hand-over", new { successor = "officer2.rsj", disable = true })).IsProblem(HttpStatusCode.UnprocessableEntity, "handOver.onSelf");
        (await lead.PostAsync("/accounts/nobody/hand-over", new { successor = "officer2.rsj" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await lead.PostAsync("/accounts/officer.yiliao/hand-over", new { successor = "officer2.rsj" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        foreach (var name in new[] { "officer2.rsj", "officer.yiliao", "city.supervisor", "security", "operator01" })
        {
            var other = await town.Server.ClientAsync(name);
            (await other.PostAsync("/accounts/officer.rsj/hand-over", new { successor = "officer2.rsj" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
            (await other.AskAsync("/units/441800-001/people")).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        }

        var done = (await lead.PostAsync("/accounts/officer.rsj/hand-over", new { successor = "Officer2.rsj" })).Is(HttpStatusCode.OK);
        (done["duties"].GetInt32(), done["disabled"].GetBoolean()).ShouldBe((duties, false));
        (await (await town.Server.ClientAsync("admin")).AskAsync("/units/441800-001/people")).Items.Single(person => person.GetProperty("userName").GetString() == "officer.rsj").GetProperty("duties").GetInt32().ShouldBe(0);
        var audit = await town.Server.ClientAsync("audit");
        (await audit.AskAsync("/ledger?kind=account.handedOver")).Items[^1].GetProperty("subject").GetString().ShouldBe("account:officer.rsj");
    }
}
