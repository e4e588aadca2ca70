using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace HotlineKb.Core.Search;

/// <summary>
/// Fields that are searched literally: every character and every pair of neighbours, letters and digits too, so that any part of any word is found.
/// <see cref="SearchFields.All"/>: pairs of ideographs and whole words of other scripts, for weighing questions.
/// </summary>
internal sealed class HotlineAnalyzer : Analyzer
{
    protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader) =>
        new(new HotlineTokenizer(reader, fieldName == SearchFields.All));
}

internal sealed class HotlineTokenizer : Tokenizer
{
    private readonly bool _bag;
    private readonly ICharTermAttribute _term;
    private readonly IPositionIncrementAttribute _increment;
    private readonly List<Letter> _letters = [];
    private readonly List<(int From, int Count)> _features = [];
    private int _next;
    private bool _pairDue;

    public HotlineTokenizer(TextReader input, bool bag)
        : base(input)
    {
        _bag = bag;
        _term = AddAttribute<ICharTermAttribute>();
        _increment = AddAttribute<IPositionIncrementAttribute>();
    }

    public override void Reset()
    {
        base.Reset();
        SearchText.Read(m_input.ReadToEnd(), _letters);
        _features.Clear();
        if (_bag)
            _features.AddRange(Features(_letters));
        _next = 0;
        _pairDue = false;
    }

    public override bool IncrementToken()
    {
        ClearAttributes();
        return _bag ? NextFeature() : NextLetter();
    }

    /// <summary>What a question is weighed by: pairs of ideographs, single ones that stand alone, whole runs of other letters and digits.</summary>
    public static IEnumerable<(int From, int Count)> Features(List<Letter> letters)
    {
        for (var i = 0; i < letters.Count;)
        {
            var ideograph = letters[i].IsIdeograph;
            var end = i + 1;
            while (end < letters.Count && letters[end - 1].IsJustBefore(letters[end]) && letters[end].IsIdeograph == ideograph)
                end++;
            if (!ideograph || end == i + 1)
                yield return (i, Math.Min(end - i, 64));
            else
                for (var pair = i; pair + 1 < end; pair++)
                    yield return (pair, 2);
            i = end;
        }
    }

    private bool NextFeature()
    {
        if (_next == _features.Count)
            return false;
        var (from, count) = _features[_next++];
        _term.Append(SearchText.Term(_letters, from, count));
        return true;
    }

    private bool NextLetter()
    {
        if (_pairDue)
        {
            _pairDue = false;
            _term.Append(SearchText.Term(_letters, _next - 1, 2));
            _increment.PositionIncrement = 0;
            return true;
        }

        if (_next == _letters.Count)
            return false;
        _term.Append(SearchText.Term(_letters, _next, 1));
        _increment.PositionIncrement = _next == 0 ? 1 : _letters[_next].Position - _letters[_next - 1].Position;
        _pairDue = _next + 1 < _letters.Count && _letters[_next].IsJustBefore(_letters[_next + 1]);
        _next++;
        return true;
    }
}
