//! From a form that a person posts to the CALL at the charger, while many others are connected.

use crate::failed::Failed;
use crate::figures::{Figure, Times};
use crate::load::charger::identity;
use crate::load::crowd::{Crowd, Resting};
use crate::load::message::next_id;
use crate::load::person::Person;
use crate::under_test::Server;
use clap::Args;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Chargers that connect at once.
const AT_ONCE: usize = 64;
/// A CALL that comes later is none.
const CALL_TIME: Duration = Duration::from_secs(30);
/// What is ordered: it is done with the charger's answer, and changes nothing.
const PATH: &str = "/api/clear-cache";
/// And what it is on the wire.
const MESSAGE: &str = "ClearCache";

#[derive(Args, Clone, Debug)]
pub struct Order {
    /// Chargers that are connected
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 1_000)]
    pub chargers: usize,
    /// Orders, one after the other, each for another charger
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    pub orders: usize,
}

impl Order {
    pub fn title(&self) -> String {
        format!("order in the console → CALL at the charger, {} connected, {} orders", self.chargers, self.orders)
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let person = Person::sign_in(server.console()?).await?;
        let mut resting = Crowd::gather(&server.dial, self.chargers, AT_ONCE).await?.rest();
        let (mut called, mut answered) = (Times::default(), Times::default());
        for place in (0..self.chargers).step_by(self.chargers.div_ceil(self.orders.max(1)).max(1)) {
            let key = person.key_of(&identity(place)).await?;
            let began = Instant::now();
            let fields = [("charger", key.as_str()), ("once", &next_id())];
            let (answer, at) = tokio::join!(person.ask(PATH, &fields), next(&mut resting, place));
            let answer = answer?;
            answered.take(began.elapsed());
            let at = at.map_err(|failed| Failed::because(format!("{failed}: the order was answered {answer}")))?;
            called.take(at.saturating_duration_since(began));
        }
        Ok(vec![
            Figure::new("form to CALL p50, ms", called.percentile(0.5)),
            Figure::new("form to CALL p99, ms", called.percentile(0.99)),
            Figure::new("form to CALL and answer to the form p99, ms", answered.percentile(0.99)),
        ])
    }
}

/// When the CALL came to this charger.
async fn next(resting: &mut Resting, place: usize) -> Result<Instant, Failed> {
    let coming = async {
        while let Some(called) = resting.calls.recv().await {
            if called.name == MESSAGE && called.place == place {
                return Ok(called.at);
            }
        }
        Err(Failed::because("all chargers have gone"))
    };
    timeout(CALL_TIME, coming).await.map_err(|_| Failed::Late("the CALL"))?
}
