//! The part of a script that is about files really fetched and put, and what goes wrong on the way.

use std::time::Duration;

use super::{Script, millis};

/// Whether files are really fetched and put.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Transfers {
    /// The reports are made, nothing else happens.
    #[default]
    Pretend,
    /// Files at a loopback address (127.0.0.0/8, ::1, localhost) are really fetched and put, where the plan of
    /// [`FirmwareScript`](crate::FirmwareScript) has a `Downloaded` and that of
    /// [`DiagnosticsScript`](crate::DiagnosticsScript) an `Uploaded`; everything else is pretended.
    Real(TransferScript),
}

/// How files go over the wire: http, ftp, and ftps by AUTH TLS, with any certificate. Other schemes fail.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferScript {
    /// The charger itself cuts the first try after so many bytes, where the file is longer.
    pub abort_after: Option<u64>,
    /// A later try goes on where the one before it ended: by Range and If-Range, by REST, by a PUT with Content-Range (a
    /// POST cannot). What the other side refuses to continue starts over.
    pub resumes: bool,
    /// Instead of one more than the request's `retries` (and one more than that would be, after `abort_after`, where there
    /// are none).
    pub tries: Option<u32>,
    /// Between tries, whatever the request's `retryInterval`.
    pub pause: Duration,
    /// Reads and writes no faster.
    pub bytes_per_second: Option<u64>,
    pub upload: UploadBy,
    /// By FTP a file is put in so many pieces: STOR, then APPE for each further one.
    pub pieces: u32,
    /// By HTTP the file's name is added to an address that does not end with a slash (to one that does, always). By FTP
    /// the address is always a folder.
    pub appends_name: bool,
    /// Does the work and reports nothing of it; a triggered report is still made.
    pub silent: bool,
    /// Reports without having done anything.
    pub lies: bool,
    /// More members of the zip of diagnostics, by path.
    pub extra: Vec<(String, Vec<u8>)>,
    /// Instead of the zip a plain log of this size; a `file_name` on `.zip` ends on `.log` then.
    pub upload_bytes: Option<usize>,
}

/// How a file is put by HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UploadBy {
    #[default]
    Put,
    /// The file is the body.
    Post,
    /// The file is the part `file` of a multipart/form-data.
    Multipart,
}

impl Default for TransferScript {
    fn default() -> TransferScript {
        TransferScript {
            abort_after: None,
            resumes: false,
            tries: None,
            pause: millis(100),
            bytes_per_second: None,
            upload: UploadBy::Put,
            pieces: 1,
            appends_name: true,
            silent: false,
            lies: false,
            extra: Vec::new(),
            upload_bytes: None,
        }
    }
}

impl TransferScript {
    #[must_use]
    pub fn abort_after(mut self, bytes: u64) -> TransferScript {
        self.abort_after = Some(bytes);
        self
    }

    #[must_use]
    pub fn resumes(mut self) -> TransferScript {
        self.resumes = true;
        self
    }

    #[must_use]
    pub fn tries(mut self, tries: u32) -> TransferScript {
        self.tries = Some(tries);
        self
    }

    #[must_use]
    pub fn bytes_per_second(mut self, rate: u64) -> TransferScript {
        self.bytes_per_second = Some(rate);
        self
    }

    #[must_use]
    pub fn upload(mut self, by: UploadBy) -> TransferScript {
        self.upload = by;
        self
    }

    #[must_use]
    pub fn pieces(mut self, pieces: u32) -> TransferScript {
        self.pieces = pieces;
        self
    }

    #[must_use]
    pub fn appends_name(mut self, appends: bool) -> TransferScript {
        self.appends_name = appends;
        self
    }

    #[must_use]
    pub fn silent(mut self) -> TransferScript {
        self.silent = true;
        self
    }

    #[must_use]
    pub fn lies(mut self) -> TransferScript {
        self.lies = true;
        self
    }

    /// One more member of the zip.
    #[must_use]
    pub fn extra(mut self, path: &str, content: &[u8]) -> TransferScript {
        self.extra.push((path.to_owned(), content.to_vec()));
        self
    }

    #[must_use]
    pub fn upload_bytes(mut self, bytes: usize) -> TransferScript {
        self.upload_bytes = Some(bytes);
        self
    }
}

impl Script {
    /// The name of the file of diagnostics, if there is one.
    pub(crate) fn file_name(&self) -> Option<String> {
        let name = self.diagnostics.file_name.clone()?;
        let plain = matches!(&self.transfers, Transfers::Real(script) if script.upload_bytes.is_some());
        Some(match name.strip_suffix(".zip") {
            Some(stem) if plain => format!("{stem}.log"),
            Some(_) | None => name,
        })
    }

    pub(crate) fn reports_files(&self) -> bool {
        !matches!(&self.transfers, Transfers::Real(script) if script.silent)
    }
}
