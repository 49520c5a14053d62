//! The diagnostics of a charger: a zip of logs and settings, the same each time but for identity, version and times.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::json;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::clock;
use crate::script::TransferScript;

/// Lines of charger.log, and what lies between them.
const LINES: u32 = 2000;
const BETWEEN: Duration = Duration::from_secs(7);

/// Lines of network/modem.log, one a minute.
const MODEM_LINES: u32 = 60;

/// Events in events.csv, one in this many lines of the log.
const EVENT_EVERY: usize = 50;

/// The line of charger.log that gives a password away, as real chargers do.
const SECRET_LINE: u32 = 1234;

/// What diagnostics say of the charger.
pub(crate) struct About {
    pub(crate) identity: String,
    pub(crate) vendor: String,
    pub(crate) model: String,
    pub(crate) serial: String,
    pub(crate) firmware: String,
    pub(crate) protocol: String,
    pub(crate) connectors: u32,
    pub(crate) now: SystemTime,
}

impl About {
    /// The zip, or where the script wants so many bytes, a plain log of them.
    pub(crate) fn diagnostics(&self, script: &TransferScript) -> Result<Bytes, ZipError> {
        if let Some(size) = script.upload_bytes {
            let log = self.charger_log();
            return Ok(log.bytes().cycle().take(size).collect());
        }
        let mut members = vec![
            ("charger.log".to_owned(), self.charger_log().into_bytes()),
            ("events.csv".to_owned(), self.events().into_bytes()),
            ("config.json".to_owned(), self.config().into_bytes()),
            ("network/modem.log".to_owned(), self.modem_log().into_bytes()),
        ];
        members.extend(script.extra.iter().cloned());
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in members {
            zip.start_file(path, options)?;
            zip.write_all(&content)?;
        }
        Ok(zip.finish()?.into_inner().into())
    }

    fn charger_log(&self) -> String {
        let mut log = String::new();
        for line in 0..LINES {
            let at = self.at(BETWEEN * (LINES - line));
            let _strings_take_everything = writeln!(log, "{at} {}", self.line(line));
        }
        log
    }

    fn line(&self, line: u32) -> String {
        match line {
            0 => format!("INFO  [boot     ] {} {} starting, firmware {}", self.vendor, self.model, self.firmware),
            1 => format!("INFO  [boot     ] serial {}, identity {}", self.serial, self.identity),
            SECRET_LINE => "WARN  [uploader ] ftp://user:secret@host/ did not answer, giving up".to_owned(),
            _ => match line % 8 {
                0 => format!("INFO  [ocpp     ] {} > Heartbeat #{line}", self.identity),
                1 => format!("DEBUG [meter    ] L1 {}.{} V", 228 + line % 5, line % 10),
                2 => format!("DEBUG [meter    ] energy {} Wh", 1_000_000 + line * 3),
                3 => {
                    format!("INFO  [connector] {} control pilot {} V", 1 + line % self.connectors.max(1), 6 + line % 7)
                }
                4 => format!("DEBUG [thermal  ] board {} C", 31 + line % 9),
                5 => format!("INFO  [modem    ] signal -{} dBm", 61 + line % 20),
                6 => format!("DEBUG [watchdog ] fed, uptime {} s", u64::from(line) * BETWEEN.as_secs()),
                _ if line % 40 == 7 => format!("ERROR [rcd      ] self-test took {} ms too long", 1 + line % 30),
                _ => format!("INFO  [firmware ] running {}", self.firmware),
            },
        }
    }

    fn events(&self) -> String {
        let mut csv = "time,identity,event,connector,detail\n".to_owned();
        for line in (0..LINES).step_by(EVENT_EVERY) {
            let at = self.at(BETWEEN * (LINES - line));
            let connector = 1 + line % self.connectors.max(1);
            let event = if line % 100 == 0 { "Started" } else { "Stopped" };
            let _strings_take_everything =
                writeln!(csv, "{at},{},{event},{connector},\"firmware {}\"", self.identity, self.firmware);
        }
        csv
    }

    fn config(&self) -> String {
        let config = json!({
            "identity": self.identity, "vendor": self.vendor, "model": self.model, "serial": self.serial,
            "firmware": self.firmware, "protocol": self.protocol, "connectors": self.connectors,
            "heartbeatSeconds": 300, "written": clock::format(self.now),
        });
        format!("{config:#}\n")
    }

    fn modem_log(&self) -> String {
        let mut log = String::new();
        for line in 0..MODEM_LINES {
            let at = self.at(Duration::from_secs(60) * (MODEM_LINES - line));
            let _strings_take_everything = match line {
                0 => writeln!(log, "{at} AT+CGMR {} (host {} {})", self.model, self.identity, self.firmware),
                _ => writeln!(log, "{at} AT+CSQ {},99", 12 + line % 15),
            };
        }
        log
    }

    /// The moment so long ago.
    fn at(&self, ago: Duration) -> String {
        clock::format(self.now.checked_sub(ago).unwrap_or(SystemTime::UNIX_EPOCH))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use zip::ZipArchive;

    use super::*;

    fn about() -> About {
        About {
            identity: "CP-1".to_owned(),
            vendor: "Simulated".to_owned(),
            model: "Sim 22".to_owned(),
            serial: "S-CP-1".to_owned(),
            firmware: "1.8.30".to_owned(),
            protocol: "1.6".to_owned(),
            connectors: 2,
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
        }
    }

    #[test]
    fn diagnostics_are_a_zip_of_logs_and_settings() {
        let script = TransferScript::default().extra("more/blob.bin", b"blob");
        let made = about().diagnostics(&script).unwrap();
        assert_eq!(made, about().diagnostics(&script).unwrap(), "the same each time");
        let mut zip = ZipArchive::new(Cursor::new(made)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["charger.log", "events.csv", "config.json", "network/modem.log", "more/blob.bin"]);
        for name in &names[..4] {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            assert!(text.contains("CP-1") && text.contains("1.8.30"), "{name}");
            if name == "charger.log" {
                assert_eq!(text.lines().count(), 2000);
                assert_eq!(text.matches("ftp://user:secret@host/").count(), 1);
                assert!(text.lines().is_sorted(), "times go up");
            }
        }
    }

    #[test]
    fn diagnostics_may_be_a_plain_log_of_any_size() {
        fn check(size: usize) {
            let made = about().diagnostics(&TransferScript::default().upload_bytes(size)).unwrap();
            assert_eq!(made.len(), size);
        }
        check(0);
        check(100);
        check(1_000_000);
    }
}
