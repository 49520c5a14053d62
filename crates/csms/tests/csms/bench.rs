//! What every test stands on: a backend of its own, one organisation, and a charger that connects to it.

use actions::{ChargerPage, Command, Order, Reason};
use charger_sim::{Charger as Sim, Handle, Script};
use csms::{Caller, Config, Csms, NewCharger, Password};
use model::{ChargerKey, CommandKey, Delivery, IdempotencyKey, Ordered, Refusal, TraceFilter};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// Longer than anything here takes; a test that reaches it has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);
pub const PASSWORD: &str = "charger-key-0001";
pub const ME: Caller = Caller::CommandLine;
/// Longer than a failure is doubted that was reported before anything could have begun.
pub const DOUBT: Duration = Duration::from_secs(6);

/// How often is looked for a verdict that comes too early.
const LOOKS: u32 = 5;

/// A folder that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("csms-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // A run that was killed may have left one, and its process's number come again.
        let _not_there = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left_behind = std::fs::remove_dir_all(&self.0);
    }
}

pub struct Bench {
    pub csms: Csms,
    pub address: SocketAddr,
    pub folder: Folder,
    /// Its deadlines are those of every day: time passes where a test has it pass.
    pub config: Config,
}

impl Bench {
    pub async fn new() -> Bench {
        Bench::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Bench {
        let folder = Folder::new();
        let mut config = Config::new(folder.path());
        config.chargers = SocketAddr::from(([127, 0, 0, 1], 0));
        config.allow_url_hosts = vec!["127.0.0.1".to_owned()];
        // Tests that are about it switch it on.
        config.reads_settings = false;
        change(&mut config);
        let csms = Csms::open(config.clone()).await.unwrap();
        csms.sites().add_organisation(&ME, "Nordic Charge", None).await.unwrap();
        let organisation = csms.tokens().organisation(&ME, "Nordic Charge").await.unwrap();
        csms.tokens().accept_any(&ME, &organisation, true).await.unwrap();
        csms.sites().add(&ME, "Kamppi P1", "Nordic Charge", Some("Europe/Helsinki")).await.unwrap();
        let address = csms.serve().await.unwrap();
        Bench { csms, address, folder, config }
    }

    /// So much time passes at once for the backend. Its sockets, and chargers, go by the machine's clock and notice nothing; what the time
    /// counts from must have been seen before.
    pub fn pass(&self, by: Duration) {
        self.config.clock.advance(by);
    }

    /// Stops the backend and starts it again on the same folder, at another port.
    pub async fn restart(self) -> Bench {
        self.restart_after(Duration::ZERO).await
    }

    /// The same, and so much time passes in between.
    pub async fn restart_after(self, away: Duration) -> Bench {
        self.csms.close().await;
        self.pass(away);
        let Bench { folder, config, .. } = self;
        let csms = Csms::open(config.clone()).await.unwrap();
        let address = csms.serve().await.unwrap();
        Bench { csms, address, folder, config }
    }

    pub fn url(&self) -> String {
        format!("ws://{}/ocpp", self.address)
    }

    pub async fn register(&self, identity: &str) -> ChargerKey {
        let new = NewCharger {
            identity: identity.to_owned(),
            name: None,
            site: "Kamppi P1".to_owned(),
            organisation: None,
            password: Password::Given(PASSWORD.to_owned()),
        };
        self.csms.chargers().add(&ME, new).await.unwrap().key
    }

    pub fn sim(&self, identity: &str) -> Sim {
        Sim::new(identity)
            .url(&self.url())
            .password(PASSWORD)
            .vendor("ABB")
            .model("Terra 184")
            .firmware("1.8.30")
            .connectors(2)
    }

    /// A registered charger that is connected and has booted.
    pub async fn charger(&self, script: Script) -> (ChargerKey, Handle) {
        let key = self.register("CP-1").await;
        let sim = self.sim("CP-1").script(script).start().await;
        assert!(sim.wait_booted(PATIENCE).await, "the charger boots");
        // Both connectors have reported: nothing of the start is under way any more.
        self.wait(&key, |page| page.charger.plugs().count() == 2).await;
        (key, sim)
    }

    pub async fn order(&self, key: &ChargerKey, order: Order) -> CommandKey {
        match self.try_order(key, order).await {
            Ordered::Taken(command) => command,
            Ordered::Refused(refusal) => panic!("refused: {}", refusal.sentence),
        }
    }

    pub async fn try_order(&self, key: &ChargerKey, order: Order) -> Ordered {
        self.csms.commands().order(&ME, key, order, Reason(None), None).await.unwrap()
    }

    pub async fn refusal(&self, key: &ChargerKey, order: Order) -> Refusal {
        match self.try_order(key, order).await {
            Ordered::Refused(refusal) => refusal,
            Ordered::Taken(_) => panic!("the order was taken"),
        }
    }

    pub async fn once(&self, key: &ChargerKey, order: Order, once: &str) -> Ordered {
        let once = Some(IdempotencyKey::from(once));
        self.csms.commands().order(&ME, key, order, Reason(None), once).await.unwrap()
    }

    pub async fn page(&self, key: &ChargerKey) -> ChargerPage {
        self.csms.chargers().page(&ME, key, &TraceFilter::default()).await.unwrap().expect("the charger is there")
    }

    /// The page as soon as it is as wanted.
    #[track_caller]
    pub fn wait<'a>(
        &'a self,
        key: &'a ChargerKey,
        wanted: impl Fn(&ChargerPage) -> bool + Send + 'a,
    ) -> impl Future<Output = ChargerPage> + Send + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let until = Instant::now() + PATIENCE;
            loop {
                let page = self.page(key).await;
                if wanted(&page) {
                    return page;
                }
                assert!(Instant::now() < until, "{caller}: not seen in time; timeline {:#?}", page.timeline.rows);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    }

