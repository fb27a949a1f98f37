using System.Globalization;

namespace CodeMeet.Platform.Triggers;

/// <summary>
/// An NCRONTAB expression as Azure Functions reads it: second, minute, hour, day, month, day of week (0 is Sunday), UTC. A field is <c>*</c>, numbers, ranges and
/// steps, comma-separated; months and days also by their English three letters. All fields must match: day and day of week are not alternatives as in Unix cron.
/// </summary>
internal sealed class CronSchedule
{
    /// <summary>Any date occurs within eight years: 29 February may skip one leap year at a turn of the century.</summary>
    private const int YearsAhead = 9;

    private static readonly string[] s_months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] s_days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    // One bit per value.
    private readonly ulong _seconds, _minutes, _hours, _daysOfMonth, _monthsOfYear, _daysOfWeek;

    private CronSchedule(string expression, string[] fields)
    {
        _seconds = Bits(expression, fields[0], 0, 59, []);
        _minutes = Bits(expression, fields[1], 0, 59, []);
        _hours = Bits(expression, fields[2], 0, 23, []);
        _daysOfMonth = Bits(expression, fields[3], 1, 31, []);
        _monthsOfYear = Bits(expression, fields[4], 1, 12, s_months);
        _daysOfWeek = Bits(expression, fields[5], 0, 6, s_days);
    }

    /// <exception cref="FormatException">Not six fields, or a field is out of range.</exception>
    public static CronSchedule Parse(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 6 ? new CronSchedule(expression, fields) : throw new FormatException($"'{expression}' has {fields.Length} fields, a schedule six.");
    }

    /// <summary>The first match after <paramref name="after"/>, in whole seconds UTC; null when none comes within years (30 February).</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var start = new DateTime(after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        for (var day = start.Date; day.Year <= start.Year + YearsAhead; day = day.AddDays(1))
        {
            if (!Has(_monthsOfYear, day.Month) || !Has(_daysOfMonth, day.Day) || !Has(_daysOfWeek, (int)day.DayOfWeek))
            {
                continue;
            }

            if (NextInDay(day == start.Date ? start.TimeOfDay : TimeSpan.Zero) is { } time)
            {
                return new DateTimeOffset(day + time);
            }
        }

        return null;
    }

    private TimeSpan? NextInDay(TimeSpan from)
    {
        for (var hour = from.Hours; hour < 24; hour++)
        {
            if (!Has(_hours, hour))
            {
                continue;
            }

            for (var minute = hour == from.Hours ? from.Minutes : 0; minute < 60; minute++)
            {
                if (!Has(_minutes, minute))
                {
                    continue;
                }

                for (var second = hour == from.Hours && minute == from.Minutes ? from.Seconds : 0; second < 60; second++)
                {
                    if (Has(_seconds, second))
                    {
                        return new TimeSpan(hour, minute, second);
                    }
                }
            }
        }

        return null;
    }

    private static bool Has(ulong bits, int value) => (bits & (1UL << value)) != 0;

    private static ulong Bits(string expression, string field, int min, int max, string[] names)
    {
        var bits = 0UL;
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') switch
            {
                [var whole] => (whole, 0),
                [var whole, var every] when int.TryParse(every, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => (whole, number),
                _ => throw Wrong(),
            };
            var (first, last) = range.Split('-') switch
            {
                ["*"] => (min, max),
                [var low, var high] => (Value(low), Value(high)),
                // "5/10" runs from 5 to the end, "5" stands alone.
                [var low] => (Value(low), step > 0 ? max : Value(low)),
                _ => throw Wrong(),
            };
            if (first > last)
            {
                throw Wrong();
            }

            for (var value = first; value <= last; value += Math.Max(step, 1))
            {
                bits |= 1UL << value;
            }
        }

        return bits;

        int Value(string text)
        {
            var named = Array.FindIndex(names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
            return named >= 0 ? named + min
                : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
                : throw Wrong();
        }

        FormatException Wrong() => new($"'{field}' in '{expression}' is no field between {min} and {max}.");
    }
}
