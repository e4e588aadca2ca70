using HotlineKb.Core.Basics;
using HotlineKb.Core.Profiles;

namespace HotlineKb.Web.Profiles;

/// <summary>One person's form of a profile and what the server has of it: saved as one types, one save at a time; only another's text is a conflict, not a moved version.</summary>
internal sealed class ProfileDesk(ProfileActions actions, ProfileViews views, TimeProvider time)
{
    private readonly SemaphoreSlim _one = new(1);
    private ProfileText _stored = new();
    private ProfileText _sent = new();
    private string _code = "";

    public ProfileDraft Draft { get; private set; } = new();

    public int UnitId { get; private set; }

    public int Version { get; private set; }

    public DateTime? SavedAt { get; private set; }

    /// <summary>What another has written meanwhile.</summary>
    public ProfileText? Theirs { get; private set; }

    /// <summary>Fields that were refused, each with its sentence.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    public bool Dirty => !Draft.ToText().Equals(_sent);

    /// <summary>Takes over what the server has, unless something typed is not there yet: then the next save finds out.</summary>
    public void Read(ProfileDetail detail)
    {
        if (UnitId == detail.Unit.Id && (Dirty || Theirs is not null))
            return;
        var same = UnitId == detail.Unit.Id && detail.Latest.Equals(_stored);
        (UnitId, _code, Version) = (detail.Unit.Id, detail.Unit.Code, detail.Version);
        // Blank lines just begun are no difference to the server, but somebody is about to write in them.
        if (!same)
            Take(detail.Latest);
    }

    public async Task SaveAsync(Actor actor)
    {
        await _one.WaitAsync();
        try
        {
            if (!Dirty || Theirs is not null)
                return;
            var text = Draft.ToText();
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    var state = await actions.SaveAsync(actor, UnitId, Version, text);
                    (Version, _sent, _stored, SavedAt, Errors) = (state.Version, text, ProfileRules.Tidy(text), time.GetUtcNow().UtcDateTime, new Dictionary<string, string>());
                    return;
                }
                catch (Refusal refusal) when (refusal.Kind is RefusalKind.ChangedMeanwhile)
                {
                    var detail = await views.GetAsync(actor, _code);
                    Version = detail.Version;
                    if (detail.Latest.Equals(_stored) && attempt < 3)
                        continue;
                    Theirs = detail.Latest;
                    return;
                }
                catch (Refusal refusal) when (refusal.Fields.Count > 0)
                {
                    Errors = refusal.Fields;
                    return;
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The conflict is settled: by one's own text, which is saved next, or by the other's.</summary>
    public void Settle(bool mine)
    {
        if (Theirs is not { } theirs)
            return;
        Theirs = null;
        _stored = theirs;
        if (mine)
            _sent = theirs;
        else
            Take(theirs);
    }

    private void Take(ProfileText text)
    {
        Draft = ProfileDraft.Of(text);
        (_stored, _sent, Errors) = (text, text, new Dictionary<string, string>());
    }
}
