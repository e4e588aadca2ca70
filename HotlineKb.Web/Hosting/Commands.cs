using HotlineKb.Core.Storage;

namespace HotlineKb.Web.Hosting;

/// <summary>Command verbs of the program; without one it serves.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var app = HotlineApp.Build(args);
            await Startup.PrepareAsync(app);
            await app.RunAsync();
            return 0;
        }
        catch (WrongSetting wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
    }
}
