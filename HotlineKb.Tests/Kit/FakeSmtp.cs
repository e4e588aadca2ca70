using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace HotlineKb.Tests.Kit;

/// <summary>A mail server on a port of this machine that speaks as much SMTP as a client needs, and is down, or refuses, when the test says so.</summary>
public sealed class FakeSmtp : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private TcpListener? _listener;
    private Task _serving = Task.CompletedTask;

    private FakeSmtp(int port) => Port = port;

    public int Port { get; }

    public ConcurrentQueue<MimeMessage> Received { get; } = new();

    /// <summary>Asked for every recipient: null accepts, else the answer, such as <c>550 no such user</c>.</summary>
    public Func<string, string?> RefusesRecipient { get; set; } = _ => null;

    /// <summary>Takes the letter and hangs up at once, without a goodbye.</summary>
    public bool HangsUpAfterData { get; set; }

    public static FakeSmtp Start()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = new FakeSmtp(((IPEndPoint)listener.LocalEndpoint).Port) { _listener = listener };
        server._serving = server.ServeAsync(listener);
        return server;
    }

    /// <summary>Nobody answers any more on its port.</summary>
    public async Task GoDownAsync()
    {
        _listener!.Stop();
        await _serving;
    }

    public void ComeBack()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _serving = ServeAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _listener!.Stop();
        await _serving;
        _gone.Dispose();
    }

    private async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_gone.Token);
                _ = TalkAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Down.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            using (client)
            await using (var stream = client.GetStream())
            using (var reader = new StreamReader(stream, Encoding.Latin1))
            await using (var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true })
            {
                await writer.WriteLineAsync("220 test ESMTP");
                while (await reader.ReadLineAsync(_gone.Token) is { } line)
                {
                    var word = line.Split(' ', ':')[0].ToUpperInvariant();
                    if (word is "EHLO")
                        await writer.WriteAsync("250-test\r\n250 8BITMIME\r\n");
                    else if (word is "RCPT")
                        await writer.WriteLineAsync(RefusesRecipient(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]) ?? "250 ok");
                    else if (word is "DATA")
                    {
                        await writer.WriteLineAsync("354 go on");
                        Received.Enqueue(await LetterAsync(reader));
                        await writer.WriteLineAsync("250 taken");
                        if (HangsUpAfterData)
                            return;
                    }
                    else if (word is "QUIT")
                    {
                        await writer.WriteLineAsync("221 bye");
                        return;
                    }
                    else
                        await writer.WriteLineAsync("250 ok");
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private async Task<MimeMessage> LetterAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_gone.Token) is { } line && line != ".")
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        return await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())), _gone.Token);
    }
}
