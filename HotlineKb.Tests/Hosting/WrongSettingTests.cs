using System.Net;
using System.Net.Sockets;
using HotlineKb.Tests.Kit;
using Shouldly;
using Xunit;

namespace HotlineKb.Tests.Hosting;

/// <summary>A wrong setting stops the start with one sentence that names it.</summary>
public sealed class WrongSettingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hotlinekb-settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("HotlineKb:Database:Provider", "Oracle", "HotlineKb:Database:Provider")]
    [InlineData("HotlineKb:Database:Provider", "SqlServer", "ConnectionStrings:HotlineKb")]
    [InlineData("HotlineKb:Deadlines:UnitRevision", "soon", "HotlineKb:Deadlines:UnitRevision")]
    [InlineData("HotlineKb:Deadlines:UnitRevision", "-01:00:00", "HotlineKb:Deadlines:UnitRevision")]
    [InlineData("HotlineKb:Deadlines:EditingRequest", "22", "HotlineKb:Deadlines:EditingRequest")]
    [InlineData("HotlineKb:Flow:FourEyes", "perhaps", "HotlineKb:Flow:FourEyes")]
    [InlineData("HotlineKb:ScreenWatermark", "faint", "HotlineKb:ScreenWatermark")]
    [InlineData("HotlineKb:Reading:UnusualPerHour", "0", "HotlineKb:Reading:UnusualPerHour")]
    [InlineData("HotlineKb:Reading:MostPerHour", "-1", "HotlineKb:Reading:MostPerHour")]
    [InlineData("HotlineKb:Jobs:Enabled", "sometimes", "HotlineKb:Jobs:Enabled")]
    [InlineData("HotlineKb:Demo", "maybe", "HotlineKb:Demo")]
    [InlineData("HotlineKb:Demo", "true", "HotlineKb:Demo")]
    [InlineData("HotlineKb:Api:Burst", "0", "HotlineKb:Api:Burst")]
    [InlineData("HotlineKb:Keys:CertificatePath", "nowhere.pfx", "HotlineKb:Keys:CertificatePath")]
    [InlineData("urls", "somewhere", "somewhere")]
    [InlineData("ConnectionStrings:HotlineKb", "Nonsense=1", "ConnectionStrings:HotlineKb")]
    public async Task Start_WithAWrongValue_IsOneSentenceThatNamesTheSetting(string name, string value, string named)
    {
        var result = await LiveServer.RunProgramAsync(new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["HotlineKb:DataDirectory"] = _folder, ["environment"] = "Production", [name] = value });
        IsOneSentence(result, named);
    }

    [Fact]
    public async Task Start_OnADirectoryThatCannotBeWritten_NamesTheSetting()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        IsOneSentence(await LiveServer.RunProgramAsync(Settings(Path.Combine(file, "data"), "http://127.0.0.1:0")), "HotlineKb:DataDirectory");
    }

    [Fact]
    public async Task Start_OnATakenPort_NamesTheAddress()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        IsOneSentence(await LiveServer.RunProgramAsync(Settings(_folder, address)), address);
    }

    [Fact]
    public async Task Start_OnADamagedDatabase_SaysSo()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "hotlinekb.db"), new string('x', 5000));
        IsOneSentence(await LiveServer.RunProgramAsync(Settings(_folder, "http://127.0.0.1:0")), "数据库不能使用");
    }

    private static Dictionary<string, string?> Settings(string directory, string urls) => new() { ["HotlineKb:DataDirectory"] = directory, ["environment"] = "Production", ["urls"] = urls };

    private static void IsOneSentence(ProgramResult result, string named)
    {
        result.ExitCode.ShouldBe(1, result.Output);
        var lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(1, result.Error);
        lines[0].ShouldContain(named);
        result.Output.ShouldNotContain("   at ");
    }
}
