using System.Globalization;
using CodeMeet.Platform.Triggers;

namespace CodeMeet.Tests.Platform.Triggers;

[TestClass]
public sealed class CronScheduleTests
{
    [TestMethod]
    [DataRow("0 * * * * *", "2026-11-22 09:00:00", "2026-11-22 09:01:00", DisplayName = "a match itself is not after itself")]
    [DataRow("0 */5 * * * *", "2026-11-22 09:58:59", "2026-11-22 10:00:00")]
    [DataRow("* * * * * *", "2026-12-31 23:59:59", "2027-01-01 00:00:00")]
    [DataRow("30 15 3 * * *", "2026-11-22 03:15:30", "2026-11-23 03:15:30")]
    [DataRow("0 0 9-17/4 * * 1-5", "2026-11-20 17:30:00", "2026-11-23 09:00:00", DisplayName = "Friday evening to Monday")]
    [DataRow("0 0 0 29 2 *", "2026-03-01 00:00:00", "2028-02-29 00:00:00")]
    [DataRow("0 0 0 29 feb *", "2097-01-01 00:00:00", "2104-02-29 00:00:00", DisplayName = "2100 is no leap year")]
    [DataRow("0 0 0 13 * fri", "2026-11-22 00:00:00", "2027-08-13 00:00:00", DisplayName = "day and day of week must both match")]
    [DataRow("10,20 0 0 1 Jan,JUL *", "2026-01-01 00:00:10", "2026-01-01 00:00:20")]
    [DataRow("5/20 0 0 * * *", "2026-01-01 00:00:25", "2026-01-01 00:00:45")]
    [DataRow("0 0 12 31 * *", "2026-03-31 12:00:00", "2026-05-31 12:00:00")]
    public void Next_is_the_first_match_after(string expression, string after, string expected) =>
        Assert.AreEqual(Time(expected), CronSchedule.Parse(expression).Next(Time(after)));

    [TestMethod]
    public void Next_looks_at_whole_seconds() =>
        Assert.AreEqual(Time("2026-11-22 09:00:01"), CronSchedule.Parse("* * * * * *").Next(Time("2026-11-22 09:00:00").AddMilliseconds(999)));

    [TestMethod]
    public void A_date_that_never_comes_has_no_next() => Assert.IsNull(CronSchedule.Parse("0 0 0 30 2 *").Next(Time("2026-01-01 00:00:00")));

    [TestMethod]
    [DataRow("* * * * *")]
    [DataRow("* * * * * * *")]
    [DataRow("60 * * * * *")]
    [DataRow("* * 24 * * *")]
    [DataRow("* * * 0 * *")]
    [DataRow("* * * * 13 *")]
    [DataRow("* * * * * 7")]
    [DataRow("*/0 * * * * *")]
    [DataRow("5-1 * * * * *")]
    [DataRow("1-2-3 * * * * *")]
    [DataRow("1/2/3 * * * * *")]
    [DataRow("-1 * * * * *")]
    [DataRow("a * * * * *")]
    [DataRow("1,,2 * * * * *")]
    [DataRow("")]
    public void What_has_no_meaning_is_refused(string expression) => Assert.ThrowsExactly<FormatException>(() => CronSchedule.Parse(expression));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
