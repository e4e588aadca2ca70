namespace HotlineKb.Core.Approvals;

/// <summary>Settings <c>HotlineKb:ServiceHall</c> and <c>HotlineKb:Filings</c>.</summary>
public sealed class HallOptions
{
    /// <summary>Null: no hall is connected; items come from files only.</summary>
    public Uri? BaseUrl { get; set; }

    public string ClientId { get; set; } = "";

    public string ClientSecret { get; set; } = "";

    /// <summary>AREA_CODE sent with each call; empty for all areas.</summary>
    public string AreaCode { get; set; } = "";

    /// <summary>Hosts that may be talked to, with the port where it is not the usual one; by default that of <see cref="BaseUrl"/> alone.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>How long one call may take, from asking to the last byte.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Calls that fail are tried again so often.</summary>
    public int Retries { get; set; } = 4;

    /// <summary>Before the first retry; doubled each time, with jitter.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of one answer.</summary>
    public long MaxAnswer { get; set; } = 16 * 1024 * 1024;

    /// <summary>Records of one run: a feed that goes on and on ends here.</summary>
    public int MostItems { get; set; } = 1_000_000;

    /// <summary>Percent of the items in force; a full run that would withdraw more stops (pitfall 26).</summary>
    public double MostWithdrawn { get; set; } = 10;

    /// <summary>How many days before and after its effective day a filing is matched with an observed change (R3.2).</summary>
    public int FilingWindowDays { get; set; } = 7;
}
