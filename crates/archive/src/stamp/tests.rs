use super::*;
use proptest::prelude::*;

/// The stamp's text, and what it says where day and month are as the order has them.
fn found(line: &str, order: Order) -> Option<(String, String)> {
    let stamp = find(line.as_bytes())?;
    let text = String::from_utf8_lossy(&line.as_bytes()[stamp.range.clone()]).into_owned();
    let told = match stamp.when {
        When::Moment(moment) => moment.to_string(),
        When::Reading(reading) => {
            let (year, month, day) = reading.date.read(order);
            let Reading { hour, minute, second, millis, offset, .. } = reading;
            let year = year.map_or("-".to_owned(), |year| year.to_string());
            let offset = offset.map(|offset| format!(" {offset:+}")).unwrap_or_default();
            format!("{year}-{month}-{day} {hour}:{minute}:{second}.{millis}{offset}")
        }
    };
    Some((text, told))
}

#[test]
fn the_whole_stamp_is_found() {
    let check = |line: &str, text: &str, told: &str| {
        assert_eq!(found(line, Order::Day), Some((text.to_owned(), told.to_owned())), "{line:?}");
    };
    check("x 2026-11-20T11:30:00.250Z boot", "2026-11-20T11:30:00.250Z", "2026-11-20 11:30:0.250 +0");
    check("Wed Nov 20 10:00:00 CET 2024 relay", "Wed Nov 20 10:00:00 CET 2024", "2024-11-20 10:0:0.0 +3600");
    check("Wed Nov 20 10:00:00 XYZ 2024 relay", "Wed Nov 20 10:00:00 XYZ 2024", "2024-11-20 10:0:0.0");
    check("[Fri Nov 20 11:30:00.123456 2026] [core]", "Fri Nov 20 11:30:00.123456 2026", "2026-11-20 11:30:0.123");
    check("Fri, 20 Nov 2026 10:30:00 +0000 x", "Fri, 20 Nov 2026 10:30:00 +0000", "2026-11-20 10:30:0.0 +0");
    check("Nov 20 11:30:00 2048 packets", "Nov 20 11:30:00", "--11-20 11:30:0.0");
    check("11/20/2026 1:30:00 PM x", "11/20/2026 1:30:00 PM", "2026-20-11 13:30:0.0");
    check("12:00:30 20.11.2026 x", "12:00:30 20.11.2026", "2026-11-20 12:0:30.0");
    check("I1120 11:30:00.123456 1 a.go:1]", "1120 11:30:00.123456", "--11-20 11:30:0.123");
    check("\x1b[1;32m2026-11-20 11:30:00\x1b[0m x", "2026-11-20 11:30:00", "2026-11-20 11:30:0.0");
    check(
        "2026-11-20 11:30:00+01:00[Europe/Berlin] x",
        "2026-11-20 11:30:00+01:00[Europe/Berlin]",
        "2026-11-20 11:30:0.0 +3600",
    );
    check("audit(1795170600.123:45): x", "1795170600.123", "1795170600123");
}

#[test]
fn what_is_no_time_is_none() {
    let check = |line: &str| assert_eq!(found(line, Order::Day), None, "{line:?}");
    check("[    12.345678] usb 1-1: new device");
    check("00007 step relay 7");
    check("10.0.0.7 10.1.26.7 192.168.178.20:8080");
    check("MAC 10:11:12:13:14:15 up");
    check("version 1.2.3 build 20261120");
    check("version 2026.11.20 installed");
    check("id 1732100000 accepted, transaction=1732100000");
    check("phone 0049-30-123456");
    check("uuid 20261120-1130-4a00-8000-001122334455");
    check("ratio 11:30 and 16:9");
    check("2026-11-20 only a day");
    check("may 20 people");
    check("hex 40000000674512340000");
    check("0x1732100000");
}

#[test]
fn orders_read_numbers_apart() {
    let check = |line: &str, expected: [&str; 3]| {
        let read = Order::ALL.map(|order| found(line, order).unwrap().1);
        assert_eq!(read.each_ref().map(|told| told.split(' ').next().unwrap()), expected, "{line:?}");
    };
    check("11/12/2026 10:00:00", ["2026-12-11", "2026-11-12", "2026-12-11"]);
    check("11-12-10 10:00:00", ["2010-12-11", "2010-11-12", "2011-12-10"]);
    check("11-12 10:00:00.1", ["--12-11", "--11-12", "--11-12"]);
    check("11.12. 10:00:00", ["--12-11", "--11-12", "--11-12"]);
    check("2026-11-12 10:00:00", ["2026-11-12", "2026-11-12", "2026-11-12"]);
}

