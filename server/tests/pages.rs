//! Every page as a browser without script gets it, and every order as a plain form.

mod common;

use charger_sim::{Reply, Script};
use common::browser::{Browser, location};
use common::{ADMIN, CUSTOMERS_DESK, DESK, GUEST, OPERATOR, OTHER_SITE, SITE, TestServer, add_charger, eventually};
use csms::Caller;
use futures::StreamExt;
use model::{ChargerKey, CommandQuery};

const ACTIONS: [(&str, &str); 6] = [
    ("reboot", "Reboot"),
    ("update-firmware", "Update Firmware"),
    ("request-diagnostics", "Request Diagnostics"),
    ("clear-cache", "Clear Cache"),
    ("clear-charging-profiles", "Clear Charging Profiles"),
    ("change-site", "Change Site"),
];

/// All of the menu: below its divider stands one more.
fn menu_items() -> impl Iterator<Item = (&'static str, &'static str)> {
    ACTIONS.into_iter().chain([("ask", "Ask")])
}

fn holds(what: &str, html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{what} does not hold {part:?}: {html}");
    }
}

/// The value of the field with this name in the page's first form that has one.
fn value(html: &str, name: &str) -> String {
    let field = html
        .split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap())
        .find(|field| field.contains(&format!("name=\"{name}\"")))
        .unwrap_or_else(|| panic!("no field {name}: {html}"));
    field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

/// decisions 4, F-17, H16.
#[tokio::test]
async fn every_page_is_whole_without_script() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("FI-KAM-01", Script::default()).await;
    let admin = server.signed_in(ADMIN).await;
    let list = admin.page("/chargers").await;
    holds(
        "the list",
        &list,
        &["FI-KAM-01", SITE, "ABB Terra 184", "Connected", "Search chargers", &format!("/chargers/{key}")],
    );
    let page = admin.page(&format!("/chargers/{key}")).await;
    holds(
        "the charger",
        &page,
        &["FI-KAM-01", "Last message", "Messages", "Timeline", "BootNotification", "Actions", "1.6J"],
    );
    holds("the way to the actions", &page, &[&format!("/chargers/{key}/actions")]);
    let menu = admin.page(&format!("/chargers/{key}/actions")).await;
    let mut from = 0;
    for (slug, label) in menu_items() {
        let at = menu[from..].find(&format!("/chargers/{key}/actions/{slug}"));
        from += at.unwrap_or_else(|| panic!("{label} comes in its order: {menu}"));
        holds("the menu", &menu[from..], &[label]);
    }
    assert_eq!(menu.matches("<li class=\"divided\"").count(), 1, "{menu}");
    for (slug, label) in menu_items() {
        let form = admin.page(&format!("/chargers/{key}/actions/{slug}")).await;
        let button = if slug == "change-site" { "Save" } else { label };
        holds(label, &form, &["method=\"post\"", &format!("action=\"/api/{slug}\""), "Reason", button]);
        assert_eq!(value(&form, "charger"), key.to_string(), "{label}");
        assert!(!value(&form, "once").is_empty(), "{label}");
    }
    holds("all actions", &admin.page("/actions").await, &["Actions"]);
    let help = admin.page("/help/actions").await;
    holds("help", &help, &menu_items().map(|(_, label)| label).collect::<Vec<_>>());
    holds("knocking", &admin.page("/chargers/knocking").await, &["Knocking"]);
    holds("more", &admin.page("/more").await, &["Sign out", "/sign-out"]);
    for html in [&list, &page, &menu] {
        assert!(html.contains("<html lang=\"en\""), "{html}");
        assert!(!html.contains("data-hydrated"), "only the browser sets it");
    }
    charger.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn an_empty_console_says_what_comes_first() {
    let server = TestServer::start().await;
    let admin = server.signed_in(ADMIN).await;
    holds("the empty list", &admin.page("/chargers").await, &["charger add"]);
    server.stop().await;
}

