using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;

namespace HotlineKb.Web.Entries;

/// <summary>
/// One person at one revision: what is typed, what the server has, at which version. Everything that saves a plain field goes through here,
/// one at a time, so that a person never conflicts with themselves; the body is saved by its editor and only tells its version.
/// </summary>
public sealed class RevisionDesk(Guid id, EntryActions entries, RevisionViews revisions, TimeProvider time) : IDisposable
{
    private const int Races = 5;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<string> _conflicts = [];
    private EntryText _stored = new();
    private EntryText _sent = new();
    private int _bodyVersion;

    public RevisionDetail Detail { get; private set; } = null!;

    /// <summary>As typed; its body is empty, because that never passes the circuit.</summary>
    public EntryText Form { get; private set; } = new();

    /// <summary>The plain fields as the server has them.</summary>
    public EntryText Stored => _stored;

    public int Version { get; private set; }

    /// <summary>UTC; null before the first save of this visit.</summary>
    public DateTime? SavedAt { get; private set; }

    /// <summary>Why what is typed is not saved; a sentence for the person.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Fields that are wrong, each with its sentence.</summary>
    public Dictionary<string, string> Errors { get; } = [];

    /// <summary>Fields that this person and another changed at the same time: neither is taken until the person decides.</summary>
    public IReadOnlyCollection<string> Conflicts => _conflicts;

    public bool Dirty => Form != _sent;

    /// <summary>Whether the editor's body is that of <see cref="Version"/>: nobody else has changed it since the editor had it.</summary>
    public bool BodyCurrent => _bodyVersion == Version;

    /// <summary>Whether another changed the text since it was last asked.</summary>
    public bool ChangedByOther { get; set; }

    /// <summary>Whether another changed the body since the editor read it.</summary>
    public bool BodyChangedByOther { get; private set; }

    /// <summary>Reads what stands now and takes over what others changed, without touching what is being typed.</summary>
    public Task LoadAsync(Actor actor, CancellationToken ct) => InTurnAsync(async () => Take(await revisions.GetAsync(actor, id, ct)), ct);

    public void Type(Func<EntryText, EntryText> change)
    {
        Form = change(Form);
        if (Dirty)
            return;
        // Typed back to what is saved: nothing is wrong any more.
        Errors.Clear();
        Trouble = null;
    }

    /// <summary>The editor saved the body.</summary>
    public void BodySaved(int version, DateTime at)
    {
        _bodyVersion = version;
        Version = Math.Max(Version, version);
        SavedAt = at;
    }

    /// <summary>The editor has nothing unsaved, at this version or a newer one.</summary>
    public void BodyAt(int version) => Version = Math.Max(Version, version);

    /// <summary>The editor reads the body anew.</summary>
    public void BodyRead() => (_bodyVersion, BodyChangedByOther) = (Version, false);

    /// <summary>Saves what is typed in the plain fields. A wrong field stays typed with its sentence and keeps no other from being saved.</summary>
    public Task SaveAsync(Actor actor) => InTurnAsync(async () =>
    {
        for (var race = 0; Dirty && race < Races; race++)
        {
            var typed = Form;
            var text = Acceptable(typed);
            try
            {
                var state = await entries.EditAsync(actor, id, Version, now => text with { Body = now.Body });
                if (BodyCurrent)
                    _bodyVersion = state.Version;
                Version = state.Version;
                _stored = text;
                foreach (var field in PlainField.All.Where(field => !Errors.ContainsKey(field.Name) && !_conflicts.Contains(field.Name)))
                    _sent = field.Take(_sent, typed);
                SavedAt = time.GetUtcNow().UtcDateTime;
                Trouble = null;
                return;
            }
            catch (Refusal refusal) when (refusal.Kind is RefusalKind.ChangedMeanwhile)
            {
                // The version moves with the body and with every act; only the same field changed by another is a conflict.
                Take(await revisions.GetAsync(actor, id));
            }
            catch (Refusal refusal)
            {
                Trouble = refusal.Message;
                foreach (var (field, sentence) in refusal.Fields)
                    Errors[field] = sentence;
                return;
            }
        }
    });