#[test]
fn months_have_names_in_many_languages() {
    let check = |line: &str, expected: Option<&str>| {
        let told = found(line, Order::Day).map(|(_, told)| told);
        assert_eq!(told.as_deref(), expected, "{line:?}");
    };
    let december = Some("2026-12-20 11:30:0.0");
    check("20. Dez 2026 11:30:00 boot", december);
    check("20. Dez. 2026, 11:30:00 boot", december);
    check("20. Dezember 2026 um 11:30:00 Uhr boot", december);
    check("20-DEZ-2026 11:30:00 boot", december);
    check("20-Dez-26 11:30:00 boot", december);
    check("2026-Dez-20 11:30:00 boot", december);
    check("20 déc. 2026 11:30:00 boot", december);
    check("20 DÉC. 2026 11:30:00 boot", december);
    check("dim. 20 décembre 2026 à 11:30:00 boot", december);
    check("20 de diciembre de 2026, 11:30:00 boot", december);
    check("20/dic/2026 11:30:00 boot", december);
    check("20 dicembre 2026 alle 11:30:00 boot", december);
    check("20. joulukuuta 2026 klo 11.30.00 boot", december);
    check("20 dezembro 2026 11:30:00 boot", december);
    check("20. des. 2026 kl. 11:30:00 boot", december);
    check("20 grudnia 2026 11:30:00 boot", december);
    check("Dez 20 11:30:00 charger app: boot", Some("--12-20 11:30:0.0"));
    check("20 Okt 11:30:00 boot", Some("--10-20 11:30:0.0"));
    check("20 Mai 2026 11:30:00 boot", Some("2026-5-20 11:30:0.0"));
    check("20 März 2026 11:30:00 boot", Some("2026-3-20 11:30:0.0"));
    check("20 août 2026 11:30:00 boot", Some("2026-8-20 11:30:0.0"));
    check("20 juil. 2026 11:30:00 boot", Some("2026-7-20 11:30:0.0"));
    check("20 set 2026 11:30:00 boot", Some("2026-9-20 11:30:0.0"));
    check("20 toukokuu 2026 11:30:00 boot", Some("2026-5-20 11:30:0.0"));
    check("20 października 2026 11:30:00 boot", Some("2026-10-20 11:30:0.0"));
    check("20 mei 2026 om 11:30:00 boot", Some("2026-5-20 11:30:0.0"));
    // Words are no months.
    check("relay 20 set 11:30:00", None);
    check("3 days ago 20 11:30:00", None);
    check("set 20 11:30:00", None);
    check("out 12 10:00:00", None);
    check("gen 2 10:00:00 started", None);
    check("mai people 2026", None);
    check("20 mais 2026 11:30:00", None);
    check("20 Dezibel 2026 11:30:00", None);
}

#[test]
fn days_are_counted_and_halved_in_many_ways() {
    let check = |line: &str, text: &str, told: &str| {
        assert_eq!(found(line, Order::Day), Some((text.to_owned(), told.to_owned())), "{line:?}");
    };
    check("2026年11月20日 下午 1:30:00 x", "2026年11月20日 下午 1:30:00", "2026-11-20 13:30:0.0");
    check("2026年11月20日(金) 午前11時30分 x", "2026年11月20日(金) 午前11時30分", "2026-11-20 11:30:0.0");
    check("2026. 11. 20. 오후 1:30:00 x", "2026. 11. 20. 오후 1:30:00", "2026-11-20 13:30:0.0");
    check("2026/11/20 上午 12:30:00 x", "2026/11/20 上午 12:30:00", "2026-11-20 0:30:0.0");
    check("2024-366T00:00:00Z x", "2024-366T00:00:00Z", "2024-12-31 0:0:0.0 +0");
    check("2026-W53-7T00:00:00Z x", "2026-W53-7T00:00:00Z", "2027-1-3 0:0:0.0 +0");
    check("\"26/11/20,12:30:00+04\"", "26/11/20,12:30:00+04", "2026-11-20 12:30:0.0 +3600");
    check("\"26/11/20,12:30:00-22\"", "26/11/20,12:30:00-22", "2026-11-20 12:30:0.0 -19800");
    check("[261120113000.123] x", "261120113000.123", "2026-11-20 11:30:0.123");
    check("{\"ts\":1795170600,\"until\":\"2031-01-01T00:00:00Z\"}", "1795170600", "1795170600000");
    check("[1795170600] valid until 2031-01-01 00:00:00", "1795170600", "1795170600000");
    let none = |line: &str| assert_eq!(found(line, Order::Day), None, "{line:?}");
    none("2026-367T00:00:00Z");
    none("2027-366T00:00:00Z");
    none("2026-W54-1T00:00:00Z");
    none("2026324 11:30");
    none("part 2026-3245 11:30:00");
    none("ab-2026-11-20-11-30-0a");
    none("serial 11-12 10-11-12");
    none("phone 20-11-26 10-11-12");
    none("[261120113000-7] x");
    none("[261320113000] x");
    none("ratio 11:30 2.1.3");
}

proptest! {
    #[test]
    fn any_line_has_a_stamp_within_it(line in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Some(stamp) = find(&line) {
            prop_assert!(stamp.range.start < stamp.range.end && stamp.range.end <= line.len());
        }
    }

    #[test]
    fn foreign_lines_have_a_stamp_within_them(
        line in "([0-9]{2,4}|Okt|20|11:30)[年년. /-]{0,2}(W[0-9]{2}|[0-9]{1,3}|déc|Okt|août|de dic)?[月월. /-]{0,2}[0-9]{0,4}[日일]?[( ]?[金요일]{0,2}[) ,]{0,2}(下午|오전|à |T )?[0-9]{1,2}[时:시_-][0-9]{1,2}[分:분_-][0-9]{0,2}[秒초]?([+-][0-9]{2})?",
    ) {
        if let Some(stamp) = find(line.as_bytes()) {
            prop_assert!(stamp.range.start < stamp.range.end && stamp.range.end <= line.len());
        }
        let _ = (date_alone(line.as_bytes()), day_time_alone(line.as_bytes()), leading(line.as_bytes()));
    }

    #[test]
    fn stamp_like_lines_have_a_stamp_within_them(
        line in "(Fri,? |\\[|@4000000|I)?([0-9]{1,4}|Nov|November)[-/. :]?([0-9]{1,2}|nov)?[-/. ,:]?[0-9]{0,14}[ T:_,-]{0,2}[0-9]{0,2}[:.]?[0-9]{0,2}[:.]?[0-9]{0,2}[.,:]?[0-9]{0,7} ?(Z|AM|p\\.m\\.|CET|GMT[+]1|[+-][0-9:]{1,5})? ?([0-9]{4})?",
    ) {
        if let Some(stamp) = find(line.as_bytes()) {
            prop_assert!(stamp.range.start < stamp.range.end && stamp.range.end <= line.len());
        }
    }
}
