//! Why a charger that came to the file host with the right token, or login, was turned away before a file began.

use serde::{Deserialize, Serialize};

macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $words:literal,)*) => {
        /// What was refused at a door of the file host, in closed words: it came with the right token or login, so it was there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum TurnedAway { $($(#[$doc])* $variant,)* }

        impl TurnedAway {
            pub const ALL: &[TurnedAway] = &[$(TurnedAway::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(TurnedAway::$variant => stringify!($variant),)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|why| why.as_str() == text)
            }

            /// What it wanted, and why that was refused, to go on after "Turned away:".
            pub fn words(self) -> &'static str {
                match self { $(TurnedAway::$variant => $words,)* }
            }
        }
    };
}

reasons! {
    // At the door for HTTP.
    Path = "it asked for a path that is not its address",
    PutWhereItFetches = "it wanted to put a file where one is to be fetched",
    FetchWhereItPuts = "it wanted to fetch a file where one is to be put",
    MethodGet = "it used GET where a file is to be put; PUT and POST are taken",
    MethodPut = "it used PUT where a file is to be fetched; GET is taken",
    MethodPost = "it used POST where a file is to be fetched; GET is taken",
    MethodPatch = "it used PATCH, which is not taken here",
    MethodDelete = "it used DELETE, which is not taken here",
    MethodOptions = "it used OPTIONS, which is not taken here",
    MethodOther = "it used a method of HTTP that is not taken here",
    PackedBrotli = "it sent the file packed by Brotli (Content-Encoding: br), which is not read here; gzip and plain files are",
    PackedZstd = "it sent the file packed by Zstandard (Content-Encoding: zstd), which is not read here; gzip and plain files are",
    PackedCompress = "it sent the file packed by compress (Content-Encoding: compress), which is not read here; gzip and plain files are",
    PackedOtherwise = "it sent the file in a Content-Encoding that is not known here; gzip and plain files are taken",
    PackedBadly = "it sent the file packed (Content-Encoding), and it does not unpack",
    FormUnreadable = "it sent a form that cannot be read",
    FormWithoutFile = "it sent a form without a file in it",
    BrokeOff = "it broke off before a file began",
    Stretch = "it sent a stretch of the file without a place that can be read (Content-Range)",
    Range = "it asked for bytes beyond the end of the file",
    Late = "it came to put a file when nothing was awaited any more: the order has ended, or its file is here",
    Busy = "another transfer to its address was under way, or too many were at once; it was told to come later",
    // At the door for FTP.
    NotEncrypted = "it tried to log in without encryption where its address says ftps",
    DataNotEncrypted = "it wanted to transfer the file without encryption where its address says ftps",
    WrongPassword = "wrong password: it logged in with another one than its address says, or wrote its user in other letters",
    NoPassword = "it named its user and went on without logging in by its password",
    TooManyLogins = "it was logged in too often at the same time",
    ActiveMode = "it asked for active mode (PORT), which is not spoken here; passive mode is",
    NoPort = "it wanted to transfer a file without asking for a port first (PASV, EPSV)",
    FtpForm = "it asked for a type, mode or structure of FTP that is not spoken here; TYPE I, MODE S and STRU F are",
    NoDataConnection = "it never opened the connection for the file's bytes",
    OtherFile = "it asked for another file than the one in its address",
    NotAllowed = "it wanted to do something that its login does not allow",
    NotSpoken = "it used a command or an option of FTP that is not spoken here",
}

#[cfg(test)]
mod tests {
    use super::TurnedAway;
    use std::collections::HashSet;

    #[test]
    fn each_reason_has_words_of_its_own() {
        // O-41, O-42, O-44, O-46: what was refused and why can be told apart.
        let words: HashSet<_> = TurnedAway::ALL.iter().map(|reason| reason.words()).collect();
        assert_eq!(words.len(), TurnedAway::ALL.len());
        for reason in TurnedAway::ALL {
            let stored = serde_json::to_string(reason).unwrap();
            assert_eq!(serde_json::from_str::<TurnedAway>(&stored).unwrap(), *reason);
        }
    }
}
