//! The builder: who the charger says it is, where it connects, how it behaves.

use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::handle::{Handle, ORDERS, SharedState};
use crate::machine::Machine;
use crate::protocol::Protocol;
use crate::script::Script;
use crate::status::Status;
use crate::transfer::Ledger;
use crate::wire::{Observer, WIRE_LIMIT, Wire, WireEntry};

/// A charger not yet started.
#[derive(Clone)]
pub struct Charger {
    pub(crate) plate: Plate,
    firmware: String,
    script: Script,
    protocols: Vec<Protocol>,
    wire_limit: usize,
    observer: Option<Observer>,
}

/// What does not change while the charger lives.
#[derive(Clone, Debug)]
pub(crate) struct Plate {
    pub(crate) identity: String,
    pub(crate) url: String,
    pub(crate) password: Option<Vec<u8>>,
    pub(crate) vendor: String,
    pub(crate) model: String,
    pub(crate) serial: String,
    pub(crate) connectors: u32,
    /// No second attempt to connect, and none after a loss that the script did not want.
    pub(crate) once: bool,
    /// Waited before the first attempt.
    pub(crate) delay: Duration,
    /// Stays away until `connect`.
    pub(crate) away: bool,
}

impl Charger {
    pub fn new(identity: &str) -> Charger {
        Charger {
            plate: Plate {
                identity: identity.to_owned(),
                url: "ws://127.0.0.1:9000/ocpp".to_owned(),
                password: None,
                vendor: "Simulated".to_owned(),
                model: "Sim 22".to_owned(),
                serial: format!("S-{identity}"),
                connectors: 1,
                once: false,
                delay: Duration::ZERO,
                away: false,
            },
            firmware: "1.0.0".to_owned(),
            script: Script::default(),
            protocols: vec![Protocol::V16],
            wire_limit: WIRE_LIMIT,
            observer: None,
        }
    }

    /// The address up to the identity, `ws://HOST:PORT/PATH`.
    #[must_use]
    pub fn url(mut self, url: &str) -> Charger {
        self.plate.url = url.to_owned();
        self
    }

    /// Basic authentication with the identity as user; without it none.
    #[must_use]
    pub fn password(self, password: &str) -> Charger {
        self.password_bytes(password.as_bytes())
    }

    #[must_use]
    pub fn password_bytes(mut self, password: &[u8]) -> Charger {
        self.plate.password = Some(password.to_vec());
        self
    }

    #[must_use]
    pub fn vendor(mut self, vendor: &str) -> Charger {
        self.plate.vendor = vendor.to_owned();
        self
    }

    #[must_use]
    pub fn model(mut self, model: &str) -> Charger {
        self.plate.model = model.to_owned();
        self
    }

    #[must_use]
    pub fn serial(mut self, serial: &str) -> Charger {
        self.plate.serial = serial.to_owned();
        self
    }

    #[must_use]
    pub fn firmware(mut self, version: &str) -> Charger {
        self.firmware = version.to_owned();
        self
    }

    #[must_use]
    pub fn connectors(mut self, connectors: u32) -> Charger {
        self.plate.connectors = connectors;
        self
    }

    #[must_use]
    pub fn script(mut self, script: Script) -> Charger {
        self.script = script;
        self
    }

    /// Offers these versions in this order, and speaks what the Csms chooses; 1.6 alone unless told.
    #[must_use]
    pub fn speaks(mut self, protocols: &[Protocol]) -> Charger {
        self.protocols = protocols.to_vec();
        self
    }

    /// Tries to connect once only, and stays away after a loss that its script did not want.
    #[must_use]
    pub fn once(mut self) -> Charger {
        self.plate.once = true;
        self
    }

    /// Waits so long before the first attempt to connect.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Charger {
        self.plate.delay = delay;
        self
    }

    /// Does not connect before `Handle::connect`.
    #[must_use]
    pub fn offline(mut self) -> Charger {
        self.plate.away = true;
        self
    }

    /// Keeps so many entries of the wire (100,000 unless told).
    #[must_use]
    pub fn wire_limit(mut self, entries: usize) -> Charger {
        self.wire_limit = entries;
        self
    }

    /// Called with the identity and every message, as it goes over the wire; must be quick.
    #[must_use]
    pub fn observe(mut self, observer: impl Fn(&str, &WireEntry) + Send + Sync + 'static) -> Charger {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Starts the charger's task on the present runtime. Does not wait for a connection.
    pub async fn start(self) -> Handle {
        let wire = Arc::new(Wire::new(&self.plate.identity, self.wire_limit, self.observer));
        let (status, seen) = watch::channel(Status { firmware: self.firmware.clone(), ..Status::default() });
        let script = Arc::new(RwLock::new(Arc::new(self.script)));
        let protocols = Arc::new(RwLock::new(self.protocols));
        let (orders, taken) = mpsc::channel(ORDERS);
        let shared = SharedState { wire, transfers: Arc::new(Ledger::new()), script, protocols };
        let handle = Handle::new(&self.plate.identity, orders, seen, shared.clone());
        let machine = Machine::new(self.plate, self.firmware, shared, status);
        tokio::spawn(machine.run(taken));
        handle
    }
}
