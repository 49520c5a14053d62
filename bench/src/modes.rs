//! What is measured: a file for each subject. Each is measured in turns, a turn on a server that was just started.

pub mod connect;
pub mod flood;
pub mod order;
pub mod pages;
pub mod storm;
pub mod stream;
pub mod throughput;

use crate::failed::Failed;
use crate::figures::Figure;
use crate::under_test::Server;
use std::time::Duration;
use tokio::time::timeout;

/// A turn that takes longer measures nothing.
const TURN_TIME: Duration = Duration::from_secs(1_200);

/// One measurement, with its numbers.
#[derive(Clone, Debug)]
pub enum Mode {
    Connect(connect::Connect),
    Throughput(throughput::Throughput),
    Storm(storm::Storm),
    Order(order::Order),
    Stream(stream::Stream),
    Pages(pages::Pages),
    Flood(flood::Flood),
}

impl Mode {
    pub fn title(&self) -> String {
        match self {
            Self::Connect(mode) => mode.title(),
            Self::Throughput(mode) => mode.title(),
            Self::Storm(mode) => mode.title(),
            Self::Order(mode) => mode.title(),
            Self::Stream(mode) => mode.title(),
            Self::Pages(mode) => mode.title(),
            Self::Flood(mode) => mode.title(),
        }
    }

    /// Chargers that must be registered.
    pub fn chargers(&self) -> usize {
        match self {
            Self::Connect(mode) => mode.chargers,
            Self::Throughput(mode) => mode.chargers,
            Self::Storm(mode) => mode.chargers,
            Self::Order(mode) => mode.chargers,
            Self::Stream(mode) => mode.chargers,
            Self::Pages(mode) => mode.chargers,
            // And the bad one.
            Self::Flood(mode) => mode.chargers + 1,
        }
    }

    /// The limit can do it too: it has chargers alone, and no people.
    pub fn has_limit(&self) -> bool {
        match self {
            Self::Connect(_) | Self::Throughput(_) | Self::Storm(_) | Self::Flood(_) => true,
            Self::Order(_) | Self::Stream(_) | Self::Pages(_) => false,
        }
    }

    /// Measures once.
    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let turn = async {
            match self {
                Self::Connect(mode) => mode.turn(server).await,
                Self::Throughput(mode) => mode.turn(server).await,
                Self::Storm(mode) => mode.turn(server).await,
                Self::Order(mode) => mode.turn(server).await,
                Self::Stream(mode) => mode.turn(server).await,
                Self::Pages(mode) => mode.turn(server).await,
                Self::Flood(mode) => mode.turn(server).await,
            }
        };
        timeout(TURN_TIME, turn).await.map_err(|_| Failed::Late("the end of a turn"))?
    }
}
