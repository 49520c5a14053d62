//! Requests of OCPP 2.x that carry several items go in as many messages as the charger takes: ItemsPerMessage and BytesPerMessage of its
//! DeviceDataCtrlr (B_08).

use model::{Known, Room, Setting};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The requests, and where their items are.
const REQUESTS: [(&str, &str); 3] =
    [("GetVariables", "getVariableData"), ("SetVariables", "setVariableData"), ("GetReport", "componentVariable")];
/// What a CALL has beside its payload, in bytes: `[2,"…","GetVariables",]` with an id of 36 characters.
pub(crate) const AROUND_BYTES: usize = 64;

/// What the charger's settings say of them.
pub(crate) fn rooms(settings: &[Setting]) -> BTreeMap<String, Room> {
    let number = |variable: &str, action: &str| {
        let name = format!("DeviceDataCtrlr.{variable}[{action}]");
        let found = settings.iter().find(|setting| setting.name.eq_ignore_ascii_case(&name))?;
        found.value.as_deref()?.trim().parse::<i64>().ok().filter(|most| *most > 0)
    };
    let room =
        |action: &str| Room { items: number("ItemsPerMessage", action), bytes: number("BytesPerMessage", action) };
    let told = REQUESTS.iter().map(|(action, _)| ((*action).to_owned(), room(action)));
    told.filter(|(_, room)| *room != Room::default()).collect()
}

/// How many items go in each message; none where all go in one.
pub(crate) fn pieces(known: &Known, action: &str, text: &str) -> Vec<usize> {
    let Some((_, place)) = REQUESTS.iter().find(|(request, _)| *request == action) else { return Vec::new() };
    let Some(room) = known.rooms.get(action) else { return Vec::new() };
    let Ok(payload) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let items = payload.get(*place).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let bytes: Vec<usize> = items.iter().map(|item| item.to_string().len()).collect();
    let beside = payload.to_string().len() - bytes.iter().map(|bytes| bytes + 1).sum::<usize>();
    let pieces = grouped(&bytes, beside + AROUND_BYTES, *room);
    if pieces.len() > 1 { pieces } else { Vec::new() }
}

/// How many of these items, each of so many bytes, go in each message; an item that is too long by itself goes alone.
pub(crate) fn grouped(items: &[usize], beside: usize, room: Room) -> Vec<usize> {
    let most = |limit: Option<i64>| limit.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let (most_items, most_bytes) = (most(room.items), most(room.bytes));
    let mut groups: Vec<usize> = Vec::new();
    let mut bytes = 0;
    for item in items {
        let next = item + 1;
        match groups.last_mut() {
            Some(group) if *group < most_items && bytes + next <= most_bytes => {
                *group += 1;
                bytes += next;
            }
            _full_or_none => {
                groups.push(1);
                bytes = beside + next;
            }
        }
    }
    groups
}

/// The nth message of a request that goes in pieces: its own items, and all else as it was typed.
pub(crate) fn piece(action: &str, text: &str, pieces: &[usize], n: usize) -> Result<String, String> {
    let none = || "there is no such part".to_owned();
    let (_, place) = REQUESTS.iter().find(|(request, _)| *request == action).ok_or_else(none)?;
    let mut payload: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let items = payload.get(*place).ok_or_else(none)?;
    let items: Vec<Box<RawValue>> = serde_json::from_str(items.get()).map_err(|error| error.to_string())?;
    let count = *pieces.get(n).ok_or_else(none)?;
    let from: usize = pieces[..n].iter().sum();
    let own = items.get(from..from + count).ok_or_else(none)?;
    let own = serde_json::value::to_raw_value(own).map_err(|error| error.to_string())?;
    payload.insert((*place).to_owned(), own);
    serde_json::to_string(&payload).map_err(|error| error.to_string())
}

