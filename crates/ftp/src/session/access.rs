//! Who it is, and whether others can listen: USER and PASS, AUTH and what follows from it.

use super::{Session, State, Wish};
use crate::path::Path;

/// Wrong logins of one session; the last ends it.
pub const LOGIN_TRIES: u32 = 3;

/// What a login may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Fetch one file, which lies at the root.
    Fetch,
    /// Put files, into whatever folders it likes.
    Put,
}

/// Why a login is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginRefusal {
    /// Nobody is known by this user and password.
    Wrong,
    /// It may come encrypted alone.
    NotEncrypted,
    /// Too many are in by this login.
    Busy,
}

impl Session {
    pub(super) fn on_user(&mut self, user: &str) {
        if user.is_empty() {
            return self.say(501, "Which user?");
        }
        self.log_out();
        self.user = Some(user.to_owned());
        self.say(331, "And the password?");
    }

    pub(super) fn on_pass(&mut self, password: &str) {
        match self.user.take() {
            Some(user) => self.await_in(State::LoggingIn, Wish::Login { user, password: password.to_owned() }),
            None => self.say(503, "Name the user first, with USER."),
        }
    }

    pub(super) fn on_logged_in(&mut self, access: Access) {
        self.access = Some(access);
        self.say(230, "Logged in.");
    }

    pub(super) fn on_not_logged_in(&mut self, why: LoginRefusal) {
        match why {
            LoginRefusal::Wrong => {
                self.tries += 1;
                self.say(530, "Not logged in.");
                if self.tries >= LOGIN_TRIES {
                    self.await_in(State::Over, Wish::Close);
                }
            }
            LoginRefusal::NotEncrypted => {
                self.say(530, "Not logged in: this address wants TLS, so send AUTH TLS first.")
            }
            LoginRefusal::Busy => self.say(530, "Not logged in: too many sessions of this login are open."),
        }
    }

    /// Something is wanted that wants a login. Who was named may be somebody that people wait for.
    pub(super) fn not_logged_in(&mut self) {
        self.say(530, "Log in first, with USER and PASS.");
        if let Some(user) = self.user.clone().filter(|_| !self.told_of_password) {
            self.told_of_password = true;
            self.wish(Wish::NoPassword { user });
        }
    }

    pub(super) fn on_auth(&mut self, mechanism: &str) {
        let protects = match mechanism.to_ascii_uppercase().as_str() {
            "TLS" | "TLS-C" => false,
            // Their data is encrypted without a further word.
            "SSL" | "TLS-P" => true,
            "" => return self.say(501, "By which mechanism?"),
            _ => return self.say(504, "Only TLS is spoken here."),
        };
        if self.encrypted {
            return self.say(503, "It is encrypted already.");
        }
        if !self.offers_tls {
            return self.say(534, "No encryption is offered here.");
        }
        self.protected = protects;
        self.say(234, "TLS begins.");
        self.await_in(State::Encrypting, Wish::Encrypt);
    }

    /// What was said in the open counts no more (RFC 4217, 4.2).
    pub(super) fn on_encrypted(&mut self) {
        self.encrypted = true;
        self.log_out();
    }

    pub(super) fn on_pbsz(&mut self, size: &str) {
        if !self.encrypted {
            self.say(503, "Send AUTH TLS first.");
        } else if size.parse::<u32>().is_err() {
            self.say(501, "The size is a number.");
        } else {
            self.say(200, "PBSZ=0");
        }
    }

    pub(super) fn on_prot(&mut self, level: &str) {
        if !self.encrypted {
            return self.say(503, "Send AUTH TLS first.");
        }
        match level.to_ascii_uppercase().as_str() {
            "C" => {
                self.protected = false;
                self.say(200, "Data will not be encrypted.");
            }
            "P" => {
                self.protected = true;
                self.say(200, "Data will be encrypted.");
            }
            "S" | "E" => self.say(536, "TLS has no such level; use C or P."),
            _ => self.say(504, "There is no such level; use C or P."),
        }
    }

    /// As at the beginning, but for TLS, which stays.
    pub(super) fn on_rein(&mut self) {
        self.log_out();
        self.say(220, "Begin anew.");
    }

    fn log_out(&mut self) {
        self.user = None;
        self.access = None;
        self.folder = Path::default();
        self.rest = 0;
        self.from = None;
    }
}
