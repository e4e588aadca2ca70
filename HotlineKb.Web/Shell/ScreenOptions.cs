namespace HotlineKb.Web.Shell;

/// <summary>What every screen has, from <c>HotlineKb:ScreenWatermark</c>.</summary>
internal sealed class ScreenOptions
{
    /// <summary>R4.9: a photograph of a screen tells whose it was.</summary>
    public bool Watermark { get; set; } = true;
}
