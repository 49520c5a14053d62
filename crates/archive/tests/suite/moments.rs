//! The line of a moment, in the forms that logs have.

use crate::making::*;
use archive::{Archive, ArchiveError};
use proptest::prelude::*;

/// 2026-11-20T10:00:00 in Berlin.
const TEN: i64 = 1_795_165_200_000;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Forms of lines as logs have them. `%H:%M` is the site's clock in Berlin, `%I` and `%p` the same in twelve hours, `%U` the
/// hour in UTC, `%E` the seconds since 1970 and `%X` the same as TAI64.
const FORMS: &[&str] = &[
    // O-20
    "20.11.2026 %H:%M:00 relay",
    // O-21
    "11/20/2026 %I:%M:00 %p relay",
    // O-22
    "10.0.0.7 - - [20/Nov/2026:%U:%M:00 +0000] \"GET / HTTP/1.1\" 200 90",
    // O-23
    "Fri, 20 Nov 2026 %U:%M:00 +0000 relay",
    // O-24
    "20261120 %H:%M:00 relay",
    // O-25
    "2026.11.20 %H:%M:00 relay",
    // O-26
    "20-Nov-2026 %H:%M:00.123 relay",
    // O-27
    "INFO  [backend-communication-thread-12] com.opsfield.ocpp.transport.WebSocketClient 2026-11-20 %H:%M:00,123 relay",
    // ISO 8601 and what is near to it
    "2026-11-20T%U:%M:00Z relay",
    "2026-11-20T%U:%M:00.123456789Z relay",
    "2026-11-20t%U:%M:00z relay",
    "2026-11-20T%H:%M:00+01:00 relay",
    "2026-11-20T%H:%M:00.000+0100 relay",
    "2026-11-20T%H:%M:00+01:00[Europe/Berlin] relay",
    "2026-11-20 %H:%M:00 CET relay",
    "2026-11-20 %H:%M:00 +01 relay",
    "2026-11-20 %U:%M:00 GMT relay",
    "2026-11-20 %H:%M:00 GMT+1 relay",
    "2026-11-20 %H:%M relay",
    "2026-11-20_%H:%M:00 relay",
    "2026-11-20-%H:%M:00 relay",
    "2026-11-20 - %H:%M:00 - relay",
    "2026-11-20, %H:%M:00, relay",
    "2026-11-20;%H:%M:00;relay",
    "2026-11-20\t%H:%M:00\trelay",
    "\"2026-11-20\",\"%H:%M:00\",\"relay\"",
    "[2026-11-20][%H:%M:00][INFO] relay",
    "[2026-11-20 %H:%M:00.123] [info] relay",
    "<2026-11-20 %H:%M:00> relay",
    "2026-11-20 %H:%M:00:123 relay",
    "2026/11/20 %H:%M:00 relay",
    "2026/11/20 %H:%M:00.123456 main.go:12: relay",
    "2026:11:20 %H:%M:00 relay",
    "2026_11_20 %H:%M:00 relay",
    "2026-11-20 %H.%M.00 relay",
    "20261120T%U%M00Z relay",
    "20261120T%H%M00 relay",
    "20261120T%H:%M:00.123 relay",
    "20261120%H%M00 relay",
    "20261120%H%M00123 relay",
    "20261120_%H%M00 relay",
    "20261120-%H%M00 relay",
    "20261120-%H:%M:00:123|App|relay",
    "261120 %H:%M:00 relay",
    "1,2026-11-20 %H:%M:00,relay,90",
    "{\"level\":\"info\",\"time\":\"2026-11-20T%H:%M:00+01:00\",\"msg\":\"relay\"}",
    "time=\"2026-11-20T%U:%M:00Z\" level=info msg=relay",
    "ts=2026-11-20T%U:%M:00.123Z caller=main.go:1 msg=relay",
    // Days first, with names and in numbers
    "20/11/2026 %H:%M:00 relay",
    "20-11-2026 %H:%M:00 relay",
    "20.11.2026, %H:%M:00 relay",
    "20.11.2026 - %H:%M relay",
    "20.11.2026;%H:%M:00;relay",
    "20.11.2026 %H.%M.00 relay",
    "20.11.26 %H:%M:00 relay",
    "20.11. %H:%M:00 relay",
    "20. Nov 2026 %H:%M:00 relay",
    "20 Nov 2026 %H:%M:00 relay",
    "20 November 2026 %H:%M:00 relay",
    "20 NOV 2026 %H:%M:00 relay",
    "20Nov2026 %H:%M:00 relay",
    "20-NOV-26 %I.%M.00.123456 %p relay",
    "20 Nov %H:%M:00 relay",
    "Friday, 20-Nov-26 %U:%M:00 GMT relay",
    "20/Nov/2026 %H:%M:00 relay",
    // Months first
    "11/20/2026 %H:%M:00 relay",
    "11/20/26 %H:%M:00 relay",
    "11/20/26,%H:%M:00,Renew,10.0.0.7",
    "11/20/2026 %I:%M %p relay",
    "Information,11/20/2026 %I:%M:00 %p,Service Control Manager,7036,relay",
    "Nov 20, 2026 %I:%M:00 %p com.example.Relay switch",
    "Nov 20, 2026 %I:%M:00\u{202f}%p relay",
    "November 20, 2026 at %I:%M:00 %p relay",
    "Friday, November 20, 2026 %I:%M:00 %p relay",
    "Nov 20 %H:%M:00 charger app[12]: relay",
    "<34>Nov 20 %H:%M:00 charger app: relay",
    "Nov 20 2026 %H:%M:00 relay",
    "nov 20 %H:%M:00 relay",
    "2026 Nov 20 %H:%M:00.123 relay",
    "2026-Nov-20 %H:%M:00.123456 relay",
    "<165>1 2026-11-20T%U:%M:00.003Z charger app - ID47 - relay",
    "11-20 %H:%M:00.123  1234  5678 I Relay: 90",
    "I1120 %H:%M:00.123456    1234 relay.cc:90] relay",
    // The year behind the time
    "Fri Nov 20 %H:%M:00 2026 relay",
    "Fri Nov 20 %H:%M:00 CET 2026 relay",
    "Fri Nov 20 %H:%M:00 +0100 2026 relay",
    "Fri Nov 20 %I:%M:00 %p CET 2026 relay",
    "[Fri Nov 20 %H:%M:00.123456 2026] [core:error] [pid 12] relay",
    // The time before the date
    "%H:%M:00 20.11.2026 relay",
    "%H:%M:00.123 2026-11-20 relay",
    "%H:%M:00, 20/11/2026 relay",
    // Counts from 1970
    "%E relay",
    "%E.123 relay",
    "[%E] relay",
    "[%E.123456] relay",
    "%E123 relay",
    "%E123456 relay",
    "{\"ts\":%E.123,\"msg\":\"relay\"}",
    "{\"level\":30,\"time\":%E123,\"msg\":\"relay\"}",
    "type=SYSCALL msg=audit(%E.123:45): relay",
    "@%X00000000 relay",
    // Dashes within the time
    "2026-11-20_%H-%M-00 relay",
    "2026-11-20 %H-%M-00 relay",
    "2026-11-20-%H-%M-00 relay",
    "2026-11-20T%H-%M-00 relay",
    "[20.11.2026_%H-%M-00] relay",
    "20261120_%H-%M-00 relay",
    "2026_11_20_%H_%M_00 relay",
    "2026-11-20 T %H:%M:00 relay",
    // Months of other languages
    "Fr 20. Nov %H:%M:00 CET 2026 relay",
    "20. November 2026 um %H:%M:00 Uhr relay",
    "20.Nov.2026 %H:%M:00 relay",
    "20 nov. 2026, %H:%M:00 relay",
    "ven. 20 novembre 2026 à %H:%M:00 relay",
    "20 de noviembre de 2026, %H:%M:00 relay",
    "20/noviembre/2026 %H:%M:00 relay",
    "20 novembre 2026 alle %H:%M:00 relay",
    "20. marraskuuta 2026 klo %H.%M.00 relay",
    "20 novembro 2026 %H:%M:00 relay",
    "20. nov. 2026 kl. %H:%M:00 relay",
    "20 lis 2026 %H:%M:00 relay",
    "20 listopada 2026 %H:%M:00 relay",
    "2026-lis-20 %H:%M:00 relay",
    // Chinese, Japanese and Korean
    "2026年11月20日 %H:%M:00 relay",
    "2026年11月20日%H:%M:00 relay",
    "2026年11月20日 %H时%M分00秒 relay",
    "2026年11月20日(金) %H時%M分00秒 relay",
    "2026年11月20日 星期五 %H:%M:00 relay",
    "2026년 11월 20일 %H:%M:00 relay",
    "2026년 11월 20일 금요일 %H시 %M분 00초 relay",
    "2026. 11. 20. %H:%M:00 relay",
    // Two digits of the year behind a name
    "20Nov26 %H:%M:00 relay",
    "20NOV2026:%H:%M:00 relay",
    "20 Nov 26 %H:%M:00 relay",
    "20/Nov/26 %H:%M:00 relay",
    // The time before the date, without its seconds
    "%H:%M 20.11.2026 relay",
    "%H:%M 2026-11-20 relay",
    "%H:%M, 20/11/2026 relay",
    "%H:%M 20 Nov 2026 relay",
    // As ISO 8601 counts days
    "2026-324T%U:%M:00Z relay",
    "2026-324 %H:%M:00 relay",
    "2026324T%U%M00Z relay",
    "2026-W47-5T%H:%M:00 relay",
    "2026W475T%H%M00 relay",
    // A modem's clock
    "+CCLK: \"26/11/20,%H:%M:00+04\" relay",
    "+QLTS: \"2026/11/20,%H:%M:00+04,0\" relay",
    // Twelve digits
    "[261120%H%M00] relay",
    "[261120-%H%M00] relay",
    "(261120_%H%M00) relay",
    "261120%H%M00 relay",
    "261120-%H%M00 relay",
    "261120%H%M00;relay",
    // A number before the date
    "2026112090 20/11/2026 %H:%M:00 relay",
    "2026112090 CP_0001 INFO 2026-11-20 %H:%M:00 relay",
    "[2026112090] 2026-11-20 %H:%M:00 relay",
    "2026112090123 2026-11-20 %H:%M:00 relay",
    // What stands before
    "\u{feff}2026-11-20 %H:%M:00 relay",
    "\u{1b}[32m2026-11-20 %H:%M:00\u{1b}[0m relay",
    "\u{7}\u{8}2026-11-20 %H:%M:00 relay",
    "*** 2026-11-20 %H:%M:00 *** relay",
    "#7: 2026-11-20 %H:%M:00 relay",
    "OCPP/1.6 CP_0001 <- 2026-11-20 %H:%M:00 relay",
];

