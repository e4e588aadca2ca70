using HotlineKb.Core.Approvals;
using HotlineKb.Core.Assignments;
using HotlineKb.Core.Notifications;
using HotlineKb.Core.Profiles;
using HotlineKb.Core.Releases;
using HotlineKb.Core.Search;
using HotlineKb.Core.Sharing;
using HotlineKb.Core.Supervision;
using HotlineKb.Web.Approvals;

namespace HotlineKb.Web.Hosting;

/// <summary>One recurring job: an alarm clock that calls one method. What is due lives in the database, so it may ring late or twice.</summary>
/// <param name="Name">Stable; stands in the job storage, in health and in metrics.</param>
/// <param name="Cron">With seconds, in the city's time.</param>
/// <param name="Often">The same in words, for screens.</param>
/// <param name="What">What it does, for screens.</param>
/// <param name="Patience">Without a success for so long it is late.</param>
/// <param name="Essential">Whether a node on which it is late is not ready.</param>
public sealed record TimedJob(string Name, string Cron, string Often, string What, TimeSpan Patience, bool Essential, Func<IServiceProvider, CancellationToken, Task> RunAsync)
{
    /// <param name="run">The method of a Core class to call.</param>
    public static TimedJob Of<T>(string name, string cron, string often, string what, TimeSpan patience, Func<T, CancellationToken, Task> run, bool essential = false)
        where T : notnull =>
        new(name, cron, often, what, patience, essential, (services, ct) => run(services.GetRequiredService<T>(), ct));
}

/// <summary>Every recurring job of the program, on one screen.</summary>
internal sealed record Timetable(IReadOnlyList<TimedJob> Jobs)
{
    /// <summary>With the schedules that hold where none are set.</summary>
    public static readonly Timetable OfTheProgram = For(HallSetting.StandardSchedule, HallSetting.StandardFullSchedule);

    /// <param name="hallSync">When the incremental sync rings: cron with seconds.</param>
    /// <param name="hallReconcile">When the full one does.</param>
    public static Timetable For(string hallSync, string hallReconcile) => new(
    [
        TimedJob.Of<AssignmentSweep>("assignments-sweep", "*/10 * * * * *", "每 10 秒", "查看到期的待办：提醒、记录超时", TimeSpan.FromMinutes(2),
            (sweep, ct) => sweep.RunAsync(ct), essential: true),
        TimedJob.Of<FeedbackSweep>("feedback-sweep", "10/15 * * * * *", "每 15 秒", "办结采编要求已有结果的反馈", TimeSpan.FromMinutes(5),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<UrgingSweep>("urgings-sweep", "5/15 * * * * *", "每 15 秒", "了结所督办事项已办结的督办", TimeSpan.FromMinutes(5),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<ProfileSweep>("profiles-confirm", "0 5 9 * * *", "每天 9:05", "请满一个月未确认基本信息的单位确认", TimeSpan.FromDays(2),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<ReviewSweep>("entries-review", "0 10 8 * * *", "每天 8:10", "提前告知、到期要求单位复核条目，记录已失效的条目", TimeSpan.FromDays(2),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<SharingSweep>("sharing-expire", "0 1/10 * * * *", "每 10 分钟", "记录到期的查看共享授权", TimeSpan.FromHours(1),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<GoldenQueries>("golden-queries", "0 15 3 * * *", "每天 3:15", "检查钉住的检索是否仍找到应找到的内容", TimeSpan.FromDays(2),
            (queries, ct) => queries.CheckAsync(ct)),
        TimedJob.Of<SuggestionSweep>("keyword-suggestions", "0 45 3 * * *", "每天 3:45", "从检索和正文中找可作关键字的词，列为建议", TimeSpan.FromDays(2),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<DeliveryRun>("notifications-deliver", "*/15 * * * * *", "每 15 秒", "发出待送的提醒：邮件、Webhook", TimeSpan.FromMinutes(10),
            (run, ct) => run.RunAsync(ct)),
        TimedJob.Of<HallAlarm>("hall-sync", hallSync, OftenOf(hallSync), "从网上办事大厅同步变化的事项", TimeSpan.FromDays(1),
            (alarm, ct) => alarm.RingAsync(full: false, ct)),
        TimedJob.Of<HallAlarm>("hall-reconcile", hallReconcile, OftenOf(hallReconcile), "与网上办事大厅全量核对，撤下不再列出的事项", TimeSpan.FromDays(8),
            (alarm, ct) => alarm.RingAsync(full: true, ct)),
        TimedJob.Of<ReleaseSweep>("releases-sweep", "50 * * * * *", "每分钟", "记录已过失效日期、不再公开的条目", TimeSpan.FromMinutes(10),
            (sweep, ct) => sweep.RunAsync(ct)),
        TimedJob.Of<HallAlarm>("hall-watch", "20/30 * * * * *", "每 30 秒", "接续中断的同步，按部门对应归属事项", TimeSpan.FromMinutes(10),
            (alarm, ct) => alarm.WatchAsync(ct)),
    ]);

    /// <summary>The schedules that hold where none are set are said in words; a set one is shown as it was set.</summary>
    private static string OftenOf(string cron) => cron switch
    {
        HallSetting.StandardSchedule => "每 15 分钟",
        HallSetting.StandardFullSchedule => "每天 2:30",
        _ => cron,
    };

    public TimedJob? Find(string? name) => Jobs.FirstOrDefault(job => job.Name == name);
}
