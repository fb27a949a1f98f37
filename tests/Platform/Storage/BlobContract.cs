using System.Text;
using CodeMeet.Platform.Storage;

namespace CodeMeet.Tests.Platform.Storage;

public abstract class BlobContract : StorageContract
{
    [TestMethod]
    public async Task Absent_container_and_blob_read_as_null()
    {
        Assert.IsNull(await Blobs.GetAsync(Own, "none", Stop));
        await PutAsync("some", "x");
        Assert.IsNull(await Blobs.GetAsync(Own, "none", Stop));
        Assert.IsEmpty(await NamesAsync("absent"));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(300_000)]
    [DataRow(5_000_000)]
    public async Task Bytes_come_back_as_written(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var etag = await Blobs.PutAsync(Own, "b", content, BlobCondition.Always, Stop);
        var read = await Blobs.GetAsync(Own, "b", Stop);
        Assert.AreEqual(etag, read!.ETag);
        Assert.IsTrue(read.Content.Span.SequenceEqual(content));
    }

    [TestMethod]
    public async Task A_slice_of_a_buffer_is_written_as_that_slice()
    {
        await Blobs.PutAsync(Own, "b", Encoding.UTF8.GetBytes("xxhelloyy").AsMemory(2, 5), BlobCondition.Always, Stop);
        Assert.AreEqual("hello", await TextAsync("b"));
    }

    [TestMethod]
    public async Task Always_replaces_and_changes_the_version()
    {
        var first = await PutAsync("b", "one");
        var second = await PutAsync("b", "two");
        Assert.AreNotEqual(first, second);
        Assert.AreEqual("two", await TextAsync("b"));
    }

    [TestMethod]
    public async Task WhenAbsent_conflicts_with_an_existing_blob()
    {
        await Blobs.PutAsync(Own, "b", "one"u8.ToArray(), BlobCondition.WhenAbsent, Stop);
        var conflict = await ConflictAsync(() => Blobs.PutAsync(Own, "b", "two"u8.ToArray(), BlobCondition.WhenAbsent, Stop));
        Assert.AreEqual(StorageConflict.Exists, conflict.Kind);
        Assert.AreEqual("one", await TextAsync("b"));
    }

    [TestMethod]
    public async Task WhenUnchanged_needs_the_version_that_was_read()
    {
        var first = await PutAsync("b", "one");
        var second = await Blobs.PutAsync(Own, "b", "two"u8.ToArray(), BlobCondition.WhenUnchanged(first), Stop);
        var conflict = await ConflictAsync(() => Blobs.PutAsync(Own, "b", "three"u8.ToArray(), BlobCondition.WhenUnchanged(first), Stop));
        Assert.AreEqual(StorageConflict.Changed, conflict.Kind);
        Assert.AreEqual(second, (await Blobs.GetAsync(Own, "b", Stop))!.ETag);
    }

    [TestMethod]
    public async Task WhenUnchanged_conflicts_on_an_absent_blob()
    {
        var etag = await PutAsync("b", "one");
        await Blobs.DeleteAsync(Own, "b", Stop);
        Assert.AreEqual(StorageConflict.Changed, (await ConflictAsync(() => Blobs.PutAsync(Own, "b", "two"u8.ToArray(), BlobCondition.WhenUnchanged(etag), Stop))).Kind);
        Assert.IsNull(await Blobs.GetAsync(Own, "b", Stop));
    }

    [TestMethod]
    public async Task S1_of_twenty_parallel_creations_exactly_one_wins()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(async index =>
        {
            try
            {
                await Blobs.PutAsync(Own, "b", new[] { (byte)index }, BlobCondition.WhenAbsent, Stop);
                return true;
            }
            catch (StorageConflictException conflict) when (conflict.Kind is StorageConflict.Exists)
            {
                return false;
            }
        }));
        Assert.AreEqual(1, won.Count(each => each));
        Assert.AreEqual((byte)Array.IndexOf(won, true), (await Blobs.GetAsync(Own, "b", Stop))!.Content.Span[0]);
    }

    [TestMethod]
    public async Task Deleting_what_is_not_there_is_fine()
    {
        await Blobs.DeleteAsync(Own, "b", Stop);
        await PutAsync("b", "one");
        await Blobs.DeleteAsync(Own, "b", Stop);
        await Blobs.DeleteAsync(Own, "b", Stop);
        Assert.IsNull(await Blobs.GetAsync(Own, "b", Stop));
    }

    [TestMethod]
    [DataRow("plain.txt")]
    [DataRow("rooms/a b/segment+1 %20.bin")]
    [DataRow("ünï/日本語 😀")]
    [DataRow("it's (1) & more;=@$,!*#?")]
    public async Task Names_with_unusual_characters_name_their_blob(string name)
    {
        await PutAsync(name, "x");
        await PutAsync(name + "2", "y");
        Assert.AreEqual("x", await TextAsync(name));
        CollectionAssert.AreEqual(new[] { name, name + "2" }, (await NamesAsync(Own, name)).ToArray());
    }

    [TestMethod]
    public async Task Listing_answers_the_names_under_a_prefix_in_order()
    {
        foreach (var name in new[] { "b/2", "b/10", "a/1", "b", "b/1", "c/1", "B/1" })
        {
            await PutAsync(name, "");
        }

        CollectionAssert.AreEqual(new[] { "b/1", "b/10", "b/2" }, (await NamesAsync(Own, "b/")).ToArray());
        CollectionAssert.AreEqual(new[] { "B/1", "a/1", "b", "b/1", "b/10", "b/2", "c/1" }, (await NamesAsync(Own)).ToArray());
        Assert.IsEmpty(await NamesAsync(Own, "d"));
    }

    [TestMethod]
    public async Task Names_that_would_not_come_back_are_refused()
    {
        foreach (var name in new[] { "", "a/", "a.", "/a", "a//b", "a/../b", "a\\b", "a\nb", new string('n', 1025) })
        {
            await Assert.ThrowsExactlyAsync<ArgumentException>(() => PutAsync(name, "x"));
        }
    }

    private async Task<string> PutAsync(string name, string text) => await Blobs.PutAsync(Own, name, Encoding.UTF8.GetBytes(text), BlobCondition.Always, Stop);

    private async Task<string> TextAsync(string name) => Encoding.UTF8.GetString((await Blobs.GetAsync(Own, name, Stop))!.Content.Span);

    private async Task<List<string>> NamesAsync(string container, string prefix = "")
    {
        var names = new List<string>();
        await foreach (var name in Blobs.ListAsync(container, prefix, Stop))
        {
            names.Add(name);
        }

        return names;
    }
}
