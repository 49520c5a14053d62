//! Pages that people open: the list of chargers, a search in it, a page deep within it, a charger's trace, a search that finds nothing.

use crate::failed::Failed;
use crate::figures::{Figure, Times};
use crate::load::charger::{Charger, identity};
use crate::load::message::Message;
use crate::load::person::Person;
use crate::under_test::Server;
use clap::Args;

/// CALLs of the talking charger that wait for their answers at once.
const AHEAD: usize = 64;

#[derive(Args, Clone, Debug)]
pub struct Pages {
    /// Chargers that are registered
    #[arg(long = "n", value_name = "NUMBER", default_value_t = 10_000)]
    pub chargers: usize,
    /// Messages that one charger says before, for its trace
    #[arg(long, value_name = "NUMBER", default_value_t = 2_000)]
    pub messages: usize,
    /// How often each page is opened in a turn
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    pub opened: usize,
}

impl Pages {
    pub fn title(&self) -> String {
        format!("pages, {} chargers, {} messages in the trace", self.chargers, self.messages)
    }

    pub async fn turn(&self, server: &Server) -> Result<Vec<Figure>, Failed> {
        let person = Person::sign_in(server.console()?).await?;
        fill(server, self.messages).await?;
        let half = self.chargers / 2;
        let deep = person.mark_behind(half).await?.ok_or_else(|| Failed::because("the list ends too soon"))?;
        let key = person.key_of(&identity(0)).await?;
        let pages = [
            ("list p95, ms", "/chargers".to_owned()),
            ("search p95, ms", format!("/chargers?q={}", identity(half))),
            ("page deep in the list p95, ms", format!("/chargers?after={deep}")),
            ("charger with its trace p95, ms", format!("/chargers/{key}")),
            ("search in Actions that finds nothing p95, ms", "/actions?q=nothing+is+called+so".to_owned()),
        ];
        let mut figures = Vec::new();
        for (name, path) in pages {
            // Once without counting, as somebody before has opened it.
            person.open(&path).await?;
            let mut times = Times::default();
            for _ in 0..self.opened {
                times.take(person.open(&path).await?);
            }
            figures.push(Figure::new(name, times.percentile(0.95)));
        }
        Ok(figures)
    }
}

/// Has the first charger say so many messages, many before the first is answered.
async fn fill(server: &Server, messages: usize) -> Result<(), Failed> {
    let mut charger = Charger::dial(&server.dial, 0).await?;
    charger.call(Message::Boot).await?;
    let mut left = messages;
    while left > 0 {
        let some = left.min(AHEAD);
        charger.call_many(Message::Meter, some).await?;
        left -= some;
    }
    Ok(())
}
