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

proptest! {
    #[test]
    fn any_line_has_a_stamp_within_it(line in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Some(stamp) = find(&line) {
            prop_assert!(stamp.range.start < stamp.range.end && stamp.range.end <= line.len());
        }
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
