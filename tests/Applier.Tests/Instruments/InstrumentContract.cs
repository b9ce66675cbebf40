using PatchKit.Applier.Instruments;
using PatchKit.Shared.Bundles;
using PatchKit.Shared.Values;

namespace PatchKit.Tests.Applier.Instruments;

/// <summary>
/// What every instrument does, whether a folder or Windows. A derived class brings an instrument and the names that the tests may
/// touch on it; they are left as the last test wants them, so the instrument must be one that may be spoiled.
/// </summary>
public abstract class InstrumentContract
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The instrument.</summary>
    internal abstract IInstrument Instrument { get; }

    /// <summary>A service that runs, and that may be stopped.</summary>
    internal abstract string Service { get; }

    /// <summary>Its display name.</summary>
    internal abstract string ServiceDisplayName { get; }

    /// <summary>An account in Administrators that is neither the last one nor the one that runs the tests.</summary>
    internal abstract string SpareAdministrator { get; }

    /// <summary>The password of <see cref="SpareAdministrator"/>.</summary>
    internal abstract string SparePassword { get; }

    /// <summary>The account that runs the tests.</summary>
    internal abstract string Self { get; }

    /// <summary>A registry key that the tests may make.</summary>
    internal virtual string Key => @"HKLM\SOFTWARE\PatchKitContract";

    [Fact]
    public void A_registry_value_is_read_back_as_written()
    {
        Instrument.Registry.Write(Key, "Text", RegistryView.Bits64, new(RegistryKind.Text, "é \"quoted\""));
        Instrument.Registry.Write(Key, "Lines", RegistryView.Bits64, new(RegistryKind.MultiText, "one\ntwo è"));
        Instrument.Registry.Write(Key, "None", RegistryView.Bits64, new(RegistryKind.MultiText, ""));
        Instrument.Registry.Write(Key, "Bytes", RegistryView.Bits64, new(RegistryKind.Binary, "00ff10"));
        Instrument.Registry.Write(Key, "Number", RegistryView.Bits64, new(RegistryKind.Dword, "4294967295"));

        Assert.Equal(new(RegistryKind.MultiText, "one\ntwo è"), Instrument.Registry.ReadBack(Key, "Lines", RegistryView.Bits64));
        Assert.Equal(new(RegistryKind.MultiText, ""), Instrument.Registry.ReadBack(Key, "None", RegistryView.Bits64));
        Assert.Equal(new(RegistryKind.Binary, "00ff10"), Instrument.Registry.ReadBack(Key, "Bytes", RegistryView.Bits64));
        Assert.Equal(new(RegistryKind.Text, "é \"quoted\""), Instrument.Registry.ReadBack(Key, "Text", RegistryView.Bits64));
        Assert.Equal(new(RegistryKind.Dword, "4294967295"), Instrument.Registry.Read(Key, "Number", RegistryView.Bits64));
    }

    [Fact]
    public void A_registry_value_has_no_letter_case_and_is_replaced()
    {
        Instrument.Registry.Write(Key, "Name", RegistryView.Bits64, new(RegistryKind.Text, "old"));
        Instrument.Registry.Write(Key.ToUpperInvariant(), "NAME", RegistryView.Bits64, new(RegistryKind.Dword, "1"));

        Assert.Equal(new(RegistryKind.Dword, "1"), Instrument.Registry.ReadBack(Key, "name", RegistryView.Bits64));
    }

    [Fact]
    public void The_two_halves_of_the_registry_are_two()
    {
        Instrument.Registry.Write(Key, "Half", RegistryView.Bits32, new(RegistryKind.Text, "32"));
        Instrument.Registry.Delete(Key, "Half", RegistryView.Bits64);

        Assert.Equal("32", Instrument.Registry.Read(Key, "Half", RegistryView.Bits32)?.Text);
        Assert.Null(Instrument.Registry.Read(Key, "Half", RegistryView.Bits64));
    }

    [Fact]
    public void Deleting_an_absent_registry_value_is_fine()
    {
        Instrument.Registry.Write(Key, "Gone", RegistryView.Bits64, new(RegistryKind.Text, "x"));
        Instrument.Registry.Delete(Key, "Gone", RegistryView.Bits64);
        Instrument.Registry.Delete(Key, "Gone", RegistryView.Bits64);

        Assert.Null(Instrument.Registry.ReadBack(Key, "Gone", RegistryView.Bits64));
    }

    [Fact]
    public void A_key_outside_the_hive_is_a_fault() =>
        Assert.Throws<InstrumentFault>(() => Instrument.Registry.Read(@"HKCU\SOFTWARE", "X", RegistryView.Bits64));

    [Fact]
    public void A_service_is_found_by_either_name()
    {
        Assert.Equal(Service, Instrument.Services.Find(ServiceDisplayName)?.Name, ignoreCase: true);
        Assert.Equal(ServiceDisplayName, Instrument.Services.ReadBack(Service)?.DisplayName);
        Assert.Null(Instrument.Services.Find("NoSuchService"));
    }

    [Fact]
    public async Task A_service_stops_and_starts()
    {
        await Instrument.Services.Stop(Service, Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ServiceRunState.Stopped, Instrument.Services.ReadBack(Service)?.State);

        await Instrument.Services.Start(Service, Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ServiceRunState.Running, Instrument.Services.ReadBack(Service)?.State);
        Assert.Null(Instrument.Services.AnyPending());
    }

    [Fact]
    public void A_service_takes_an_account_and_a_start_type_and_keeps_the_rest()
    {
        Instrument.Services.Configure(Service, @"NT AUTHORITY\LocalService", null, null);
        Instrument.Services.Configure(Service, null, null, ServiceStart.Manual);

        var facts = Instrument.Services.ReadBack(Service);
        Assert.Equal((@"NT AUTHORITY\LocalService", ServiceStart.Manual), (facts?.Account, facts?.Start));
    }

    [Fact]
    public async Task A_disabled_service_does_not_start()
    {
        await Instrument.Services.Stop(Service, Limit, TestContext.Current.CancellationToken);
        Instrument.Services.Configure(Service, null, null, ServiceStart.Disabled);

        await Assert.ThrowsAsync<InstrumentFault>(() =>
            Instrument.Services.Start(Service, Limit, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("localsystem", "LocalSystem")]
    [InlineData(@"NT AUTHORITY\SYSTEM", "LocalSystem")]
    [InlineData(@".\LocalSystem", "LocalSystem")]
    [InlineData("LocalService", @"NT AUTHORITY\LocalService")]
    [InlineData(@"NT AUTHORITY\NETWORK SERVICE", @"NT AUTHORITY\NetworkService")]
    [InlineData(@"nobody\at-all", @"nobody\at-all")]
    public void An_account_has_one_writing(string written, string canonical) =>
        Assert.Equal(canonical, Instrument.Accounts.Canonical(written));

    [Fact]
    public void An_account_of_this_machine_has_one_writing()
    {
        var one = Instrument.Accounts.Canonical(SpareAdministrator);
        Assert.StartsWith(@".\", one, StringComparison.Ordinal);
        Assert.Equal(one, Instrument.Accounts.Canonical($@".\{SpareAdministrator.ToUpperInvariant()}"), ignoreCase: true);
    }

    [Fact]
    public void A_run_of_the_machine_has_one_name()
    {
        var one = Instrument.Machine.Boot();
        Assert.NotEqual("", one);
        Assert.Equal(one, Instrument.Machine.Boot());
    }

    [Fact]
    public void A_service_cannot_have_an_account_that_is_not_there() =>
        Assert.Throws<InstrumentFault>(() => Instrument.Services.Configure(Service, @".\nobody-at-all", "x", null));

    [Fact]
    public void An_unknown_service_is_a_fault() =>
        Assert.Throws<InstrumentFault>(() => Instrument.Services.Configure("NoSuchService", null, null, ServiceStart.Manual));

    [Fact]
    public async Task A_service_with_a_wrong_password_does_not_start_and_with_the_right_one_does()
    {
        await Instrument.Services.Stop(Service, Limit, TestContext.Current.CancellationToken);
        Instrument.Services.Configure(Service, $@".\{SpareAdministrator}", "wrong", null);
        await Assert.ThrowsAsync<InstrumentFault>(() =>
            Instrument.Services.Start(Service, Limit, TestContext.Current.CancellationToken));

        Instrument.Services.Configure(Service, $@".\{SpareAdministrator}", SparePassword, null);
        await Instrument.Services.Start(Service, Limit, TestContext.Current.CancellationToken);
        Assert.Equal(ServiceRunState.Running, Instrument.Services.ReadBack(Service)?.State);
    }

    [Fact]
    public void An_account_is_found_with_and_without_its_machine()
    {
        Assert.Equal(SpareAdministrator, Instrument.Accounts.Find($@".\{SpareAdministrator}")?.Name);
        Assert.Equal(SpareAdministrator, Instrument.Accounts.ReadBack(SpareAdministrator.ToUpperInvariant())?.Name);
        Assert.Null(Instrument.Accounts.Find(@"ELSEWHERE\" + SpareAdministrator));
    }

    [Fact]
    public void An_account_leaves_and_joins_a_group()
    {
        Instrument.Accounts.Leave(SpareAdministrator, IAccounts.Administrators);
        Assert.DoesNotContain(IAccounts.Administrators, Instrument.Accounts.ReadBack(SpareAdministrator)!.Groups);
        Assert.False(Instrument.Accounts.IsAdministrator($@".\{SpareAdministrator}"));

        Instrument.Accounts.Join(SpareAdministrator, IAccounts.Administrators);
        Assert.Contains(IAccounts.Administrators, Instrument.Accounts.ReadBack(SpareAdministrator)!.Groups);
        Assert.True(Instrument.Accounts.IsAdministrator(SpareAdministrator));
    }

    [Fact]
    public void The_account_that_runs_the_program_stays_an_administrator()
    {
        Assert.Throws<InstrumentFault>(() => Instrument.Accounts.Leave(Self, IAccounts.Administrators));
        Assert.True(Instrument.Accounts.IsAdministrator(Self));
    }

    [Fact]
    public void Of_the_services_own_accounts_only_the_system_is_an_administrator()
    {
        Assert.True(Instrument.Accounts.IsAdministrator("LocalSystem"));
        Assert.False(Instrument.Accounts.IsAdministrator(@"NT AUTHORITY\LocalService"));
        Assert.False(Instrument.Accounts.IsAdministrator(@"NT AUTHORITY\NetworkService"));
    }

    [Fact]
    public void Rights_of_an_unknown_account_are_a_fault() =>
        Assert.Throws<InstrumentFault>(() => Instrument.Accounts.IsAdministrator("nobody-at-all"));

    [Fact]
    public void A_password_opens_or_does_not()
    {
        Assert.True(Instrument.Accounts.PasswordOpens(SpareAdministrator, SparePassword));
        Assert.False(Instrument.Accounts.PasswordOpens(SpareAdministrator, SparePassword + "x"));
    }

    [Fact]
    public void The_firewall_is_turned_on_and_off_profile_by_profile()
    {
        foreach (var profile in Instrument.Firewall.Read())
            Instrument.Firewall.Set(profile.Name, on: true);
        Assert.All(Instrument.Firewall.ReadBack(), profile => Assert.True(profile.On));

        Instrument.Firewall.Set("public", on: false);
        Assert.Equal(["domain", "private"], Instrument.Firewall.ReadBack().Where(profile => profile.On)
            .Select(profile => profile.Name).Order());
    }

    [Fact]
    public void An_unknown_firewall_profile_is_a_fault() =>
        Assert.Throws<InstrumentFault>(() => Instrument.Firewall.Set("garden", on: true));

    [Theory]
    [InlineData(@"\Windows")]
    [InlineData(@"Windows\x")]
    [InlineData(@"C:\a\..\..\b")]
    [InlineData(@"C:\a\b.txt:stream")]
    [InlineData(@"Q:\not\there")]
    [InlineData("")]
    public void A_path_that_is_none_is_a_fault(string path) =>
        Assert.Throws<InstrumentFault>(() => Instrument.Places.OnHost(path));

    [Fact]
    public void The_state_folder_is_on_the_running_modes_own_disk() =>
        Assert.Equal(Instrument.Places.OnHost(@"C:\ProgramData\PatchKit"), Instrument.Places.State);

    [Fact]
    public void The_system_drive_is_listed_with_its_room()
    {
        var drive = Assert.Single(Instrument.Drives.List(), drive => drive.Name == "C:");
        Assert.False(drive.Removable);
        Assert.Equal(Instrument.Places.OnHost(@"C:\"), drive.Root);
    }

    [Fact]
    public void An_unknown_product_is_not_installed() => Assert.Null(Instrument.Products.Find("No such product"));

    [Fact]
    public void An_unknown_update_task_or_certificate_is_not_there()
    {
        Assert.False(Instrument.Inventory.HasHotfix("KB7654321"));
        Assert.Null(Instrument.Inventory.IsTaskEnabled(@"\PatchKit\None"));
        Assert.False(Instrument.Inventory.HasCertificate("Root", new string('0', 40)));
    }

    [Fact]
    public void A_product_that_is_not_installed_needs_nothing_kept() =>
        Assert.Null(Instrument.Installers.Unkept("No such product"));

    [Theory]
    [InlineData("msi")]
    [InlineData("msp")]
    [InlineData("msu")]
    [InlineData("zip")]
    public void An_installer_that_is_none_is_a_fault_before_anything_is_changed(string extension)
    {
        var file = Instrument.Places.OnHost($@"C:\ProgramData\PatchKit\none.{extension}");
        Assert.Throws<InstrumentFault>(() => Instrument.Installers.Capture(
            new(file, MediaPath.Of($"payload/none.{extension}"), [], [], $"{file}.log", new(Limit, TimeSpan.Zero, () => { }))
            { Update = "KB7654321" }));
    }

    [Fact]
    public void Nobody_holds_a_file_that_is_not_there() =>
        Assert.Empty(Instrument.Processes.HoldersOf(Instrument.Places.OnHost(@"C:\no-such-file.txt")));

    [Fact]
    public void A_script_of_no_known_kind_cannot_run() => Assert.False(Instrument.Scripts.CanRun(".docx"));
}
