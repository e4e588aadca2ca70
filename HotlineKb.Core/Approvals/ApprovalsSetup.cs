using HotlineKb.Core.Entries;
using HotlineKb.Core.Ledger;
using Microsoft.Extensions.DependencyInjection;

namespace HotlineKb.Core.Approvals;

public static class ApprovalsSetup
{
    public static IServiceCollection AddApprovals(this IServiceCollection services) =>
        services
            .AddSingleton<HallClient>()
            .AddSingleton<IHallFeed>(provider => provider.GetRequiredService<HallClient>())
            .AddSingleton<HallSync>()
            .AddSingleton<HallRunner>()
            .AddHostedService(provider => provider.GetRequiredService<HallRunner>())
            .AddSingleton<HallAlarm>()
            .AddSingleton<HallViews>()
            .AddSingleton<OwnerSweep>()
            .AddSingleton<ApprovalActions>()
            .AddSingleton<ApprovalViews>()
            .AddSingleton<ChangeFilingActions>()
            .AddSingleton<ChangeFilingViews>()
            .AddSingleton<ReferenceViews>()
            .AddSingleton<IReferenceRule, ReferenceRule>()
            .AddSingleton<ISightCount, ApprovalSightCount>()
            .AddSingleton<DriftActions>()
            .AddSingleton<DriftViews>()
            .AddLedgerReader<DriftReader>();
}
