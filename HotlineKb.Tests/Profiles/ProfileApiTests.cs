using System.Net;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Profiles;

/// <summary>Basic information through programs.</summary>
[Collection(TownServer.Collection)]
public sealed class ProfileApiTests(TownServer town)
{
    [Fact]
    public async Task Profile_ThroughTheApi_IsWrittenReviewedChangedAndRead()
    {
        var officer = await town.Server.ClientAsync("officer.yingde.mz");
        var office = await town.Server.ClientAsync("yingde.office");
        var operators = await town.Server.ClientAsync("operator01");
        const string path = "/units/英德市民政局/profile";
        (await operators.AskAsync("/units/441881-002")).Is(HttpStatusCode.OK)["profile"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await officer.PutAsync(path, new { functions = "无版本" })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("version");
        (await officer.PutAsync(path, new { version = 0, windows = new object?[] { null, new { name = (string?)null } }, people = new[] { new { role = "nobody" } } })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed");
        var saved = (await officer.PutAsync(path, new { version = 0, functions = "救助、婚姻登记。", windows = new object?[] { null, new { name = "婚姻登记处", address = "英德市英城街道和平路3号", phones = "打不通" } } })).Is(HttpStatusCode.OK);
        (saved.Text("stage"), saved["version"].GetInt32()).ShouldBe(("drafting", 1));
        (await officer.PostAsync($"{path}/submit", new { version = 1 })).IsProblem(HttpStatusCode.UnprocessableEntity, "profile.incomplete").Names("windows[0].phones").Names("people");
        (await operators.PutAsync(path, new { version = 1, functions = "不是我的" })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await officer.PutAsync(path, new { version = 0, functions = "旧" })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile")["version"].GetInt32().ShouldBe(1);
        (await officer.PutAsync(path, new
        {
            version = 1,
            windows = new[] { new { name = "婚姻登记处", address = "英德市英城街道和平路3号", phones = "0763-2222333" } },
            people = new object[] { new { role = "contact", name = "何敏", phone = "0763-2222000", mobile = "13911112222" }, new { role = "informationOfficer", name = "黄洁", phone = "0763-2222001" } },
        })).Is(HttpStatusCode.OK);
        (await officer.PostAsync($"{path}/fly", new { version = 2 })).IsProblem(HttpStatusCode.BadRequest, "basic.malformed").Names("act");
        (await officer.PostAsync($"{path}/submit", new { version = 2 })).Is(HttpStatusCode.OK).Text("stage").ShouldBe("submitted");
        (await office.AskAsync("/profiles?stage=submitted")).Items.ShouldHaveSingleItem().GetProperty("unit").GetProperty("code").GetString().ShouldBe("441881-002");
        (await officer.PostAsync($"{path}/approve", new { version = 3 })).IsProblem(HttpStatusCode.Forbidden, "basic.notPermitted");
        (await office.PostAsync($"{path}/return", new { version = 3 })).IsProblem(HttpStatusCode.UnprocessableEntity, "profile.reasonRequired").Names("reason");
        (await office.PostAsync($"{path}/return", new { version = 3, reason = "联系 13800138000" })).IsProblem(HttpStatusCode.UnprocessableEntity, "profile.personalData").Names("reason");
        (await office.PostAsync($"{path}/approve", new { version = 3 })).Is(HttpStatusCode.OK)["inUse"].GetInt32().ShouldBe(1);

        var shown = (await operators.AskAsync("/units/441881-002")).Is(HttpStatusCode.OK)["profile"];
        (shown.GetProperty("functions").GetString(), shown.GetProperty("windows")[0].GetProperty("phones").GetString(), shown.GetProperty("age").GetString()).ShouldBe(("救助、婚姻登记。", "0763-2222333", "fresh"));
        shown.ToString().ShouldNotContain("13911112222");
        (await office.AskAsync("/units/441881-002")).Body.ToString().ShouldContain("13911112222");
        (await (await town.Server.ClientAsync("officer.yiliao")).AskAsync("/units/441881-002")).Is(HttpStatusCode.OK)["profile"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        (await officer.PutAsync(path, new { version = 4, functions = "救助、婚姻登记、殡葬。" })).Is(HttpStatusCode.OK);
        (await officer.PostAsync($"{path}/update", new { version = 5 })).Is(HttpStatusCode.OK)["inUse"].GetInt32().ShouldBe(2);
        (await operators.PostAsync($"{path}/confirm", new { version = 6 })).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        (await officer.PostAsync($"{path}/confirm", new { version = 5 })).IsProblem(HttpStatusCode.Conflict, "basic.changedMeanwhile");
        (await officer.PostAsync($"{path}/confirm", new { version = 6 })).Is(HttpStatusCode.OK)["inUse"].GetInt32().ShouldBe(2);
        (await officer.AskAsync("/units/441881-002")).Is(HttpStatusCode.OK)["profile"].GetProperty("age").GetString().ShouldBe("fresh");
        var past = (await operators.AskAsync($"{path}/versions")).Is(HttpStatusCode.OK).Items;
        past.Select(row => row.GetProperty("number").GetInt32()).ShouldBe([2, 1]);
        past[0].GetProperty("changed").EnumerateArray().Select(field => field.GetString()).ShouldBe(["functions"]);
        past[1].ToString().ShouldNotContain("13911112222");
        (await operators.AskAsync("/units/nowhere")).IsProblem(HttpStatusCode.NotFound, "basic.notFound");
        using var browser = await town.Server.SessionAsync("yingde.office");
        var file = await browser.GetAsync("/profiles/export");
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }
}
