using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;

namespace HotlineKb.Core.Search;

/// <summary>
/// Ranks literal hits by the field first and by BM25 within it: a word in the title is worth more than any number of words in the body.
/// Every word gives the whole points of its best field, plus less than a tenth for BM25, so that up to ten words never climb into another tier.
/// </summary>
internal sealed class TierSimilarity : PerFieldSimilarityWrapper
{
    /// <summary>What the index is written with, and questions are weighed by.</summary>
    public static readonly BM25Similarity Bm25 = new();

    public static readonly TierSimilarity Instance = new();

    /// <summary>Fields that make a hit, best first.</summary>
    public static readonly (string Field, float Points)[] Tiers = [(SearchFields.Title, 4), (SearchFields.Keywords, 3), (SearchFields.Answer, 2), (SearchFields.Body, 1)];

    private static readonly Dictionary<string, Similarity> ByField = Tiers.ToDictionary(tier => tier.Field, tier => (Similarity)new Tiered(tier.Points));
    private static readonly Tiered BelowAll = new(0);

    public override Similarity Get(string name) => ByField.GetValueOrDefault(name, BelowAll);

    private sealed class Tiered(float points) : Similarity
    {
        public override long ComputeNorm(FieldInvertState state) => Bm25.ComputeNorm(state);

        public override SimWeight ComputeWeight(float queryBoost, CollectionStatistics collectionStats, params TermStatistics[] termStats) =>
            Bm25.ComputeWeight(queryBoost, collectionStats, termStats);

        public override SimScorer GetSimScorer(SimWeight weight, AtomicReaderContext context) => new Scorer(points, Bm25.GetSimScorer(weight, context));

        private sealed class Scorer(float points, SimScorer inner) : SimScorer
        {
            public override float Score(int doc, float freq)
            {
                var score = inner.Score(doc, freq);
                return points + (0.099f * score / (score + 10));
            }

            public override float ComputeSlopFactor(int distance) => inner.ComputeSlopFactor(distance);

            public override float ComputePayloadFactor(int doc, int start, int end, BytesRef payload) => inner.ComputePayloadFactor(doc, start, end, payload);
        }
    }
}
