//! A charger's configuration: what it has told of its settings, searched as one types, with a button to set each.

mod set;
mod table;

use crate::calls::chargers;
use crate::calls::reply::Reply;
use crate::components::empty::Empty;
use crate::components::icon::Glyph;
use crate::components::live_title::LiveTitle;
use crate::components::reply::{Waiting, shown};
use crate::components::status::{Badge, State};
use crate::components::time::{exact, length};
use crate::components::way_back::WayBack;
use crate::forms::desk::OrderDesk;
use crate::forms::one_click::OneClick;
use crate::forms::refusal::{RefusalAlert, refusal_of_address};
use crate::ground::clock::Clock;
use crate::ground::live::Live;
use crate::ground::memo::memo;
use crate::ground::rows::set_if_new;
use crate::pages::configuration::set::{SetDialog, SetSection};
use crate::pages::configuration::table::{Search, Table};
use crate::pages::follower::Follower;
use actions::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::{use_params_map, use_query_map};
use model::{Charger, CommandKind, Configuration, Known, Moment, Setting, Tone};

/// What was read less than this ago was read just now.
const JUST_NOW_MS: i64 = 5000;

#[component]
pub fn ConfigurationPage() -> impl IntoView {
    let params = use_params_map();
    let key = memo(move |_| params.read().get("key").unwrap_or_default());
    let configuration = Resource::new(move || key.get(), |key| chargers::configuration(Some(key)));
    view! {
        <Suspense fallback=Waiting>
            {move || Suspend::new(async move {
                shown(
                    configuration.await,
                    "There is no such charger",
                    |configuration| view! { <Page read=*configuration /> },
                )
            })}
        </Suspense>
    }
}

/// What on the page moves.
#[derive(Clone, Copy)]
struct Sheet {
    charger: RwSignal<Charger>,
    settings: RwSignal<Vec<Setting>>,
    read: RwSignal<Option<Moment>>,
    reading: RwSignal<bool>,
    may_read: RwSignal<bool>,
    may_set: RwSignal<bool>,
}

impl Sheet {
    fn new(read: &Configuration) -> Self {
        Self {
            charger: RwSignal::new(read.charger.clone()),
            settings: RwSignal::new(read.settings.clone()),
            read: RwSignal::new(read.read.clone()),
            reading: RwSignal::new(read.reading),
            may_read: RwSignal::new(read.may_read),
            may_set: RwSignal::new(read.may_set),
        }
    }

    /// Something was read from the charger or set in it.
    fn ask_again(self) {
        let key = self.charger.read_untracked().key.to_string();
        spawn_local(async move {
            // If this fails, what stands there is the last that was known, and says when it was read.
            if let Ok(Reply::Here(configuration)) = chargers::configuration(Some(key)).await {
                let Configuration { charger, settings, read, reading, may_read, may_set, now: _, once: _ } =
                    *configuration;
                // Gone meanwhile: another page is shown.
                if self.charger.try_set(charger).is_some() {
                    return;
                }
                set_if_new(&self.settings, settings);
                set_if_new(&self.read, read);
                set_if_new(&self.reading, reading);
                set_if_new(&self.may_read, may_read);
                set_if_new(&self.may_set, may_set);
            }
        });
    }
}