/// `items 5 to 8 of 9`
pub(crate) fn label(pieces: &[usize], n: usize) -> String {
    let from: usize = pieces[..n].iter().sum();
    let (first, last, all) = (from + 1, from + pieces[n], pieces.iter().sum::<usize>());
    if first == last { format!("item {first} of {all}") } else { format!("items {first} to {last} of {all}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn known(items: Option<i64>, bytes: Option<i64>) -> Known {
        let rooms = REQUESTS.iter().map(|(action, _)| ((*action).to_owned(), Room { items, bytes })).collect();
        Known { rooms, ..Known::default() }
    }

    fn variables(count: usize) -> String {
        let asked = |n: usize| json!({"component": {"name": "Ctrlr"}, "variable": {"name": format!("V{n}")}});
        json!({"getVariableData": (0..count).map(asked).collect::<Vec<_>>()}).to_string()
    }

    #[test]
    fn what_a_charger_says_it_takes_is_read() {
        let setting = |(name, value): (&str, &str)| Setting {
            name: name.to_owned(),
            value: Some(value.to_owned()),
            readonly: true,
            about: None,
            choices: Vec::new(),
        };
        let told = [
            ("DeviceDataCtrlr.ItemsPerMessage[GetVariables]", "4"),
            ("devicedatactrlr.bytespermessage[getvariables]", " 2048 "),
            ("DeviceDataCtrlr.ItemsPerMessage[SetVariables]", "0"),
            ("DeviceDataCtrlr.ItemsPerMessage[GetReport]", "many"),
        ];
        let rooms = rooms(&told.map(setting));
        assert_eq!(rooms.len(), 1);
        assert_eq!(rooms["GetVariables"], Room { items: Some(4), bytes: Some(2048) });
    }

    #[test]
    fn a_message_goes_in_pieces_only_where_it_must() {
        let check = |known: &Known, action: &str, count: usize, expected: &[usize]| {
            assert_eq!(pieces(known, action, &variables(count)), expected, "{action} of {count}");
        };
        check(&known(Some(4), None), "GetVariables", 5, &[4, 1]);
        check(&known(Some(4), None), "GetVariables", 8, &[4, 4]);
        check(&known(Some(4), None), "GetVariables", 4, &[]);
        check(&known(Some(1), None), "GetVariables", 3, &[1, 1, 1]);
        check(&known(None, None), "GetVariables", 500, &[]);
        check(&Known::default(), "GetVariables", 500, &[]);
        check(&known(Some(4), None), "SetMonitoringBase", 9, &[]);
        // Longer than any message by itself: alone.
        check(&known(None, Some(10)), "GetVariables", 3, &[1, 1, 1]);
        // By bytes: the CALL around them, the payload's own, the items, and what stands between them.
        let text = variables(4);
        let item = json!({"component": {"name": "Ctrlr"}, "variable": {"name": "V0"}}).to_string().len();
        let beside = text.len() - 4 * (item + 1);
        let of_two = (AROUND_BYTES + beside + 2 * (item + 1)) as i64;
        check(&known(None, Some(of_two)), "GetVariables", 4, &[2, 2]);
        check(&known(None, Some(of_two - 1)), "GetVariables", 4, &[1, 1, 1, 1]);
        assert_eq!(grouped(&[9, 9, 9], 100, Room { items: None, bytes: Some(120) }), [2, 1]);
        assert_eq!(grouped(&[9, 9, 9], 100, Room { items: None, bytes: Some(119) }), [1, 1, 1]);
        assert_eq!(grouped(&[9, 9, 9], 100, Room { items: None, bytes: Some(130) }), [3]);
        assert_eq!(label(&[4, 4, 1], 1), "items 5 to 8 of 9");
        assert_eq!(label(&[4, 4, 1], 2), "item 9 of 9");
    }

    proptest! {
        /// All items, in their order, each once, in messages that are as short as was said; and numbers as they were typed.
        #[test]
        fn no_item_is_lost(count in 1_usize..40, items in 1_i64..9, bytes in prop::option::of(100_i64..3000)) {
            let text = variables(count).replacen('{', r#"{"requestId":1.10,"#, 1);
            let pieces = pieces(&known(Some(items), bytes), "GetVariables", &text);
            let sent: Vec<String> =
                (0..pieces.len()).map(|n| piece("GetVariables", &text, &pieces, n).unwrap()).collect();
            let whole: Value = serde_json::from_str(&text).unwrap();
            let mut got = Vec::new();
            for (text, count) in sent.iter().zip(&pieces) {
                let value: Value = serde_json::from_str(text).unwrap();
                let own = value["getVariableData"].as_array().unwrap();
                prop_assert!(own.len() == *count && own.len() as i64 <= items);
                if let Some(bytes) = bytes {
                    prop_assert!(own.len() == 1 || (text.len() + AROUND_BYTES) as i64 <= bytes + 1, "{}", text);
                }
                prop_assert!(text.contains(r#""requestId":1.10"#));
                got.extend(own.iter().cloned());
            }
            prop_assert!(pieces.is_empty() || whole["getVariableData"] == Value::Array(got));
        }
    }
}
