//! Requests about certificates.

use crate::definition::entry::{Entry, both, grown};

pub(super) static REQUESTS: &[Entry] = &[
    grown!(CertificateSigned, "Brings the signed certificate that the charger has asked for.", {
        must certificateChain: text(10_000),
        may certificateType: CERTIFICATE_SIGNING_USE,
    } and in 2.1 {
        may requestId: INTEGER,
    }),
    both!(InstallCertificate, "Adds a root certificate that the charger shall trust.", {
        must certificateType: INSTALL_CERTIFICATE_USE,
        must certificate: CERTIFICATE,
    }),
    both!(DeleteCertificate, "Removes an installed certificate, found by its hashes.", {
        must certificateHashData: CERTIFICATE_HASH_DATA,
    }),
    both!(GetInstalledCertificateIds, "Asks which certificates are installed.", {
        may certificateType: list(&GET_CERTIFICATE_ID_USE, 1, MANY),
    }),
];
