using CodeMeet.Collab;
using static CodeMeet.Tests.Collab.WalkedDocument;

namespace CodeMeet.Tests.Collab;

/// <summary>What the documents of a room may hold.</summary>
[TestClass]
public sealed class DocumentPolicyTests
{
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
    public void A_carriage_return_is_refused_since_text_is_LF_only() =>
        Refused(UpdateRefusal.Content, new Update(Attacker, 0).TextIn("file:main", "a\r\nb"));

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
}
