using System.Text;
using CodeMeet.Collab;

namespace CodeMeet.Tests.Collab;

/// <summary>The walker: what Yjs really sends passes, and every way found to make two pages differ, hang or throw does not.</summary>
[TestClass]
public sealed class YUpdateTests
{
    private const int Victim = 1;
    private const int Attacker = 2;
    private static readonly YId None = new(-1, 0);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task C1_every_update_of_real_sessions_is_accepted_also_when_it_overtakes_what_it_builds_on()
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
                        refused.Add($"{refusal} by {entry.By} at {clocks.Seq + 1}, ahead {session.Ahead}: {Convert.ToHexString(frame)}");
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
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).TextBetween(new YId(Victim, 4 + YUpdate.Slack), None, "x"));
    }

    [TestMethod]
    public void Attack_a_reference_to_ones_own_future_is_refused_since_Yjs_throws_on_it_half_way() =>
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).TextBetween(new YId(Attacker, 0), None, "x"));

    [TestMethod]
    public void A_reference_a_little_ahead_of_a_known_client_is_an_edit_that_overtook() =>
        Refused(UpdateRefusal.None, new Update(Attacker, 0).TextBetween(new YId(Victim, 10), None, "x"));

    [TestMethod]
    public void Attack_a_delete_set_over_everything_is_refused_beyond_known_clocks_and_an_edit_within()
    {
        Refused(UpdateRefusal.UnknownReference, new Update(Attacker, 0).Delete(Victim, 0, int.MaxValue));
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
    public void A_subdocument_a_nested_type_and_formatting_are_not_code()
    {
        foreach (var kind in new[] { 1, 2, 3, 5, 6, 7, 9, 10, 11, 31 })
        {
            Refused(UpdateRefusal.Kind, new Update(Attacker, 0).TextBetween(new YId(Victim, 1), None, "\"\"", kind));
        }
    }

    [TestMethod]
    [DataRow("other")]
    [DataRow("file:")]
    [DataRow("file:../x")]
    [DataRow("file:0123456789012345678901234567890123456789x")]
    [DataRow("test:")]
    [DataRow("test:a")]
    [DataRow("test:a:else")]
    [DataRow("test::in")]
    [DataRow("test:a:b:in")]
    [DataRow("test:0123456789012345678901234567890123456789x:in")]
    public void A_root_that_code_does_not_have_is_refused(string root) =>
        Refused(UpdateRefusal.Parent, new Update(Attacker, 0).TextIn(root, "x"));

    [TestMethod]
    [DataRow("main.py", true)]
    [DataRow("src/größe/ü.py", true)]
    [DataRow("/etc/passwd", false)]
    [DataRow("../x", false)]
    [DataRow("a//b", false)]
    [DataRow("a/./b", false)]
    [DataRow("a\\b", false)]
    [DataRow("C:x", false)]
    [DataRow("a\nb", false)]
    [DataRow("a\u0085b", false)]
    [DataRow("", false)]
    public void A_file_has_a_relative_path_of_plain_segments(string path, bool taken) =>
        Refused(taken ? UpdateRefusal.None : UpdateRefusal.Content, new Update(Attacker, 0).File("f1", path));

    [TestMethod]
    [DataRow("a:in")]
    [DataRow("a:out")]
    public void A_test_case_has_a_text_for_its_input_and_one_for_what_is_expected(string text) =>
        Refused(UpdateRefusal.None, new Update(Attacker, 0).TextIn("test:" + text, "1 2\n"));

    [TestMethod]
    [DataRow("adds", "lines", (byte)125, 1, true)]
    [DataRow("größer 😀", "exact", (byte)125, 2, true)]
    [DataRow("adds", "lines", (byte)124, 4, true)]
    [DataRow("adds", "lines", (byte)123, 8, true)]
    [DataRow("adds", "lines", (byte)126, 0, false)]
    [DataRow("adds", "../x", (byte)125, 1, false)]
    [DataRow("", "lines", (byte)125, 1, false)]
    public void A_test_case_is_a_name_a_checker_and_a_place(string name, string checker, byte type, int bytes, bool taken) =>
        Refused(taken ? UpdateRefusal.None : UpdateRefusal.Content, new Update(Attacker, 0).Entry("tests", "t1", any =>
        {
            any.Bytes([118, 3]);
            any.Text("name");
            any.Byte(119);
            any.Text(name);
            any.Text("checker");
            any.Byte(119);
            any.Text(checker);
            any.Text("order");
            any.Byte(type);
            for (var left = bytes; left > 0; left--)
            {
                any.Byte(type == 125 && left > 1 ? (byte)0x81 : (byte)1);
            }
        }));

    [TestMethod]
    public void A_name_of_a_test_case_has_at_most_100_characters() =>
        Refused(UpdateRefusal.Content, new Update(Attacker, 0).Entry("tests", "t1", any =>
        {
            any.Bytes([118, 1]);
            any.Text("name");
            any.Byte(119);
            any.Text(new string('x', 101));
        }));

    [TestMethod]
    public void A_path_of_201_characters_is_refused() =>
        Refused(UpdateRefusal.Content, new Update(Attacker, 0).File("f1", new string('é', 201)));

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
    public void A_carriage_return_is_refused_since_text_is_LF_only() =>
        Refused(UpdateRefusal.Content, new Update(Attacker, 0).TextIn("file:main", "a\r\nb"));

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
    public void Notes_hold_a_tree_and_only_what_Yjs_can_read()
    {
        var clocks = new DocumentClocks();
        var tree = new Update(Victim, 0).Raw(bytes =>
        {
            bytes.Byte(7);
            bytes.UInt(1);
            bytes.Text("default");
            bytes.UInt(3);
            bytes.Text("paragraph");
        }).Raw(bytes =>
        {
            bytes.Byte(7);
            bytes.UInt(0);
            bytes.UInt(Victim);
            bytes.UInt(0);
            bytes.UInt(6);
        }).Bytes();
        clocks.Begin(Victim);
        Assert.AreEqual(UpdateRefusal.None, YUpdate.Check(tree, Victim, DocumentPolicy.Notes, clocks));
        foreach (var (json, taken) in new[] { ("true", true), ("{\"a\":[1]}", true), ("{", false), ("", false), ("1 2", false) })
        {
            clocks.Begin(Attacker);
            var format = new Update(Attacker, 0).Between(new YId(Victim, 1), None, 6, content =>
            {
                content.Text("bold");
                content.Text(json);
            });
            Assert.AreEqual(taken ? UpdateRefusal.None : UpdateRefusal.Malformed, YUpdate.Check(format.Bytes(), Attacker, DocumentPolicy.Notes, clocks), json);
            clocks.Rollback();
        }
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

    /// <summary>The seed, and four characters of the victim in the first file.</summary>
    private static DocumentClocks Document()
    {
        var clocks = new DocumentClocks();
        clocks.Absorb(1, Seed.ClientId, Seed.Batch("main.py", "python", "print(1)\n"));
        clocks.Absorb(2, Victim, Update.Batch(new Update(Victim, 0).TextIn("file:main", "GOOD").Bytes()));
        return clocks;
    }

    private static void Refused(UpdateRefusal expected, Update update, int author = Attacker) => Refused(expected, update.Bytes(), author);

    private static void Refused(UpdateRefusal expected, byte[] update, int author = Attacker)
    {
        var clocks = Document();
        var before = State(clocks);
        Assert.AreEqual(expected, Try(clocks, update, author));
        Assert.AreEqual(before, State(clocks));
    }

    private static UpdateRefusal Try(DocumentClocks clocks, byte[] update, int author)
    {
        clocks.Begin(author);
        var refusal = YUpdate.Check(update, author, DocumentPolicy.Code, clocks);
        clocks.Rollback();
        return refusal;
    }

    private static string State(DocumentClocks clocks)
    {
        var state = new StringBuilder().Append(clocks.Seq).Append(' ').Append(clocks.Inserted).Append(' ').Append(clocks.LogBytes);
        foreach (var (client, clock, entries) in clocks.Clients.Where(client => client.Clock > 0))
        {
            state.Append(' ').Append(client).Append(':').Append(clock).Append('/').Append(entries).Append('@').Append(clocks.RootAt(new YId(client, clock - 1)));
        }

        return state.ToString();
    }

    private static void AnyNull(YWriter content)
    {
        content.UInt(1);
        content.Byte(126);
    }
}