    /// <exception cref="Refusal">What the flow refuses, or what is typed and cannot be saved.</exception>
    public Task<RevisionState> ActAsync(Actor actor, RevisionAct act, string? reason, List<string>? keywords, Guid? category, bool accepting = false) => InTurnAsync(async () =>
    {
        if (act is RevisionAct.Submit or RevisionAct.Approve)
        {
            if (_conflicts.Count > 0)
                throw new Refusal(BasicRule.ChangedMeanwhile, "有内容与他人同时修改，请先选择以谁的为准。", RefusalKind.ChangedMeanwhile) { CurrentVersion = Version };
            if (Dirty && (Errors.Values.FirstOrDefault() ?? Trouble) is { } why)
                throw new Refusal(RevisionRule.Incomplete, why) { Fields = new Dictionary<string, string>(Errors) };
        }

        var state = await entries.ActAsync(actor, id, act, Version, reason, keywords, category, accepting);
        Version = state.Version;
        return state;
    });

    /// <summary>Decides the fields both changed.</summary>
    public void Settle(bool mine)
    {
        foreach (var field in PlainField.All.Where(field => _conflicts.Contains(field.Name)))
        {
            if (mine)
                continue;
            Form = field.Take(Form, _stored);
            _sent = field.Take(_sent, _stored);
        }

        _conflicts.Clear();
    }

    public void Failed(string sentence) => Trouble = sentence;

    public void Dispose() => _turn.Dispose();

    private void Take(RevisionDetail detail)
    {
        var theirs = detail.Revision.Text with { Body = "" };
        if (Detail is null)
            Form = _sent = theirs;
        foreach (var field in PlainField.All.Where(field => Detail is not null && !field.Same(theirs, _stored)))
        {
            ChangedByOther = true;
            var touched = !field.Same(Form, _sent);
            if (!touched || field.Same(theirs, Form))
            {
                Form = field.Take(Form, theirs);
                _sent = field.Take(_sent, theirs);
                _conflicts.Remove(field.Name);
            }
            else
                _conflicts.Add(field.Name);
        }

        if (Detail is null || (BodyCurrent && Detail.Revision.Text.Body == detail.Revision.Text.Body))
            _bodyVersion = detail.Revision.Version;
        else if (Detail.Revision.Text.Body != detail.Revision.Text.Body && _bodyVersion <= Detail.Revision.Version)
            ChangedByOther = BodyChangedByOther = true;
        _stored = theirs;
        Detail = detail;
        Version = detail.Revision.Version;
    }

    private EntryText Acceptable(EntryText typed)
    {
        Errors.Clear();
        var text = PlainField.All.Where(field => _conflicts.Contains(field.Name)).Aggregate(typed, (to, field) => field.Take(to, _stored));
        for (var tries = 0; tries < PlainField.All.Count; tries++)
        {
            try
            {
                return EntryTextRules.Tidy(text);
            }
            catch (Refusal refusal) when (refusal.Fields.Count > 0)
            {
                foreach (var field in PlainField.All.Where(field => refusal.Fields.ContainsKey(field.Name)))
                {
                    Errors[field.Name] = refusal.Fields[field.Name];
                    text = field.Take(text, _stored);
                }
            }
        }

        return _stored;
    }

    private Task InTurnAsync(Func<Task> act, CancellationToken ct = default) => InTurnAsync(async () =>
    {
        await act();
        return true;
    }, ct);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken ct = default)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>A field of <see cref="EntryText"/> that a page saves by itself: all but the body.</summary>
internal sealed record PlainField(string Name, Func<EntryText, object?> Value, Func<EntryText, EntryText, EntryText> Take)
{
    public static readonly IReadOnlyList<PlainField> All =
    [
        new("title", text => text.Title, (to, from) => to with { Title = from.Title }),
        new("answer", text => text.Answer, (to, from) => to with { Answer = from.Answer }),
        new("basis", text => text.Basis, (to, from) => to with { Basis = from.Basis }),
        new("keywords", text => string.Join('\n', text.Keywords), (to, from) => to with { Keywords = from.Keywords }),
        new("category", text => text.CategoryId, (to, from) => to with { CategoryId = from.CategoryId }),
        new("approvals", text => string.Join('\n', text.ApprovalItems), (to, from) => to with { ApprovalItems = from.ApprovalItems }),
        new("reviewBy", text => text.ReviewBy, (to, from) => to with { ReviewBy = from.ReviewBy }),
        new("expiresOn", text => text.ExpiresOn, (to, from) => to with { ExpiresOn = from.ExpiresOn }),
    ];

    public bool Same(EntryText one, EntryText other) => Equals(Value(one), Value(other));
}