fn line(form: &str, ms: i64) -> String {
    let minutes = (ms - TEN) / MINUTE;
    let (hour, minute) = (10 + minutes / 60, minutes % 60);
    form.replace("%H", &format!("{hour:02}"))
        .replace("%U", &format!("{:02}", hour - 1))
        .replace("%I", &format!("{}", (hour + 11) % 12 + 1))
        .replace("%p", if hour < 12 { "AM" } else { "PM" })
        .replace("%M", &format!("{minute:02}"))
        .replace("%E", &(ms / 1000).to_string())
        .replace("%X", &format!("{:016x}", ms / 1000 + 10 + (1_i64 << 62)))
}

/// 180 lines, one a minute.
fn log(form: &str) -> String {
    (0..180).map(|n| format!("{} {n}\n", line(form, TEN + n * MINUTE))).collect()
}

fn at(archive: &Archive, ms: i64) -> Result<Option<u64>, String> {
    archive.line_at(0, ms, "Europe/Berlin", Some(TEN + DAY)).map_err(|error| error.to_string())
}

/// O-20 to O-27, and their neighbours: each form is found, whichever minute is asked for.
#[test]
fn the_line_of_a_moment_is_found_in_every_form() {
    for form in FORMS {
        let archive = open(log(form).as_bytes());
        for minute in [0, 90, 130, 179] {
            let expected = Ok(Some(minute as u64 + 1));
            assert_eq!(at(&archive, TEN + minute * MINUTE), expected, "{form}, minute {minute}");
        }
        assert_eq!(at(&archive, TEN + 200 * MINUTE), Ok(None), "{form}");
    }
}

