//! Chargers that come some at a time and stay: what each costs, and what memory it holds.

use crate::failed::Failed;
use crate::figures::{Figure, count};
use crate::load::crowd::Crowd;
use crate::under_test::Server;
use clap::Args;
use std::time::Duration;
use tokio::time::sleep;

/// Until memory that was only needed for coming in may have gone.
const HOLD: Duration = Duration::from_secs(3);
/// From the last charger's leaving until memory is looked at again.
const AFTERWARDS: Duration = Duration::from_secs(5);

#[derive(Args, Clone, Debug)]
pub struct Connect {
    /// Chargers
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 1_000)]
    pub chargers: usize,
    /// Chargers between their first byte and their stored status at once
    #[arg(long, value_name = "NUMBER", default_value_t = 64)]
    pub at_once: usize,
}

impl Connect {
    pub fn title(&self) -> String {
        format!("{} chargers come, {} at a time, and stay", self.chargers, self.at_once)
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let before = server.usage()?;
        let mut crowd = Crowd::gather(&server.dial, self.chargers, self.at_once).await?;
        let come = server.usage()?;
        let (took, number) = (crowd.took.as_secs_f64(), count(self.chargers));
        let mut figures = vec![
            Figure::new("chargers a second", number / took),
            Figure::new("boot p50, ms", crowd.boots.percentile(0.5)),
            Figure::new("boot p99, ms", crowd.boots.percentile(0.99)),
        ];
        if let Some((before, come)) = before.zip(come) {
            let used = come.cpu_seconds - before.cpu_seconds;
            figures.push(Figure::new("CPU ms a charger", used / number * 1_000.0));
        }
        let mut resting = crowd.rest();
        sleep(HOLD).await;
        let held = server.usage()?;
        let lost = resting.lost();
        if lost > 0 {
            return Err(Failed::because(format!("{lost} chargers lost their sockets")));
        }
        drop(resting);
        sleep(AFTERWARDS).await;
        if let Some(((before, held), after)) = before.zip(held).zip(server.usage()?) {
            let kib = |usage: f64| (usage - before.resident_kib) / number;
            figures.push(Figure::new("memory a charger, KiB", kib(held.resident_kib)));
            figures.push(Figure::new("memory a charger when all have left, KiB", kib(after.resident_kib)));
            figures.push(Figure::new("memory before, MiB", before.resident_kib / 1_024.0));
        }
        Ok(figures)
    }
}