/// E-23: somebody else's charger and one that never was answer alike.
#[tokio::test]
async fn a_foreign_charger_is_not_there() {
    let server = TestServer::start().await;
    let key = add_charger(server.csms(), "CP-1", SITE).await;
    let stranger = server.signed_in(CUSTOMERS_DESK).await;
    let ask = async |key: &str| {
        let response = stranger.get(&format!("/chargers/{key}")).await;
        let status = response.status().as_u16();
        let html = response.text().await.unwrap();
        assert!(!html.contains("CP-1"), "{html}");
        (status, html.contains("There is no such charger"))
    };
    assert_eq!(ask(key.as_str()).await, (404, true));
    assert_eq!(ask("00000000000000000000000000000000").await, (404, true));
    for (slug, _) in menu_items() {
        let response = stranger.get(&format!("/chargers/{key}/actions/{slug}")).await;
        assert_eq!(response.status(), 404, "{slug}");
        let answer = stranger
            .ask(&format!("/api/{slug}"), &[("charger", key.as_str()), ("once", "a"), ("confirm", "true")])
            .await;
        assert!(answer.get("Refused").is_some(), "{slug}: {answer}");
    }
    assert!(!stranger.page("/chargers").await.contains("CP-1"));
    server.stop().await;
}

/// Fills in a form page as it was served, posts it, and follows to the page it leads to.
async fn order(browser: &Browser, key: &ChargerKey, slug: &str, more: &[(&str, &str)]) -> (String, String) {
    let form = browser.page(&format!("/chargers/{key}/actions/{slug}")).await;
    let once = value(&form, "once");
    let mut fields = vec![("charger", key.as_str()), ("once", once.as_str())];
    fields.extend(more);
    let response = browser.post(&format!("/api/{slug}"), &fields).await;
    assert_eq!(response.status(), 303, "{slug}");
    let to = location(&response).to_owned();
    let page = browser.page(to.split('#').next().unwrap()).await;
    (to, page)
}

/// F-17: all of them by plain POST, back to the charger's page with the new entry.
#[tokio::test]
async fn all_actions_work_as_plain_forms() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let sites = server.csms().sites().search(&Caller::CommandLine, OTHER_SITE, None).await.unwrap();
    let site = sites.iter().find(|site| site.name == OTHER_SITE).unwrap().key.to_string();
    let fields: [(&str, Vec<(&str, &str)>); 7] = [
        ("ask", vec![("what", "heartbeat"), ("connector", "1")]),
        ("clear-cache", vec![("reason", "ticket 4411")]),
        ("clear-charging-profiles", vec![("confirm", "true"), ("stack_level", "0")]),
        ("request-diagnostics", vec![("url", "https://files.example/in/")]),
        ("change-site", vec![("site", site.as_str())]),
        ("update-firmware", vec![("url", "ftp://files.example/terra.bin"), ("retries", "")]),
        ("reboot", vec![("kind", "Soft")]),
    ];
    for (count, (slug, more)) in (1..).zip(fields) {
        let (to, page) = order(&desk, &key, slug, &more).await;
        let command = to.split_once("#command-").unwrap_or_else(|| panic!("{slug}: {to}")).1.to_owned();
        holds(slug, &page, &[&format!("id=\"command-{command}\"")]);
        let query = CommandQuery::of_charger(&key);
        let kept = server.csms().commands().list(&Caller::CommandLine, &query).await.unwrap().rows;
        assert_eq!(kept.len(), count, "{slug}");
        // The reboot is the last one here; the others end by themselves, and an update under way would stand in its way (R-09).
        if slug != "reboot" {
            eventually(slug, async || {
                let rows = server.csms().commands().list(&Caller::CommandLine, &query).await.unwrap().rows;
                rows.iter().any(|row| row.key.as_str() == command && !row.is_open())
            })
            .await;
        }
    }
    charger.stop().await;
    server.stop().await;
}