#[component]
fn Page(read: Configuration) -> impl IntoView {
    let query = use_query_map();
    let (clock, live) = (Clock::get(), Live::get());
    let server_now = read.now;
    let sheet = Sheet::new(&read);
    let key = read.charger.key.clone();
    let address = format!("/chargers/{key}");
    let follower = Follower::new(key.clone());
    let desk = OrderDesk::new(
        sheet.charger.into(),
        // No form here has a period.
        Signal::stored(Moment::default()),
        RwSignal::new(read.once.to_string()),
        Callback::new(move |key| follower.follow(key)),
    );
    let words = RwSignal::new(query.with_untracked(|query| query.get("q").unwrap_or_default()));
    // Without script a setting is written on this page, over the table.
    let named = query.with_untracked(|query| query.get("set"));
    let preset = named.and_then(|name| read.settings.iter().find(|setting| setting.name == name).cloned());
    let refused = query.with_untracked(|query| refusal_of_address(query.get_str("refused"), query.get_str("field")));
    let setting = RwSignal::new(None::<Setting>);
    let here = key.clone();
    Effect::new(move || {
        clock.hear_at_load(server_now);
        follower.go_live(live);
        let here = here.clone();
        live.listen(move |event| match event {
            Event::Charger { charger, .. } if charger.key == here => sheet.charger.set((**charger).clone()),
            Event::Command(change) if change.command.charger == here => {
                if change.command.kind == CommandKind::ReadConfiguration {
                    sheet.reading.set(change.command.is_open());
                }
            }
            Event::Charger { .. } | Event::Command(_) | Event::Frame(_) | Event::Gone(_) => {}
            Event::Snapshot { .. } | Event::Bye { .. } => sheet.ask_again(),
        });
    });
    Effect::watch(move || follower.settled(), move |_, _, _| sheet.ask_again(), false);
    let known = memo(move |_| facts_of(&sheet.charger.read().known));
    let has_preset = preset.is_some();
    let is_unread = memo(move |_| sheet.read.read().is_none() && sheet.settings.read().is_empty());
    view! {
        <LiveTitle text=move || format!("Configuration, {}", sheet.charger.read().name) />
        <WayBack to=Signal::stored(address.clone())>{move || sheet.charger.read().name.clone()}</WayBack>
        <div class="top wrap">
            <h1>"Configuration"</h1>
            <WhenRead sheet />
            <ReadAgain sheet desk />
            <span class="grow"></span>
            <Search words path=format!("{address}/configuration") />
        </div>
        {(!has_preset).then(|| view! { <RefusalAlert refused=RwSignal::new(refused.clone()) /> })}
        <Status follower address=address.clone() />
        {preset
            .map(|setting| {
                view! { <SetSection setting refused desk address=format!("{address}/configuration") /> }
            })}
        {move || {
            let facts = known.get();
            (!facts.is_empty())
                .then(|| {
                    view! {
                        <section class="panel" aria-label="What is known">
                            <dl class="pairs pad">
                                {facts
                                    .into_iter()
                                    .map(|(name, value)| {
                                        view! {
                                            <dt>{name}</dt>
                                            <dd>{value}</dd>
                                        }
                                    })
                                    .collect_view()}
                            </dl>
                        </section>
                    }
                })
        }}
        <div class="panel">
            {move || {
                if is_unread.get() {
                    view! { <NotRead sheet desk /> }.into_any()
                } else {
                    view! {
                        <Table
                            settings=sheet.settings
                            may_set=sheet.may_set
                            words
                            set=Callback::new(move |chosen| setting.set(Some(chosen)))
                        />
                    }
                        .into_any()
                }
            }}
        </div>
        <SetDialog setting desk />
    }
}

/// `Read 3 min ago`, or that it is being read.
#[component]
fn WhenRead(sheet: Sheet) -> impl IntoView {
    let clock = Clock::get();
    move || {
        if sheet.reading.get() {
            return view! { <Badge state=State::new(Tone::Busy, Glyph::Spin, "Being read") /> }.into_any();
        }
        match sheet.read.get() {
            None => view! { <span class="muted">"Not read yet"</span> }.into_any(),
            Some(at) => {
                let (exact, minute) = (at.local.clone(), exact(&at, true, true));
                let words = move || match clock.now() {
                    None => format!("Read {minute}"),
                    Some(now) if now - at.ms < JUST_NOW_MS => "Read just now".to_owned(),
                    Some(now) => format!("Read {} ago", length(now - at.ms)),
                };
                view! {
                    <span class="muted" title=exact>
                        {words}
                    </span>
                }
                .into_any()
            }
        }
    }
}

