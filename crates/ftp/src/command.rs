//! A command: its verb in capitals, and what stands behind it without the blanks around.

use crate::lines::Line;

/// What is answered by more than that it is not done, as HELP tells it.
pub(crate) const SPOKEN: &[&str] = &[
    "ABOR", "ACCT", "ALLO", "APPE", "AUTH", "CDUP", "CLNT", "CWD", "DELE", "EPRT", "EPSV", "FEAT", "HELP", "LIST",
    "LPRT", "MDTM", "MKD", "MLSD", "MLST", "MODE", "NLST", "NOOP", "OPTS", "PASS", "PASV", "PBSZ", "PORT", "PROT",
    "PWD", "QUIT", "REIN", "REST", "RETR", "RMD", "RNFR", "RNTO", "SIZE", "STAT", "STOR", "STOU", "STRU", "SYST",
    "TYPE", "USER",
];

/// Known to the RFCs and to clients, and not done here.
const NOT_DONE: &[&str] = &[
    "ADAT", "AVBL", "CCC", "CONF", "COMB", "CSID", "DSIZ", "ENC", "HASH", "HOST", "LANG", "LPSV", "MD5", "MFCT", "MFF",
    "MFMT", "MIC", "MMD5", "NFMT", "RANG", "SITE", "SMNT", "SPSV", "THMB", "XCRC", "XMD5", "XSEM", "XSEN", "XSHA",
    "XSHA1", "XSHA256",
];

/// The older names of RFC 775, which some chargers still use.
const OLDER: &[(&str, &str)] = &[("XCUP", "CDUP"), ("XCWD", "CWD"), ("XMKD", "MKD"), ("XPWD", "PWD"), ("XRMD", "RMD")];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    pub verb: String,
    pub argument: String,
}

impl Command {
    /// None: no command can be read.
    pub(crate) fn read(line: &Line) -> Option<Self> {
        let Line::Text(bytes) = line else { return None };
        let text = String::from_utf8_lossy(bytes).replace('\0', "");
        let text = text.trim();
        let (verb, argument) = text.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((text, ""));
        if verb.is_empty() {
            return None;
        }
        let verb = verb.to_ascii_uppercase();
        let verb = OLDER.iter().find(|(older, _)| *older == verb).map_or(verb, |(_, newer)| (*newer).to_owned());
        Some(Self { verb, argument: argument.trim().to_owned() })
    }

    /// Is it a command that others understand, though it is not done here?
    pub(crate) fn is_known(&self) -> bool {
        NOT_DONE.contains(&self.verb.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_read_in_any_case_and_with_stray_blanks() {
        fn check(line: &str, expected: Option<(&str, &str)>) {
            let read = Command::read(&Line::Text(line.as_bytes().to_vec()));
            let read = read.as_ref().map(|command| (command.verb.as_str(), command.argument.as_str()));
            assert_eq!(read, expected, "{line:?}");
        }
        check("TYPE I", Some(("TYPE", "I")));
        check(" type   i \r", Some(("TYPE", "i")));
        check("STRU F \r", Some(("STRU", "F")));
        check("XPWD", Some(("PWD", "")));
        check("STOR a b.log", Some(("STOR", "a b.log")));
        check("CWD\ta", Some(("CWD", "a")));
        check("N\0OOP\0", Some(("NOOP", "")));
        check("", None);
        check(" \r", None);
        assert_eq!(Command::read(&Line::TooLong), None);
    }
}
