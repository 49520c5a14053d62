//! What the publisher holds for those who do not read.

use super::*;
use model::{ChargerKey, Direction, FrameShape, Moment};

#[test]
fn what_nobody_reads_is_bounded_in_bytes() {
    // F-14
    let fan = Fan::new();
    let mut stuck = fan.items.subscribe();
    let send = |seq| {
        let frame = Frame {
            seq: Seq(seq),
            charger: ChargerKey("c".to_owned()),
            at: Moment { ms: 0, local: String::new() },
            direction: Direction::FromCharger,
            shape: FrameShape::Call,
            action: None,
            plain: "says much".to_owned(),
            text: "x".repeat(256 * 1024),
            pair: None,
            latency_ms: None,
            late: false,
            command: None,
        };
        fan.send_frame(frame, "c".into(), "o".to_owned()).unwrap();
    };
    (0..1_000).for_each(send);
    assert!(fan.under_way.load(Ordering::Relaxed) < BYTES_UNDER_WAY + 1024 * 1024);
    let mut told = Vec::new();
    while let Ok(weighed) = stuck.try_recv() {
        told.push(weighed.item.published.clone());
    }
    assert_eq!(told.len(), 1_000, "every frame is told");
    assert!(told[999].json.contains("says much") && told[999].json.contains(LEFT_OUT));
    assert_eq!(fan.under_way.load(Ordering::Relaxed), 0);
    send(1_000);
    assert!(stuck.try_recv().unwrap().item.published.json.len() > 256 * 1024, "there is room again");
    drop(stuck);
    send(1_001);
    assert_eq!(fan.under_way.load(Ordering::Relaxed), 0, "nobody watches");
}