/// Without script the form holds what this charger can be asked for, and its connectors.
#[tokio::test]
async fn the_form_of_ask_offers_what_the_charger_knows() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let address = format!("/chargers/{key}/actions/ask");
    // Its connectors are known once it has told of them.
    eventually("a connector", async || desk.page(&address).await.contains("<option value=\"1\">Connector 1")).await;
    let form = desk.page(&address).await;
    let words = ["What to ask for", "Connector", "Meter values", "Heartbeat", "Firmware status", "Diagnostics status"];
    holds("the form", &form, &words);
    holds("the form", &form, &["The whole charger"]);
    assert!(!form.contains("Log status"), "plain 1.6 has none");
    assert!(!form.contains(">Boot<"), "it is accepted");
    let (to, page) = order(&desk, &key, "ask", &[("what", "weather")]).await;
    assert!(to.contains("refused=invalid") && to.contains("field=what"), "{to}");
    holds("the form again", &page, &["role=\"alert\""]);
    charger.stop().await;
    server.stop().await;
}

/// A refusal without script leads back to the form, which says why; nothing is echoed.
#[tokio::test]
async fn a_refused_form_says_why() {
    let server = TestServer::start().await;
    let (key, charger) = server.charger("CP-1", Script::default()).await;
    let desk = server.signed_in(DESK).await;
    let check = async |browser: &Browser, slug: &str, more: &[(&str, &str)], code: &str| {
        let (to, page) = order(browser, &key, slug, more).await;
        assert!(to.starts_with(&format!("/chargers/{key}/actions/{slug}?refused={code}")), "{to}");
        holds(slug, &page, &["role=\"alert\""]);
    };
    check(&desk, "clear-charging-profiles", &[], "confirm").await;
    check(&desk, "update-firmware", &[("url", "C:\\firmware.bin")], "invalid").await;
    check(&desk, "change-site", &[("site", "nowhere")], "").await;
    let guest = server.signed_in(GUEST).await;
    let answer = guest.ask("/api/clear-cache", &[("charger", key.as_str()), ("once", "x")]).await;
    assert_eq!(answer["Refused"]["code"], "not-allowed", "{answer}");
    charger.disconnect().await;
    eventually("offline", async || desk.page("/chargers").await.contains("Offline")).await;
    check(&desk, "clear-cache", &[], "offline").await;
    let echoed = desk.page(&format!("/chargers/{key}/actions/reboot?refused=%3Cscript%3Ealert(1)%3C/script%3E")).await;
    assert!(!echoed.contains("alert(1)"), "{echoed}");
    charger.stop().await;
    server.stop().await;
}

/// What the forms say of this charger: its running sessions (A3, A4), what the cache's going means (D3), what it said it
/// cannot do (D4), and that all profiles go (E3).
#[tokio::test]
async fn each_form_tells_what_will_happen_to_this_charger() {
    let server = TestServer::start().await;
    let script = Script::default().reply("ClearCache", Reply::error("NotImplemented", ""));
    let (key, charger) = server.charger("CP-1", script).await;
    let desk = server.signed_in(DESK).await;
    let form = async |slug: &str| desk.page(&format!("/chargers/{key}/actions/{slug}")).await;
    holds("Reboot of an idle charger", &form("reboot").await, &["No session is running", "OCPP 1.6"]);
    let cache = form("clear-cache").await;
    let effect = ["asked for at the server", "may refuse cards until", "The local list is not touched"];
    holds("Clear Cache", &cache, &effect);
    assert!(!cache.contains("Not supported"), "{cache}");
    holds(
        "Clear Charging Profiles",
        &form("clear-charging-profiles").await,
        &["clears ALL profiles", "load management default", "name=\"confirm\""],
    );

    let session = charger.start_transaction(2, "TAG-1").await.unwrap();
    let values = serde_json::json!([{"sampledValue": [{"value": "9999.9", "unit": "kWh"}]}]);
    let meter = serde_json::json!({"connectorId": 2, "transactionId": session, "meterValue": values});
    charger.call("MeterValues", meter).await.unwrap();
    order(&desk, &key, "clear-cache", &[]).await;
    eventually("the answer is known", async || form("clear-cache").await.contains("Not supported, it said last time."))
        .await;
    let reboot = form("reboot").await;
    holds("Reboot", &reboot, &["1 session is running on connector 2", " kWh since ", "Running sessions end."]);
    holds("Reboot", &reboot, &["a Soft reset ends it gracefully", "End the charging session"]);
    assert!(!reboot.to_lowercase().contains("without interrupting"), "A3: {reboot}");
    charger.stop().await;
    server.stop().await;
}