/// O-28: clocks that were not set, or were set meanwhile.
#[test]
fn a_clock_that_was_set_leads_nowhere_else() {
    let check = |name: &str, before: &str, count: u64, at_minute: i64| {
        let text = format!("{}{}", before.repeat(count as usize), log("2026-11-20 %H:%M:00 relay"));
        assert_eq!(
            at(&open(text.as_bytes()), TEN + at_minute * MINUTE),
            Ok(Some(count + at_minute as u64 + 1)),
            "{name}"
        );
    };
    check("2106", "2106-02-07T06:28:10Z boot, clock not set\n", 5, 90);
    check("1970", "1970-01-01T00:00:10Z boot, clock not set\n", 5, 90);
    check("2000", "2000-01-01 00:00:10 boot, clock not set\n", 5, 90);
    check("2036", "2036-02-07 06:28:16 boot, clock not set\n", 5, 90);
    check("a day ahead", "2026-11-21 11:30:00 boot, clock not set\n", 5, 90);
    check("an hour ahead", "2026-11-20 12:55:00 boot, clock not set\n", 500, 90);
    check("a year ago", "2025-11-20 11:30:00 boot, clock not set\n", 5, 90);
    // Once more at a boot in its midst.
    let log = log("2026-11-20 %H:%M:00 relay");
    let (first, second) = log.split_at(log.find("11:00:00").unwrap() - 11);
    for boot in ["1970-01-01 00:00:05", "2000-01-01 00:00:05", "2106-02-07 06:28:15", "2027-03-01 00:00:00"] {
        let text = format!("{first}{}{second}", format!("{boot} boot\n").repeat(3));
        let archive = open(text.as_bytes());
        for (minute, expected) in [(0, 1), (30, 31), (59, 60), (60, 64), (90, 94)] {
            assert_eq!(at(&archive, TEN + minute * MINUTE), Ok(Some(expected)), "{boot}, minute {minute}");
        }
    }
    let newest_first: String = log.lines().rev().map(|line| format!("{line}\n")).collect();
    assert_eq!(at(&open(newest_first.as_bytes()), TEN + 90 * MINUTE), Ok(Some(90)));
    let unset = "2106-02-07T06:28:10Z boot\n".to_owned() + &log;
    assert_eq!(
        at(&open(unset.as_bytes()), TEN + 300 * MINUTE),
        Ok(None),
        "a clock that is not set is late for nothing"
    );
}