    /// The command as soon as it has a verdict.
    #[track_caller]
    pub fn settled<'a>(
        &'a self,
        key: &'a ChargerKey,
        command: &'a CommandKey,
    ) -> impl Future<Output = Command> + Send + 'a {
        let page = self.wait(key, move |page| page.command(command).is_some_and(|command| !command.is_open()));
        async move { page.await.command(command).expect("it was just there").clone() }
    }

    /// Waits until the command has come so far on its way.
    #[track_caller]
    pub fn delivered<'a>(
        &'a self,
        key: &'a ChargerKey,
        command: &'a CommandKey,
        delivery: Delivery,
    ) -> impl Future<Output = ()> + Send + 'a {
        let there =
            self.wait(key, move |page| page.command(command).is_some_and(|command| command.delivery == delivery));
        async move { drop(there.await) }
    }

    /// Waits until a step of the command's timeline has these words.
    #[track_caller]
    pub fn told<'a>(
        &'a self,
        key: &'a ChargerKey,
        command: &'a CommandKey,
        words: &'a str,
    ) -> impl Future<Output = ()> + Send + 'a {
        let told = move |command: &Command| command.steps.iter().any(|step| step.kind.words().contains(words));
        let there = self.wait(key, move |page| page.command(command).is_some_and(told));
        async move { drop(there.await) }
    }

    /// The command with its verdict, which it has when this span is over, and at no look until half of it is.
    #[track_caller]
    pub fn settled_after<'a>(
        &'a self,
        key: &'a ChargerKey,
        command: &'a CommandKey,
        span: Duration,
    ) -> impl Future<Output = Command> + Send + 'a {
        let caller = std::panic::Location::caller();
        let settled = self.settled(key, command);
        async move {
            for _ in 0..LOOKS {
                self.pass(span / 2 / LOOKS);
                // Whoever is woken by that has its turn while this is read; what is late with it shows by its deadline.
                let page = self.page(key).await;
                let looked = page.command(command).expect("it was ordered");
                let waits = looked.deadline.as_ref().is_none_or(|deadline| deadline.ms > page.now);
                assert!(looked.is_open() && waits, "{caller}: too early; {looked:#?}");
            }
            self.pass(span / 2);
            settled.await
        }
    }

    /// Orders something whose CALL is never answered; the command when that is certain.
    #[track_caller]
    pub fn unanswered<'a>(&'a self, key: &'a ChargerKey, order: Order) -> impl Future<Output = Command> + Send + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let command = self.order(key, order).await;
            self.delivered(key, &command, Delivery::Sent).await;
            let command = self.settled_after(key, &command, self.config.deadlines.call).await;
            assert_eq!(command.delivery, Delivery::TimedOut, "{caller}: {:#?}", steps(&command));
            command
        }
    }
}

/// The timeline in words.
pub fn steps(command: &Command) -> Vec<String> {
    command.steps.iter().map(|step| step.kind.words()).collect()
}
