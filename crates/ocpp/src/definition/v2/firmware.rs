//! Requests about firmware.

use crate::definition::entry::{Entry, both};

pub(super) static REQUESTS: &[Entry] = &[
    both!(UpdateFirmware, "Has the charger fetch and install firmware from an address.", {
        must requestId: INTEGER,
        must firmware: FIRMWARE,
        may retries: COUNT,
        may retryInterval: INTEGER,
    }),
    both!(PublishFirmware, "Has a local controller fetch firmware and offer it to the chargers behind it.", {
        must location: LOCATION,
        must checksum: text(32),
        must requestId: COUNT,
        may retries: COUNT,
        may retryInterval: COUNT,
    }),
    both!(UnpublishFirmware, "Has a local controller stop offering firmware.", {
        must checksum: text(32),
    }),
];
