using System.Text.RegularExpressions;
using HotlineKb.Core.Basics;
using HotlineKb.Core.Entries;

namespace HotlineKb.Core.Profiles;

/// <summary>The limits of a profile, and the form of numbers and addresses. Tidied at every save; what must be there is asked for at submitting.</summary>
public static partial class ProfileRules
{
    public const int MaxFunctions = 4_000;
    public const int MaxLines = 200;
    public const int MaxName = 100;
    public const int MaxText = 300;

    /// <summary>Trims and cleans, and refuses what is too long to keep. Never cuts.</summary>
    /// <exception cref="Refusal">422 with the field, such as <c>windows[2].phones</c>, and its sentence.</exception>
    public static ProfileText Tidy(ProfileText text)
    {
        var functions = EntryTextRules.Readable(text.Functions ?? "").Trim();
        if (functions.Length > MaxFunctions)
            throw Refusal.Field(ProfileRule.TooLong, "functions", $"主要职能最多 {MaxFunctions:N0} 个字，现有 {functions.Length:N0} 个。");
        return new ProfileText
        {
            Functions = functions,
            Institutions = Lines("institutions", "机构", text.Institutions, (line, at) => line with { Name = Line(line.Name, $"{at}.name", MaxName), Address = Line(line.Address, $"{at}.address"), Phone = Line(line.Phone, $"{at}.phone"), Note = Line(line.Note, $"{at}.note") },
                line => line is { Name: "", Address: "", Phone: "", Note: "" }),
            Windows = Lines("windows", "窗口", text.Windows, (line, at) => line with { Name = Line(line.Name, $"{at}.name", MaxName), Address = Line(line.Address, $"{at}.address"), Hours = Line(line.Hours, $"{at}.hours"), Phones = Line(line.Phones, $"{at}.phones"), Handles = Line(line.Handles, $"{at}.handles"), Note = Line(line.Note, $"{at}.note") },
                line => line is { Name: "", Address: "", Hours: "", Phones: "", Handles: "", Note: "" }),
            People = Lines("people", "人员", text.People, (line, at) => line with { Name = Line(line.Name, $"{at}.name", MaxName), Title = Line(line.Title, $"{at}.title"), Duty = Line(line.Duty, $"{at}.duty"), Phone = Line(line.Phone, $"{at}.phone"), Mobile = Line(line.Mobile, $"{at}.mobile") },
                line => line is { Name: "", Title: "", Duty: "", Phone: "", Mobile: "" }),
        };
    }

