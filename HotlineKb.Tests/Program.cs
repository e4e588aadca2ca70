using HotlineKb.Tests.Bench;
using HotlineKb.Tests.Kit;

return args switch
{
    ["child", .. var rest] => await Child.RunAsync(rest),
    ["bench", .. var rest] => await BenchCommands.RunAsync(rest),
    _ => 0,
};
