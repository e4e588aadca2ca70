using System.ComponentModel;
using HotlineKb.Core.Access;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Supervision;
using HotlineKb.Core.Units;
using HotlineKb.Web.Hosting;

namespace HotlineKb.Web.Supervision;

/// <param name="Duties">How many open duties stand in the person's name.</param>
internal sealed record ApiUnitPerson(string UserName, string Name, IReadOnlyList<Role> Roles, int Duties, bool Disabled);

internal sealed record ApiHandOver(
    [property: Description("接手人的账号，同一单位在用的信息采集员或负责人")] string? Successor,
    [property: Description("同时停用移交人的账号，默认 false")] bool? Disable);

/// <param name="Duties">How many open duties moved.</param>
internal sealed record ApiHandedOver(string UserName, string Successor, int Duties, bool Disabled);

/// <summary>R5.2: when an officer leaves, a successor takes over.</summary>
internal static class HandOverApi
{
    public static void MapHandOver(this RouteGroupBuilder api)
    {
        api.MapGet("/units/{code}/people", PeopleAsync).WithName("unitPeople").WithTags("账号").WithSummary("单位的账号及各人名下未办结的事项，限系统管理员和本单位负责人");
        api.MapPost("/accounts/{name}/hand-over", HandOverAsync).WithName("handOver").WithTags("账号").WithSummary("人员离任：名下未办结的事项全部移交给接手人，限系统管理员和本单位负责人");
    }

    private static async Task<ApiList<ApiUnitPerson>> PeopleAsync(HttpContext context, UnitViews units, HandOverActions actions, string code, CancellationToken ct)
    {
        var actor = context.Actor();
        var unit = (await units.FindAsync(code, ct) ?? throw Refusal.NotFound($"单位“{Wording.Cut(code, 60)}”")).Id;
        if (!HandOverActions.May(actor, unit))
            throw Refusal.NotPermitted();
        var people = await actions.PeopleAsync(actor, unit, ct);
        return new ApiList<ApiUnitPerson>([.. people.Select(person => new ApiUnitPerson(person.UserName, person.DisplayName, person.Roles, person.Duties, person.Disabled))], people.Count);
    }

    private static async Task<ApiHandedOver> HandOverAsync(HttpContext context, HandOverActions actions, string name, ApiHandOver how, CancellationToken ct)
    {
        var (successor, disable) = (ApiValues.Needed(how.Successor, "successor"), how.Disable ?? false);
        return new ApiHandedOver(name, successor, await actions.HandOverAsync(context.Actor(), name, successor, disable, ct), disable);
    }
}
