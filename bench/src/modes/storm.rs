//! All chargers come back at once, as after a power cut: connected, booted, their status stored.

use crate::failed::Failed;
use crate::figures::{Figure, count};
use crate::load::crowd::Crowd;
use crate::under_test::Server;
use clap::Args;

#[derive(Args, Clone, Debug)]
pub struct Storm {
    /// Chargers
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 1_000)]
    pub chargers: usize,
}

impl Storm {
    pub fn title(&self) -> String {
        format!("{} chargers back at once: connected, booted, status stored", self.chargers)
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let before = server.usage()?;
        let mut crowd = Crowd::gather(&server.dial, self.chargers, self.chargers).await?;
        let after = server.usage()?;
        let mut figures = vec![
            Figure::new("until all are in, s", crowd.took.as_secs_f64()),
            Figure::new("boot p50, ms", crowd.boots.percentile(0.5)),
            Figure::new("boot p99, ms", crowd.boots.percentile(0.99)),
            Figure::new("connections tried again", count(crowd.redials)),
        ];
        if let Some((before, after)) = before.zip(after) {
            let used = after.cpu_seconds - before.cpu_seconds;
            figures.push(Figure::new("CPU ms a charger", used / count(self.chargers) * 1_000.0));
        }
        Ok(figures)
    }
}