#[component]
fn ReadAgain(sheet: Sheet, desk: OrderDesk) -> impl IntoView {
    let may = memo(move |_| sheet.may_read.get() && !sheet.reading.get() && sheet.read.read().is_some());
    let obstacle = memo(move |_| obstacle(&sheet.charger.read()));
    move || {
        may.get().then(|| match obstacle.get() {
            Some(why) => view! { <span class="muted small">{why}</span> }.into_any(),
            None => view! {
                <OneClick desk kind=CommandKind::ReadConfiguration fields=Vec::new() label="Read again" class="btn slim" />
            }
            .into_any(),
        })
    }
}

#[component]
fn NotRead(sheet: Sheet, desk: OrderDesk) -> impl IntoView {
    let obstacle = memo(move |_| obstacle(&sheet.charger.read()));
    view! {
        <Empty glyph=Glyph::Sliders title="Not read yet">
            <p>"The charger tells its settings when it is asked; it takes a few seconds and disturbs nothing."</p>
            {move || {
                if !sheet.may_read.get() || sheet.reading.get() {
                    return None;
                }
                Some(
                    match obstacle.get() {
                        Some(why) => view! { <p>{why}</p> }.into_any(),
                        None => {
                            view! {
                                <OneClick
                                    desk
                                    kind=CommandKind::ReadConfiguration
                                    fields=Vec::new()
                                    label="Read it now"
                                    class="btn primary"
                                />
                            }
                                .into_any()
                        }
                    },
                )
            }}
        </Empty>
    }
}

/// How the last order from this page stands, with the way to its timeline.
#[component]
fn Status(follower: Follower, address: String) -> impl IntoView {
    let line = memo(move |_| {
        let key = follower.key()?;
        let (words, tone) = match follower.command() {
            Some(command) if command.is_open() => (format!("{}: {}", command.title(), command.standing()), Tone::Busy),
            Some(command) => (format!("{}: {}", command.title(), command.verdict.words()), command.verdict.tone()),
            None => ("Ordered".to_owned(), Tone::Busy),
        };
        Some((key, words, tone))
    });
    view! {
        <div role="status">
            {move || {
                line.get()
                    .map(|(key, words, tone)| {
                        view! {
                            <p class=format!("note {}", tone.class())>
                                {words} " "
                                <a class="link" href=format!("{address}#command-{key}")>
                                    "On the timeline"
                                </a>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

fn obstacle(charger: &Charger) -> Option<String> {
    if charger.online {
        charger.abilities.obstacle(CommandKind::ReadConfiguration).map(str::to_owned)
    } else {
        Some("The charger is offline.".to_owned())
    }
}

/// What matters for the actions, as names and values; what it has not said is left out.
fn facts_of(known: &Known) -> Vec<(&'static str, String)> {
    let yes_no = |yes: bool| if yes { "yes".to_owned() } else { "no".to_owned() };
    let list = |words: &[String]| (!words.is_empty()).then(|| words.join(", "));
    let protocols: Vec<String> = known.file_protocols.iter().map(|name| name.to_ascii_uppercase()).collect();
    let evses: Vec<String> = known.evses_not_to_reset.iter().map(i64::to_string).collect();
    [
        ("Features", list(&known.features)),
        ("Transfers files by", list(&protocols)),
        ("Smart charging", known.smart_charging.map(yes_no)),
        ("Authorization cache", known.authorization_cache.map(yes_no)),
        ("Most charging profiles", known.max_profiles.map(|most| most.to_string())),
        ("Highest stack level", known.max_stack_level.map(|most| most.to_string())),
        ("EVSEs not restarted alone", list(&evses)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_told() {
        assert_eq!(facts_of(&Known::default()), []);
        let known = Known {
            file_protocols: vec!["ftp".to_owned(), "https".to_owned()],
            smart_charging: Some(false),
            ..Known::default()
        };
        let expected = [("Transfers files by", "FTP, HTTPS".to_owned()), ("Smart charging", "no".to_owned())];
        assert_eq!(facts_of(&known), expected);
    }
}