/// O-29: the year behind the time counts, in a zip of now.
#[test]
fn a_year_behind_the_time_counts() {
    let old = 1_732_093_200_000; // 2024-11-20T10:00 in Berlin
    let text: String =
        (0..120).map(|n| format!("Wed Nov 20 {:02}:{:02}:00 CET 2024 relay {n}\n", 10 + n / 60, n % 60)).collect();
    let archive = open(&zip(&[("a.log", text.as_bytes())]));
    assert_eq!(at(&archive, old + 30 * MINUTE), Ok(Some(31)));
}

/// O-43.
#[test]
fn a_file_without_times_says_so() {
    let check = |text: String| {
        let archive = open(text.as_bytes());
        assert!(matches!(archive.line_at(0, TEN, "Europe/Berlin", None), Err(ArchiveError::NoTimes)), "{text}");
        assert_eq!(at(&archive, TEN), Err("No time was found in this file.".to_owned()));
    };
    check((0..300).map(|n| format!("{n:05} step relay {}\n", n % 8)).collect());
    check((0..300).map(|n| format!("[{:12.6}] usb 1-1: relay\n", f64::from(n) / 7.0)).collect());
    check("2026-11-20 only a day\n2026-11-21 and another\n".to_owned());
    check(String::new());
}

/// Days and months that could be either are told by the whole file.
#[test]
fn the_order_of_dates_is_settled_by_all_lines() {
    // Midnight before 1 November 2026, in Berlin.
    let november = 1_793_487_600_000;
    let check =
        |name: &str, days: std::ops::RangeInclusive<i64>, form: fn(i64) -> String, zone: &str, expected: u64| {
            let text: String = days.map(|day| format!("{} 10:00:00 relay\n", form(day))).collect();
            let archive = open(text.as_bytes());
            let tenth = november + 9 * DAY + 10 * 60 * MINUTE;
            let shift = if zone == "America/New_York" { 6 * 60 * MINUTE } else { 0 };
            let found = archive.line_at(0, tenth + shift, zone, Some(november + 30 * DAY)).unwrap();
            assert_eq!(found, Some(expected), "{name}");
        };
    check("days first", 1..=30, |day| format!("{day:02}/11/2026"), "Europe/Berlin", 10);
    check("months first", 1..=30, |day| format!("11/{day:02}/2026"), "Europe/Berlin", 10);
    check("days first, dashes", 1..=30, |day| format!("{day:02}-11-2026"), "Europe/Berlin", 10);
    check("months first, dots", 1..=30, |day| format!("11.{day:02}.2026"), "Europe/Berlin", 10);
    check("two digits, days first", 1..=30, |day| format!("{day:02}-11-26"), "Europe/Berlin", 10);
    check("two digits, months first", 1..=30, |day| format!("11/{day:02}/26"), "Europe/Berlin", 10);
    check("two digits, years first", 1..=30, |day| format!("26-11-{day:02}"), "Europe/Berlin", 10);
    check("no year, months first", 1..=30, |day| format!("11-{day:02}"), "Europe/Berlin", 10);
    check("never beyond 12: in order", 5..=12, |day| format!("{day:02}/11/2026"), "Europe/Berlin", 6);
    check("never beyond 12: in order, months first", 5..=12, |day| format!("11/{day:02}/2026"), "Europe/Berlin", 6);
    check("one day alone, here", 10..=10, |day| format!("{day:02}/11/2026"), "Europe/Berlin", 1);
    check("one day alone, there", 10..=10, |day| format!("11/{day:02}/2026"), "America/New_York", 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the form, the moment and the noise around: the line is the one of that minute.
    #[test]
    fn every_minute_of_every_form_is_found(
        form in prop::sample::select(FORMS),
        minute in 0_i64..180,
        others in prop::collection::vec(0_usize..180, 0..20),
    ) {
        let mut lines: Vec<String> = log(form).lines().map(str::to_owned).collect();
        for at in &others {
            lines[*at].push_str("\n\tat com.example.Relay.run(Relay.java:1130)\n  certificate valid until 2031-01-01 00:00:00");
        }
        let text = lines.join("\n");
        let expected = 1 + minute as u64 + 2 * others.iter().filter(|at| (**at as i64) < minute).count() as u64;
        prop_assert_eq!(at(&open(text.as_bytes()), TEN + minute * MINUTE), Ok(Some(expected)));
    }
}

/// A date that stands in a line of its own, or in the first line only, is the date of the times below it.
#[test]
fn a_date_carries_on_to_times_alone() {
    let times = |seconds: &str| -> String {
        (0..180).map(|n| format!("{:02}:{:02}:{seconds} relay {n}\n", 10 + n / 60, n % 60)).collect()
    };
    let check = |name: &str, text: String, before: u64| {
        let archive = open(text.as_bytes());
        for minute in [0, 90, 179] {
            assert_eq!(at(&archive, TEN + minute * MINUTE), Ok(Some(minute as u64 + 1 + before)), "{name}");
        }
    };
    for date in [
        "2026-11-20",
        "=== 20.11.2026 ===",
        "Date: 2026/11/20",
        "Log of Friday, November 20, 2026",
        "# 20. November 2026",
        "2026年11月20日",
    ] {
        check(date, format!("{date}\n{}", times("00")), 1);
    }
    check("with milliseconds", format!("2026-11-20\n\n{}", times("00.123")), 2);
    check("in brackets", format!("2026-11-20\n[{}", times("00]").replace('\n', "\n[")), 1);
    check("told by the first line", format!("2026-11-20 09:59:00 boot\n{}", times("00")), 1);
    let days = format!("2026-11-19\n{}2026-11-20\n{}", times("00"), times("00"));
    check("a date for each day", days, 182);
    let midnight = "2026-11-19\n".to_owned() + &"23:58:00 relay\n".repeat(3) + &times("00");
    check("past midnight", midnight, 4);
}

/// What only looks like a date or a time by its digits is none.
#[test]
fn numbers_are_no_times() {
    let none = |text: &str| {
        let found = open(text.repeat(50).as_bytes()).line_at(0, TEN, "Europe/Berlin", None);
        assert!(matches!(found, Err(ArchiveError::NoTimes)), "{text}: {found:?}");
    };
    none("serial 261120113000 relay\n");
    none("serial 261120-113000 relay\n");
    none("relay\n261120113000 relay\nrelay\n");
    none("[261120993000] relay\n");
    none("10:11:12:13:14:15 up\n");
    none("10:30:00 relay\n");
    none("certificate of the charger valid until 2031-01-01\n10:30:00 relay\n");
    // Counts of seconds since the start, among lines that have their time.
    let log = log("2026-11-20 %H:%M:00 relay").replace(" relay 5\n", " relay 5\n00:00:05 since the start\n");
    assert_eq!(at(&open(log.as_bytes()), TEN + 90 * MINUTE), Ok(Some(92)));
}
