//! What an order of it says.

use crate::order::{LocalTime, OrderForm, Retries, SiteClock, UrlText, checked, given, local_time, url_text};
use model::{FileProtocol, LogKind, Refusal};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestDiagnostics {
    pub receiver: Receiver,
    pub from: Option<LocalTime>,
    pub to: Option<LocalTime>,
    pub retries: Retries,
    pub log: LogKind,
    /// A request that runs may be replaced by this one.
    pub replace: bool,
}

impl RequestDiagnostics {
    /// As it was filled in.
    pub(super) fn of_form(form: &OrderForm) -> Result<RequestDiagnostics, Refusal> {
        let log = match given(&form.log) {
            None => LogKind::Diagnostics,
            Some(text) => LogKind::parse(text).ok_or_else(|| Refusal::field("log", "Choose a log from the list."))?,
        };
        Ok(RequestDiagnostics {
            from: local_time("from", "From", &form.from)?,
            to: local_time("to", "To", &form.to)?,
            receiver: receiver(form)?,
            retries: form.retries()?,
            log,
            replace: checked(&form.replace),
        })
    }

    /// From when to when the log is wanted, where that is given.
    pub fn span(&self, clock: &SiteClock<'_>) -> Result<(Option<i64>, Option<i64>), Refusal> {
        let (from, to) = (clock.instant("from", &self.from)?, clock.instant("to", &self.to)?);
        if let Some(from) = from.filter(|from| clock.lies_ahead(*from)) {
            let readings = clock.readings(from);
            let sentence = format!("From lies ahead, and nothing is logged yet: {readings}. Nothing was sent.");
            return Err(Refusal::field("from", sentence));
        }
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(Refusal::field("to", "To must be later than From."));
        }
        Ok((from, to))
    }

    /// All there is, once, and replacing nothing.
    pub fn now(url: impl Into<String>) -> RequestDiagnostics {
        RequestDiagnostics::to(Receiver::Url(UrlText(url.into())))
    }

    /// The same, received here, by whichever protocol fits.
    pub fn here() -> RequestDiagnostics {
        RequestDiagnostics::to(Receiver::Here { by: None })
    }

    fn to(receiver: Receiver) -> RequestDiagnostics {
        RequestDiagnostics {
            receiver,
            from: None,
            to: None,
            retries: Retries::default(),
            log: LogKind::default(),
            replace: false,
        }
    }
}

/// Who takes the diagnostics that a charger uploads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// Chargehand itself.
    Here {
        /// None: whichever the charger can use.
        by: Option<FileProtocol>,
    },
    /// Somebody's server.
    Url(UrlText),
}

/// Without a word on it, Chargehand receives where no URL is typed.
fn receiver(form: &OrderForm) -> Result<Receiver, Refusal> {
    let here = match given(&form.receiver) {
        Some("here") => true,
        Some("url") => false,
        None => given(&form.url).is_none(),
        Some(_) => return Err(Refusal::field("receiver", "Choose who receives the file.")),
    };
    if here {
        Ok(Receiver::Here { by: form.file_protocol()? })
    } else {
        url_text("Upload URL", &form.url).map(Receiver::Url)
    }
}