    /// <exception cref="Refusal">422 naming every field that is empty or not of the right form.</exception>
    public static void RequireComplete(ProfileText text)
    {
        var wrong = new Dictionary<string, string>();
        Need("functions", text.Functions, "请填写主要职能。");
        if (!text.People.Exists(person => person.Role is PersonRole.Contact))
            wrong["people"] = "至少填写一位联系人。";
        else if (!text.People.Exists(person => person.Role is PersonRole.InformationOfficer))
            wrong["people"] = "至少填写一位信息采集员。";
        for (var i = 0; i < text.Institutions.Count; i++)
        {
            Need($"institutions[{i}].name", text.Institutions[i].Name, "请填写机构名称。");
            Plain($"institutions[{i}].name", text.Institutions[i].Name);
            Plain($"institutions[{i}].address", text.Institutions[i].Address);
            Phone($"institutions[{i}].phone", text.Institutions[i].Phone);
            Address($"institutions[{i}].address", text.Institutions[i].Address);
        }

        for (var i = 0; i < text.Windows.Count; i++)
        {
            Need($"windows[{i}].name", text.Windows[i].Name, "请填写窗口名称。");
            Plain($"windows[{i}].name", text.Windows[i].Name);
            Plain($"windows[{i}].hours", text.Windows[i].Hours);
            Plain($"windows[{i}].address", text.Windows[i].Address);
            Need($"windows[{i}].address", text.Windows[i].Address, "请填写窗口地址。");
            Address($"windows[{i}].address", text.Windows[i].Address);
            Phone($"windows[{i}].phones", text.Windows[i].Phones);
        }

        for (var i = 0; i < text.People.Count; i++)
        {
            Need($"people[{i}].name", text.People[i].Name, "请填写姓名。");
            Plain($"people[{i}].name", text.People[i].Name);
            Need($"people[{i}].phone", text.People[i].Phone, "请填写办公电话。");
            Phone($"people[{i}].phone", text.People[i].Phone);
            // Everybody sees the office phone; a mobile number is for offices only.
            if (Numbers(text.People[i].Phone).Any(number => MobileForm().IsMatch(number)))
                wrong[$"people[{i}].phone"] = "办公电话不能填手机号码，手机请填在“手机”一栏。";
            if (text.People[i].Mobile.Length > 0 && !MobileForm().IsMatch(text.People[i].Mobile))
                wrong[$"people[{i}].mobile"] = $"“{text.People[i].Mobile}”不像手机号码，应为 11 位数字。";
        }

        // What everybody reads in plain text must not carry what only offices may see. Numbers of windows and institutions are public, and have fields of their own.
        Plain("functions", text.Functions);
        for (var i = 0; i < text.Institutions.Count; i++)
            Plain($"institutions[{i}].note", text.Institutions[i].Note);
        for (var i = 0; i < text.Windows.Count; i++)
        {
            Plain($"windows[{i}].handles", text.Windows[i].Handles);
            Plain($"windows[{i}].note", text.Windows[i].Note);
        }

        for (var i = 0; i < text.People.Count; i++)
        {
            Plain($"people[{i}].title", text.People[i].Title);
            Plain($"people[{i}].duty", text.People[i].Duty);
        }

        if (wrong.Count > 0)
            throw new Refusal(ProfileRule.Incomplete, string.Concat(wrong.Values.Distinct().Take(3))) { Fields = wrong };

        void Need(string field, string value, string sentence)
        {
            if (value.Length == 0)
                wrong[field] = sentence;
        }

        void Phone(string field, string value)
        {
            if (BadPhone(value) is { } bad)
                wrong[field] = $"“{bad}”不像电话号码，应如 0763-3366123、0763-3366123转8002 或 12345；多个用顿号隔开。";
        }

        void Plain(string field, string value)
        {
            if (PersonalData.FindNumbers(value).Count > 0)
                wrong.TryAdd(field, "这里不能写手机、身份证等个人号码。");
        }

        void Address(string field, string value)
        {
            if (value.Length > 0 && !AddressForm().IsMatch(value))
                wrong.TryAdd(field, $"“{Wording.Cut(value, 30)}”不像地址，请写到街道和门牌号。");
        }
    }

    /// <returns>The first part that is no telephone number; null when all are.</returns>
    public static string? BadPhone(string phones) =>
        phones.Length == 0 ? null : Numbers(phones) is { Count: > 0 } numbers ? numbers.FirstOrDefault(number => !PhoneForm().IsMatch(number)) : phones;

    /// <summary>Each number of a line of numbers, as it is copied and called.</summary>
    public static IReadOnlyList<string> Numbers(string phones) => phones.Split(['、', '，', ',', ';', '；', '/', ' '], StringSplitOptions.RemoveEmptyEntries);

    private static List<T> Lines<T>(string field, string name, List<T>? given, Func<T, string, T> tidy, Func<T, bool> empty)
        where T : class
    {
        var lines = (given ?? []).Where(line => line is not null).Select((line, i) => tidy(line, $"{field}[{i}]")).Where(line => !empty(line)).ToList();
        return lines.Count <= MaxLines ? lines : throw Refusal.Field(ProfileRule.TooMany, field, $"{name}最多 {MaxLines} 行，现有 {lines.Count} 行。");
    }

    private static string Line(string? value, string field, int max = MaxText)
    {
        var line = EntryTextRules.OneLine(value ?? "");
        return line.Length <= max ? line : throw Refusal.Field(ProfileRule.TooLong, field, $"最多 {max} 个字，现有 {line.Length} 个。");
    }

    [GeneratedRegex(@"^(?:(?:\(?0[0-9]{2,3}\)?-?)?[0-9]{7,8}(?:(?:转|-)[0-9]{1,6})?|1[3-9][0-9]{9}|[0-9]{3,6}(?:转[0-9]{1,4}|-[0-9]{1,4})?|[48]00-?[0-9]{3,4}-?[0-9]{3,4})$")]
    private static partial Regex PhoneForm();

    [GeneratedRegex("^1[3-9][0-9]{9}$")]
    private static partial Regex MobileForm();

    [GeneratedRegex("^(?=.{5,}$).*[路街道巷里号村镇乡楼室栋座园区广场市县]")]
    private static partial Regex AddressForm();
}
