//! By which protocol a file goes through our own host: what is offered, what a charger names, and what has been seen to work.

use crate::FileProtocol;
use serde::{Deserialize, Serialize};

/// The protocol by which a charger, or one of its model, last moved a whole file to or from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearntProtocol {
    pub protocol: FileProtocol,
    /// It was learnt from another charger of this model in its organisation.
    pub of_model: bool,
}

impl LearntProtocol {
    /// `FTP worked for this charger before.`
    pub fn words(self) -> String {
        let who = if self.of_model { "another charger of this model" } else { "this charger" };
        format!("{} worked for {who} before.", self.protocol)
    }
}

/// What our own file host saw of a command whose file goes through it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HostTraffic {
    pub protocol: Option<FileProtocol>,
    /// The charger was seen there, however it fared.
    pub came: bool,
    /// Bytes that went through.
    pub bytes: i64,
    /// Where it failed: the fields of the form that orders the same again, but for the protocol.
    pub again: Vec<(String, String)>,
}

/// What chargers can use of the file host, the preferred first; empty: there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HostProtocols(pub Vec<FileProtocol>);

impl HostProtocols {
    /// The protocol for a charger that has said which ones it knows (URL schemes in lower case; empty: it has not said). What was seen
    /// to work comes first, whatever it says. An encrypted one is taken only where the charger names it, since old ones know none.
    pub fn choose(&self, known: &[String], learnt: Option<LearntProtocol>) -> Option<FileProtocol> {
        if let Some(LearntProtocol { protocol, .. }) = learnt.filter(|learnt| self.0.contains(&learnt.protocol)) {
            return Some(protocol);
        }
        if known.is_empty() {
            let plain = self.0.iter().copied().find(|protocol| !protocol.is_encrypted());
            return plain.or_else(|| self.0.first().copied());
        }
        self.0.iter().copied().find(|protocol| names(known, *protocol))
    }

    /// Another protocol to try after this one failed: what was seen to work, then one that the charger names, then of the other family.
    pub fn other_than(
        &self,
        failed: FileProtocol,
        known: &[String],
        learnt: Option<LearntProtocol>,
    ) -> Option<FileProtocol> {
        let others: Vec<FileProtocol> = self.0.iter().copied().filter(|protocol| *protocol != failed).collect();
        let is_web = |protocol: FileProtocol| matches!(protocol, FileProtocol::Http | FileProtocol::Https);
        let learnt = learnt.map(|learnt| learnt.protocol).filter(|protocol| others.contains(protocol));
        let named = || others.iter().copied().find(|protocol| names(known, *protocol));
        let plain = |protocol: &FileProtocol| is_web(*protocol) != is_web(failed) && !protocol.is_encrypted();
        let other_family = || others.iter().copied().find(plain);
        learnt.or_else(named).or_else(other_family).or_else(|| others.first().copied())
    }

    /// Why nothing is chosen for a charger that has said which protocols it knows, if so: what is missing for one of them.
    pub fn objection(&self, known: &[String], learnt: Option<LearntProtocol>) -> Option<String> {
        if self.0.is_empty() {
            return Some("This Chargehand serves and receives no files; give a URL.".to_owned());
        }
        if self.choose(known, learnt).is_some() {
            return None;
        }
        Some(format!(
            "This charger names {} for files; here they are offered by {}. {} Or choose a protocol all the same, since what a charger \
             names is often a default, or give a URL.",
            list(known.iter().map(|name| name.to_ascii_uppercase())),
            list(self.0.iter().map(|protocol| protocol.words().to_owned())),
            self.missing(known),
        ))
    }

    /// What would have to be there for one of the protocols that a charger names.
    fn missing(&self, known: &[String]) -> String {
        let offers = |protocol| self.0.contains(&protocol);
        let wanted = FileProtocol::ALL.into_iter().filter(|protocol| names(known, *protocol) && !offers(*protocol));
        let ways: Vec<String> = wanted
            .map(|protocol| match protocol {
                FileProtocol::Https if offers(FileProtocol::Http) => {
                    "HTTPS wants a certificate (--files-certificate), or a public address that begins with https://"
                        .to_owned()
                }
                FileProtocol::Http if offers(FileProtocol::Https) => {
                    "HTTP is not offered beside HTTPS: the public address is encrypted".to_owned()
                }
                FileProtocol::Https | FileProtocol::Http => {
                    format!("{protocol} wants files to be served by it (--files)")
                }
                FileProtocol::Ftps if offers(FileProtocol::Ftp) => {
                    "FTP is on, and FTPS wants a certificate beside it (--ftp-certificate)".to_owned()
                }
                FileProtocol::Ftps => {
                    "FTPS wants FTP to be on (--ftp) with a certificate (--ftp-certificate)".to_owned()
                }
                FileProtocol::Ftp => "FTP wants to be on (--ftp)".to_owned(),
            })
            .collect();
        match ways.as_slice() {
            [] => "None of these is spoken here.".to_owned(),
            ways => format!("{}.", ways.join("; ")),
        }
    }

