using System.Globalization;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using IndexDirectory = Lucene.Net.Store.Directory;

namespace HotlineKb.Core.Search;

/// <summary>The ledger event up to which an index is true, and that event's hash: an index of another database is none.</summary>
internal sealed record IndexPosition(long Number, string Hash);

/// <summary>
/// One index in one folder, from its making to its replacement. It is committed only when complete, so a folder with a commit is a whole index.
/// Readers go through <see cref="SearcherManager"/> only.
/// </summary>
internal sealed class IndexGeneration : IDisposable
{
    private readonly IndexDirectory _directory;
    private readonly IndexWriter _writer;
    private readonly SearcherManager _searchers;

    private IndexGeneration(IndexDirectory directory, string? folder, IndexPosition position, bool complete)
    {
        (_directory, Folder, Position, Complete) = (directory, folder, position, complete);
        _writer = new IndexWriter(directory, new IndexWriterConfig(LuceneVersion.LUCENE_48, new HotlineAnalyzer())
        {
            Similarity = TierSimilarity.Bm25,
            OpenMode = complete ? OpenMode.APPEND : OpenMode.CREATE,
            RAMBufferSizeMB = 48,
            // Every publishing makes a segment, and every word of a question is looked up in every segment: few are worth the merging.
            MergePolicy = new TieredMergePolicy { SegmentsPerTier = 3 },
            WriteLockTimeout = 0,
        });
        try
        {
            _searchers = new SearcherManager(_writer, true, null);
        }
        catch
        {
            _writer.Rollback();
            throw;
        }
    }

    /// <summary>Null in memory.</summary>
    public string? Folder { get; }

    public IndexPosition Position { get; set; }

    /// <summary>Holds everything there is; otherwise it is being filled.</summary>
    public bool Complete { get; private set; }

    /// <summary>It failed while reading or writing: it may answer what it can, but takes in nothing more and is being replaced.</summary>
    public bool Broken { get; set; }

    public bool Dirty { get; private set; }

    public int Documents => _writer.NumDocs;

    /// <summary>Bytes on disk; 0 in memory.</summary>
    public long Bytes => Folder is null ? 0 : new DirectoryInfo(Folder).EnumerateFiles().Sum(file => file.Length);

    /// <param name="root">Null for one in memory.</param>
    public static IndexGeneration Create(string? root, IndexPosition position)
    {
        if (root is null)
            return new IndexGeneration(new RAMDirectory(), null, position, false);
        var folder = Path.Combine(root, Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture));
        return new IndexGeneration(Open(folder), folder, position, false);
    }

    /// <summary>Opens a whole index after reading every byte of it against its check sums.</summary>
    /// <returns>Null when there is no commit in the folder.</returns>
    /// <exception cref="Exception">Whatever damage makes Lucene throw.</exception>
    public static IndexGeneration? TryOpen(string folder)
    {
        using var directory = Open(folder);
        if (!DirectoryReader.IndexExists(directory))
            return null;
        IndexPosition position;
        using (var reader = DirectoryReader.Open(directory))
        {
            foreach (var leaf in reader.Leaves)
                leaf.AtomicReader.CheckIntegrity();
            var kept = reader.IndexCommit.UserData;
            position = new IndexPosition(long.Parse(kept["position"], CultureInfo.InvariantCulture), kept["hash"]);
        }

        return new IndexGeneration(Open(folder), folder, position, true);
    }

    /// <summary>A searcher of the newest state; give it back by disposing. Null when this generation was closed meanwhile.</summary>
    public Lease? TryAcquire()
    {
        try
        {
            return new Lease(this, _searchers, _searchers.Acquire());
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    public void Put(SearchDocument document)
    {
        _writer.UpdateDocument(SearchFields.KeyOf(document.Kind, document.Code), SearchFields.ToDocument(document));
        Dirty = true;
    }

    public void Remove(SearchKind kind, string code)
    {
        _writer.DeleteDocuments(SearchFields.KeyOf(kind, code));
        Dirty = true;
    }

    /// <summary>Makes visible what was put and removed.</summary>
    public void Refresh() => _searchers.MaybeRefreshBlocking();

    /// <summary>To disk, with the position.</summary>
    public void Commit()
    {
        _writer.SetCommitData(new Dictionary<string, string>
        {
            ["position"] = Position.Number.ToString(CultureInfo.InvariantCulture),
            ["hash"] = Position.Hash,
        });
        _writer.Commit();
        Dirty = false;
    }

    /// <summary>Everything is in.</summary>
    public void Finish()
    {
        Commit();
        Refresh();
        Complete = true;
    }

    /// <summary>Closes without saving what was not committed; searches under way end in peace.</summary>
    public void Dispose()
    {
        _searchers.Dispose();
        try
        {
            _writer.Rollback();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The index is disposable: what cannot be closed is replaced, at the latest at the next start.
        }

        _directory.Dispose();
    }

    /// <summary>Closes it and removes its files.</summary>
    public void Discard()
    {
        Dispose();
        if (Folder is not null)
            Delete(Folder);
    }

    public static void Delete(string folder)
    {
        try
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Still open somewhere; the next start tries again.
        }
    }

    // Not memory-mapped: that one does not scale over threads. New small segments stay in memory until they are merged or committed.
    private static NRTCachingDirectory Open(string folder) => new(new NIOFSDirectory(new DirectoryInfo(folder)), 8, 64);

    public readonly struct Lease(IndexGeneration generation, SearcherManager searchers, IndexSearcher searcher) : IDisposable
    {
        public IndexGeneration Generation => generation;

        public IndexSearcher Searcher => searcher;

        public void Dispose() => searchers.Release(searcher);
    }
}
