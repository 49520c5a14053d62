use super::*;
use clap::CommandFactory;

#[test]
fn the_command_line_is_well_formed() {
    CommandLine::command().debug_assert();
}

#[test]
fn what_is_asked_is_read() {
    let check = |line: &str, expected: bool| {
        assert_eq!(CommandLine::try_parse_from(line.split(' ')).is_ok(), expected, "{line}");
    };
    check("chargehand serve", true);
    check("chargehand serve --demo --data demo --console 127.0.0.1:0 --call-timeout 250ms", true);
    check("chargehand serve --allow-url-host a --allow-url-host b --log trace", true);
    check("chargehand serve --log loud", false);
    check("chargehand serve --call-timeout soon", false);
    check("chargehand serve --console nowhere", false);
    check("chargehand", false);
    check("chargehand organisation add Nordvolt --parent Voltwerk", true);
    check("chargehand site add Kamppi --organisation Nordvolt --time-zone Europe/Helsinki", true);
    check("chargehand site import sites.csv --data d", true);
    check("chargehand user add a@b.example --role admin --organisation Nordvolt --password-stdin", true);
    check("chargehand user add a@b.example --role admin --organisation Nordvolt", false);
    check("chargehand user add a@b.example --role king --organisation Nordvolt --password-stdin", false);
    check("chargehand user disable a@b.example", true);
    check("chargehand user enable a@b.example --data d", true);
    check("chargehand user role a@b.example viewer", true);
    check("chargehand user role a@b.example king", false);
    check("chargehand user role a@b.example", false);
    check("chargehand user password a@b.example", true);
    check("chargehand user password a@b.example --password-stdin", true);
    check("chargehand user disable", false);
    check("chargehand charger password CP-1 --password-stdin", true);
    check("chargehand charger block CP-1", true);
    check("chargehand charger unblock CP-1", true);
    check("chargehand charger rename CP-1 One", true);
    check("chargehand charger rename CP-1", false);
    check("chargehand charger add CP-1 --site Kamppi --name One --no-password", true);
    check("chargehand charger add CP-1 --site Kamppi --no-password --password-stdin", false);
    check("chargehand charger add CP-1", false);
    check("chargehand charger treat CP-1 --admission pending --ocpp 2.0.1 --asked no", true);
    check("chargehand charger treat CP-1 --ocpp 3", false);
    check("chargehand token put 04A7 --organisation Nordvolt --status blocked --expires 2027-01-31", true);
    check("chargehand token remove 04A7 --organisation Nordvolt", true);
    check("chargehand token any yes --organisation Nordvolt", true);
    check("chargehand token any --organisation Nordvolt", false);
    check("chargehand charger import chargers.csv --organisation Nordvolt", true);
}