    /// What speaks against a protocol that a person chose, though it is used: the charger names others only.
    pub fn warning(chosen: FileProtocol, known: &[String]) -> Option<String> {
        let unnamed = !known.is_empty() && !names(known, chosen);
        unnamed.then(|| {
            let named = list(known.iter().map(|name| name.to_ascii_uppercase()));
            format!("This charger names {named} for files, not {chosen}. That is often a default, so {chosen} may work all the same.")
        })
    }
}

fn names(known: &[String], protocol: FileProtocol) -> bool {
    known.iter().any(|name| name.eq_ignore_ascii_case(protocol.as_str()))
}

fn list(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use FileProtocol::{Ftp, Ftps, Http, Https};

    fn named(known: &[&str]) -> Vec<String> {
        known.iter().map(|&name| name.to_owned()).collect()
    }

    fn learnt(protocol: FileProtocol) -> Option<LearntProtocol> {
        Some(LearntProtocol { protocol, of_model: false })
    }

    #[test]
    fn the_protocol_is_one_that_the_charger_knows() {
        // B5
        let check = |offered: &[FileProtocol], known: &[&str], expected: Option<FileProtocol>| {
            let (known, hosting) = (named(known), HostProtocols(offered.to_vec()));
            assert_eq!(hosting.choose(&known, None), expected, "{offered:?} {known:?}");
            assert_eq!(hosting.objection(&known, None).is_none(), expected.is_some(), "{offered:?} {known:?}");
        };
        check(&[Http], &[], Some(Http));
        check(&[Https, Ftp], &[], Some(Ftp));
        check(&[Https], &[], Some(Https));
        check(&[Https, Ftps, Ftp], &["ftp", "https"], Some(Https));
        check(&[Http, Ftp], &["ftp"], Some(Ftp));
        check(&[Http, Ftp], &["FTP"], Some(Ftp));
        check(&[Http], &["ftp", "ftps"], None);
        check(&[], &[], None);
    }

    #[test]
    fn what_worked_comes_first() {
        //
        let hosting = HostProtocols(vec![Https, Http, Ftps, Ftp]);
        for protocol in FileProtocol::ALL {
            for known in [&[][..], &["http"], &["ftp", "https"], &["sftp"]] {
                assert_eq!(hosting.choose(&named(known), learnt(protocol)), Some(protocol), "{known:?}");
            }
        }
        // What is offered no more is not chosen.
        assert_eq!(HostProtocols(vec![Http]).choose(&[], learnt(Ftp)), Some(Http));
        assert_eq!(learnt(Ftp).unwrap().words(), "FTP worked for this charger before.");
    }

    #[test]
    fn a_failed_transfer_is_offered_by_another_protocol() {
        //
        let check = |offered: &[FileProtocol], failed, known: &[&str], learnt, expected| {
            let other = HostProtocols(offered.to_vec()).other_than(failed, &named(known), learnt);
            assert_eq!(other, expected, "{offered:?} {failed} {known:?}");
        };
        check(&[Http, Ftp], Http, &[], None, Some(Ftp));
        check(&[Http, Ftp], Ftp, &[], None, Some(Http));
        check(&[Http, Ftps, Ftp], Http, &[], None, Some(Ftp));
        check(&[Http, Ftps, Ftp], Http, &["ftps"], None, Some(Ftps));
        check(&[Http, Ftps, Ftp], Ftps, &[], None, Some(Http));
        check(&[Ftps, Ftp], Ftps, &[], None, Some(Ftp));
        check(&[Https, Ftps, Ftp], Ftp, &["http"], learnt(Ftps), Some(Ftps));
        check(&[Http, Ftp], Http, &[], learnt(Http), Some(Ftp));
        check(&[Http], Http, &[], None, None);
    }

    #[test]
    fn the_form_says_what_is_missing() {
        //
        let check = |offered: &[FileProtocol], known: &[&str], says: &str, not: &str| {
            let sentence = HostProtocols(offered.to_vec()).objection(&named(known), None).unwrap();
            assert!(sentence.contains(says) && !sentence.contains(not), "{offered:?} {known:?}: {sentence}");
        };
        check(&[Http, Ftp], &["ftps"], "FTP is on, and FTPS wants a certificate", "turn on FTP");
        check(&[Http], &["ftp"], "FTP wants to be on (--ftp)", "certificate");
        check(&[Http], &["ftps"], "with a certificate (--ftp-certificate)", "FTP is on");
        check(&[Http, Ftp], &["https"], "HTTPS wants a certificate (--files-certificate)", "ftp-certificate");
        check(&[Https], &["http"], "the public address is encrypted", "--ftp");
        check(&[Ftp], &["http", "https"], "(--files)", "certificate");
        check(&[Http, Ftp], &["sftp"], "None of these is spoken here", "--");
        check(&[], &["sftp"], "serves and receives no files", "--");
        assert!(
            HostProtocols(vec![Http]).objection(&named(&["ftps"]), learnt(Http)).is_none(),
            "what works needs no word"
        );
    }

    #[test]
    fn an_explicit_choice_comes_with_a_warning_only() {
        //
        let warns = |chosen, known: &[&str]| HostProtocols::warning(chosen, &named(known));
        assert_eq!(warns(Ftp, &[]), None);
        assert_eq!(warns(Ftp, &["http", "ftp"]), None);
        assert!(warns(Ftp, &["http"]).unwrap().contains("names HTTP for files, not FTP"));
    }
}