/// F-10: what a charger or an operator says is text, wherever it is shown.
#[tokio::test]
async fn nothing_that_was_said_becomes_markup() {
    let server = TestServer::start().await;
    let evil = "<img src=x onerror=alert(1)>";
    let site = format!("{evil} site");
    server.csms().sites().add(&Caller::CommandLine, &site, OPERATOR, None).await.unwrap();
    let key = add_charger(server.csms(), "CP-1", &site).await;
    let file = Reply::Payload(serde_json::json!({"fileName": evil}));
    let charger = common::simulated("CP-1", &server.chargers_url(), Script::default().reply("GetDiagnostics", file))
        .vendor(evil)
        .model("</textarea><b>")
        .firmware(evil);
    let charger = charger.start().await;
    assert!(charger.wait_booted(common::PATIENCE).await);
    let desk = server.signed_in(DESK).await;
    order(&desk, &key, "request-diagnostics", &[("url", "https://files.example/in/"), ("reason", evil)]).await;
    let status = serde_json::json!({"connectorId": 1, "errorCode": evil, "status": "Faulted", "info": evil, "vendorErrorCode": evil, "vendorId": evil});
    charger.call("StatusNotification", status).await.unwrap();
    charger
        .send_text(&format!(
            r#"[2,"1","DataTransfer",{{"vendorId":"{evil}","data":"</script><script>alert(2)</script>"}}]"#
        ))
        .await
        .unwrap();
    charger.send_text(&format!(r#"[2,"2","{evil}",{{}}]"#)).await.unwrap();
    charger.call("DataTransfer", serde_json::json!({"vendorId": "x", "data": "the end"})).await.unwrap();
    let page_of = format!("/chargers/{key}");
    eventually("everything is there", async || {
        let html = desk.page(&page_of).await;
        html.contains("the end") && html.contains("onerror") && html.contains("Uploaded")
    })
    .await;
    let forms = ACTIONS.map(|(slug, _)| format!("{page_of}/actions/{slug}"));
    for path in [page_of.as_str(), "/chargers", "/actions"].into_iter().chain(forms.iter().map(String::as_str)) {
        let html = desk.page(path).await;
        for markup in ["<img src=x", "<script>alert(2)", "</textarea><b>"] {
            assert!(!html.contains(markup), "{path}: {markup}");
        }
    }
    charger.stop().await;
    server.stop().await;
}

/// The parts of a page are made by several threads at once, and of many pages at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_pages_at_once_are_all_whole() {
    let server = TestServer::start().await;
    let (key, _charger) = server.charger("FI-KAM-01", Script::default()).await;
    let admin = server.signed_in(ADMIN).await;
    let of_charger = ["", "/actions", "/actions/reboot", "/configuration", "/message"];
    let mut paths: Vec<String> = of_charger.iter().map(|rest| format!("/chargers/{key}{rest}")).collect();
    paths.extend(["/chargers", "/actions", "/files/firmware", "/files/diagnostics", "/tokens"].map(str::to_owned));
    let asked = (0..600).map(|n| (&paths[n % paths.len()], &admin));
    let wholes = futures::stream::iter(asked)
        .map(async |(path, admin)| {
            let html = admin.page(path).await;
            (path, html.contains("</html>") && html.contains("Nordvolt"))
        })
        .buffer_unordered(8);
    let broken: Vec<&String> = wholes.filter_map(async |(path, whole)| (!whole).then_some(path)).collect().await;
    assert!(broken.is_empty(), "{broken:?}");
    server.stop().await;
}
