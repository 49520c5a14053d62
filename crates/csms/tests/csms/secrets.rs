//! A password in a URL: joined only where the frame is written, and found nowhere else.

use crate::bench::{Bench, ME, steps};
use actions::{Common, Event, Order, UpdateFirmware, Verdict};
use charger_sim::{Reply, Script};
use serde_json::json;

/// The spellings that would give it away.
const SPELLINGS: [&str; 3] = ["c4nary-P", "c4nary\\u002dP", "c4nary%2DP"];

fn update() -> Order {
    let url = "ftp://canary-user:c4nary-P%40ssw0rd@server.com/firmware.bin?token=c4nary-Ptoken";
    Order::UpdateFirmware(UpdateFirmware::now(url))
}

#[tokio::test]
async fn a_url_password_is_nowhere_but_on_the_wire() {
    // E-41, E-42, E-43, C11, G6
    let bench = Bench::new().await;
    // The charger echoes the URL and the password in an error, in a status and in a vendor message.
    let echo = "cannot log in to ftp://canary-user:c4nary-P%40ssw0rd@server.com as canary-user with c4nary-P@ssw0rd";
    let (key, sim) =
        bench.charger(Script::default().reply("UpdateFirmware", Reply::error("SecurityError", echo))).await;
    let seq = bench.page(&key).await.seq;
    let mut watch = bench.csms.trace().watch(&ME, std::slice::from_ref(&key), Some(seq)).await.unwrap();
    let command = bench.order(&key, update()).await;
    let settled = bench.settled(&key, &command).await;
    assert!(matches!(settled.verdict, Verdict::Common(Common::Failed { .. })));
    for payload in [
        json!({"connectorId": 1, "errorCode": "OtherError", "status": "Faulted", "info": echo}),
        json!({"connectorId": 2, "errorCode": "NoError", "status": "Available", "vendorErrorCode": "c4nary-P@ssw0rd"}),
    ] {
        sim.call("StatusNotification", payload).await.unwrap();
    }
    sim.call("DataTransfer", json!({"vendorId": "v", "data": "c4nary\u{2d}P%40ssw0rd and c4nary-Ptoken"}))
        .await
        .unwrap();
    sim.send_text(r#"[2,"7","DataTransfer",{"vendorId":"c4nary\u002dP@ssw0rd"}]"#).await.unwrap();
    sim.send_text("not json: c4nary-P@ssw0rd").await.unwrap();
    sim.call("DataTransfer", json!({"vendorId": "the last"})).await.unwrap();
    let page =
        bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.call.text.contains("the last"))).await;
    let sent = sim.sent_to_me("UpdateFirmware");
    assert!(sent[0].payload["location"].as_str().unwrap().contains("c4nary-P%40ssw0rd"), "the charger needs it");

    let check = |place: &str, text: &str| {
        for spelling in SPELLINGS {
            assert!(!text.contains(spelling), "{spelling} stands in {place}: {text}");
        }
    };
    check("the page", &serde_json::to_string(&page).unwrap());
    check("the timeline", &format!("{:#?}", steps(&settled)));
    let preview = bench.csms.commands().preview(&ME, &key, &update()).await.unwrap().unwrap();
    check("the preview", &preview.concat());
    loop {
        let published = watch.next().await.expect("open");
        check("the stream", &published.json);
        if let Event::Frame(frame) = serde_json::from_str(&published.json).unwrap()
            && frame.text.contains("the last")
        {
            break;
        }
    }
    bench.csms.close().await;
    for entry in std::fs::read_dir(bench.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        check(&path.display().to_string(), &String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
    }
}

#[tokio::test]
async fn a_charger_that_says_its_own_password_aloud_is_masked() {
    // E-42
    let bench = Bench::new().await;
    let (key, sim) = bench.charger(Script::default()).await;
    sim.call(
        "DataTransfer",
        json!({"vendorId": "v", "data": format!("AuthorizationKey is {}", crate::bench::PASSWORD)}),
    )
    .await
    .unwrap();
    let page =
        bench.wait(&key, |page| page.last.as_ref().is_some_and(|last| last.call.text.contains("DataTransfer"))).await;
    let shown = serde_json::to_string(&page).unwrap();
    assert!(!shown.contains(crate::bench::PASSWORD) && shown.contains("***"), "{shown}");
}

#[tokio::test]
async fn ordinary_words_are_not_masked_away() {
    let bench = Bench::new().await;
    let (key, _sim) = bench.charger(Script::default()).await;
    let page = bench.page(&key).await;
    let boot = page.trace.exchanges.iter().find(|e| e.call.action.as_deref() == Some("BootNotification")).unwrap();
    assert!(boot.call.text.contains("Terra 184") && !boot.call.text.contains("***"), "{}", boot.call.text);
}
