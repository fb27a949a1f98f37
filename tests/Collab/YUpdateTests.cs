using CodeMeet.Collab;
using static CodeMeet.Tests.Collab.WalkedDocument;

namespace CodeMeet.Tests.Collab;

/// <summary>The walker: what Yjs really sends passes, and every way found to make two pages differ, hang or throw does not.</summary>
[TestClass]
public sealed class YUpdateTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task C1_every_update_of_real_sessions_is_accepted_also_of_directly_linked_pages()
    {
        var refused = new List<string>();
        foreach (var session in await Yjs.SessionsAsync(seed: 7, sessions: Soak.Of(100, 6), edits: 800, TestContext.CancellationToken))
        {
            var clocks = new DocumentClocks();
            clocks.Absorb(1, Seed.ClientId, Update.Batch(session.Entries[0].Frames));
            foreach (var entry in session.Entries.Skip(1))
            {
                clocks.Begin(entry.By);
                foreach (var frame in entry.Frames)
                {
                    var refusal = YUpdate.Check(frame, entry.By, DocumentPolicy.Code, clocks);
                    if (refusal != UpdateRefusal.None)
                    {
                        refused.Add($"{refusal} by {entry.By} at {clocks.Seq + 1}, linked {session.Linked}: {Convert.ToHexString(frame)}");
                    }
                }

                clocks.Commit(clocks.Seq + 1, 0);
            }
        }

        Assert.IsEmpty(refused, string.Join('\n', refused.Take(5)));
    }

    [TestMethod]
    public void Attack_race_the_victims_next_clock_under_its_id_is_refused() =>
        Refused(UpdateRefusal.NotYours, new Update(Victim, 4).TextBetween(new YId(Victim, 3), None, "EVIL"));

    [TestMethod]
    public void Attack_a_second_section_under_the_victims_id_is_refused()
    {
        var both = new YWriter();
        both.UInt(2);
        foreach (var client in new[] { Attacker, Victim })
        {
            both.UInt(1);
            both.UInt(client);
            both.UInt(client == Victim ? 4 : 0);
            both.Byte(4);
            both.UInt(1);
            both.Text("file:main");
            both.Text("x");
        }

        both.UInt(0);
        Refused(UpdateRefusal.NotYours, both.ToArray());
    }

    [TestMethod]
    public void Attack_a_collected_struct_of_length_two_to_the_forty_is_refused()
    {
        Refused(UpdateRefusal.Kind, new Update(Attacker, 0).Raw(bytes =>
        {
            bytes.Byte(0);
            bytes.Long(1L << 40);
        }));
        Refused(UpdateRefusal.Kind, new Update(Attacker, 0).Raw(bytes =>
        {
            bytes.Byte(0);
            bytes.UInt(5);
        }));
    }

    [TestMethod]
    public void Attack_a_far_future_clock_is_refused()
    {
        Refused(UpdateRefusal.Gap, new Update(Attacker, 1).TextIn("file:main", "x"));
        Refused(UpdateRefusal.Gap, new Update(Attacker, 1_000_000).TextIn("file:main", "x"));
    }

    [TestMethod]
    public void A_clock_that_was_used_before_is_refused() => Refused(UpdateRefusal.Gap, new Update(Victim, 3).TextBetween(new YId(Victim, 2), None, "x"), author: Victim);

    [TestMethod]
    public void Attack_an_unknown_dependency_is_refused()
    {
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).TextBetween(new YId(99, 0), None, "x"));
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).TextBetween(None, new YId(99, 0), "x"));
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).TextBetween(new YId(Victim, 4), None, "x"));
    }

    [TestMethod]
    public void Attack_a_reference_to_ones_own_future_is_refused_since_Yjs_throws_on_it_half_way() =>
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).TextBetween(new YId(Attacker, 0), None, "x"));

    [TestMethod]
    public void Attack_a_delete_set_over_everything_is_refused_beyond_known_clocks_and_an_edit_within()
    {
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).Delete(Victim, 0, int.MaxValue));
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).Delete(Victim, 0, 5));
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).Delete(99, 0, 1));
        Refused(UpdateRefusal.UnknownReference, new Update(Victim, 4).Delete(Victim, 4, 1), author: Victim);
        Refused(UpdateRefusal.Malformed, new Update(Attacker, 0).Delete(Victim, 0, 0));
        Refused(UpdateRefusal.None, new Update(Attacker, 0).Delete(Victim, 0, 4));
    }

    [TestMethod]
    public void Attack_a_V2_run_length_bomb_is_refused()
    {
        // The feature flag and the run-length columns of V2, and V1 with 30 million declared structs in 9 bytes.
        Refused(UpdateRefusal.Malformed, [0, 0, 1, 2, 0, 0, 1, 0x80, 0xda, 0xc4, 0x1c, 0, 0, 1, 0x84, 0, 0, 0, 1, 0x80, 0xda, 0xc4, 0x0e, 0, 0, 0]);
        Refused(UpdateRefusal.Malformed, [1, 0x80, 0x87, 0xa7, 0x0e, Attacker, 0, 4, 1]);
        Refused(UpdateRefusal.Malformed, [0, 0x80, 0x87, 0xa7, 0x0e, 1, 1]);
    }

    [TestMethod]
    public void Text_that_is_not_UTF8_is_refused_since_every_page_would_throw()
    {
        foreach (byte[] text in new byte[][] { [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0xc0, 0x80] })
        {
            Refused(UpdateRefusal.Malformed, new Update(Attacker, 0).Raw(bytes =>
            {
                bytes.Byte(4);
                bytes.UInt(1);
                bytes.Text("file:main");
                bytes.Text(text);
            }));
        }
    }

    [TestMethod]
    public void A_struct_without_length_is_refused() => Refused(UpdateRefusal.Malformed, new Update(Attacker, 0).TextIn("file:main", ""));

    [TestMethod]
    public void A_value_in_a_text_is_refused_since_it_would_shift_every_position_after_it() =>
        Refused(UpdateRefusal.Parent, new Update(Attacker, 0).Between(new YId(Victim, 1), new YId(Victim, 2), 8, AnyNull));

    [TestMethod]
    public void A_value_beside_text_that_is_not_there_yet_is_refused() =>
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).Between(new YId(Victim, 9), None, 0x28, AnyNull));

    [TestMethod]
    public void Text_in_a_map_is_refused() => Refused(UpdateRefusal.Parent, new Update(Attacker, 0).TextBetween(new YId(Seed.ClientId, 0), None, "x"));

    [TestMethod]
    public void A_struct_between_two_files_is_refused()
    {
        var update = new Update(Attacker, 0).TextIn("file:two", "ab").TextBetween(new YId(Attacker, 0), new YId(Victim, 1), "x");
        Refused(UpdateRefusal.Parent, update);
    }

    [TestMethod]
    public void A_value_nested_deeper_than_a_page_can_read_is_refused()
    {
        Refused(UpdateRefusal.Malformed, new Update(Attacker, 0).Entry("meta", "language", any =>
        {
            for (var depth = 0; depth < 20_000; depth++)
            {
                any.Bytes([117, 1]);
            }

            any.Byte(126);
        }));
    }

    [TestMethod]
    public void A_document_takes_no_more_than_its_bound()
    {
        var clocks = Document();
        clocks.Begin(Attacker);
        clocks.Advance(1, DocumentClocks.UnknownRoot, (int)YUpdate.MaxInserted - 100);
        clocks.Commit(9, 0);
        Assert.AreEqual(UpdateRefusal.Full, Try(clocks, new Update(Attacker, 1).TextIn("file:main", new string('x', 200)).Bytes(), Attacker));
        Assert.AreEqual(UpdateRefusal.None, Try(clocks, new Update(Attacker, 1).TextIn("file:main", "x").Bytes(), Attacker));
    }

    [TestMethod]
    public async Task Truncated_and_mutated_updates_never_throw_and_leave_the_clocks_as_they_were()
    {
        var random = new Random(5);
        var session = (await Yjs.SessionsAsync(seed: 3, sessions: 1, edits: 300, TestContext.CancellationToken))[0];
        var clocks = new DocumentClocks();
        clocks.Absorb(1, Seed.ClientId, Update.Batch(session.Entries[0].Frames));
        var (tried, taken) = (0, 0);
        foreach (var entry in session.Entries.Skip(1))
        {
            var frame = entry.Frames[0];
            var before = State(clocks);
            for (var length = 0; length < frame.Length; length++)
            {
                Assert.AreNotEqual(UpdateRefusal.None, Try(clocks, frame[..length], entry.By), "A truncated update passed.");
            }

            for (var i = 0; i < 40; i++, tried++)
            {
                var mutated = (byte[])frame.Clone();
                for (var flips = random.Next(3); flips >= 0; flips--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                taken += Try(clocks, mutated, entry.By) == UpdateRefusal.None ? 1 : 0;
            }

            Assert.AreEqual(before, State(clocks));
            clocks.Absorb(clocks.Seq + 1, entry.By, Update.Batch(entry.Frames));
        }

        Assert.IsGreaterThan(1000, tried);
        Assert.IsLessThan(tried / 2, taken, "Only changes of the text itself and of a known neighbour pass.");
    }

    [TestMethod]
    public void Random_bytes_never_throw()
    {
        var random = new Random(11);
        var clocks = Document();
        var before = State(clocks);
        var bytes = new byte[64];
        for (var i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(i & 1);
            Try(clocks, bytes[..random.Next(bytes.Length)], Attacker);
        }

        Assert.AreEqual(before, State(clocks));
    }

    [TestMethod]
    public async Task What_is_written_of_the_clocks_is_what_is_read_again()
    {
        foreach (var session in await Yjs.SessionsAsync(seed: 21, sessions: 3, edits: 200, TestContext.CancellationToken))
        {
            var clocks = new DocumentClocks();
            foreach (var entry in session.Entries)
            {
                clocks.Absorb(clocks.Seq + 1, entry.By, Update.Batch(entry.Frames));
            }

            var written = new YWriter();
            clocks.Write(written);
            var reader = new YReader(written.Written);
            Assert.AreEqual(State(clocks), State(DocumentClocks.Read(ref reader)));
            Assert.IsTrue(reader.Done);
        }
    }
}
