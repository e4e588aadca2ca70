namespace HotlineKb.Core.Entries;

/// <summary>Bound from <c>HotlineKb:Flow</c>.</summary>
public sealed class FlowOptions
{
    /// <summary>Who wrote or passed a revision does not publish it. Small offices may turn this off.</summary>
    public bool FourEyes { get; set; } = true;
}
