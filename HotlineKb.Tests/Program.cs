using HotlineKb.Tests.Kit;

return args switch
{
    ["child", .. var rest] => await Child.RunAsync(rest),
    _ => 0,
};
