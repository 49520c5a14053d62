//! The sessions that run on a charger, as forms tell of them.

use model::Charger;

/// `1 session is running on connector 2`, and what it has drawn; none where nothing runs.
pub fn running_sessions(charger: &Charger) -> Option<(String, Vec<String>)> {
    let running = &charger.transactions;
    let (is, are, known) = match charger.online {
        true => ("is", "are", ""),
        false => ("was", "were", " when the charger was last heard"),
    };
    let title = match running.as_slice() {
        [] => return None,
        [only] => format!("1 session {is} running on {}{known}", only.place()),
        several => format!("{} sessions {are} running{known}", several.len()),
    };
    let lines = running
        .iter()
        .map(|session| {
            let known_by = session.known_by.words().map(|words| format!(", {words}")).unwrap_or_default();
            match running.len() {
                1 => format!("{}{known_by}", capitalised(&session.so_far())),
                _ => format!("{}: {}{known_by}", capitalised(&session.place()), session.so_far()),
            }
        })
        .collect();
    Some((title, lines))
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::fixtures;
    use model::{Moment, Transaction};

    /// K-22 and K-15: what is not known is not told as if it were, and what was is told as past.
    #[test]
    fn running_sessions_are_told_as_far_as_they_are_known() {
        let session = |connector, energy_wh| Transaction {
            started: Moment { ms: 0, local: "2026-11-23 17:03:10 +02:00".to_owned() },
            energy_wh,
            ..fixtures::transaction(connector)
        };
        let check = |online: bool, transactions: Vec<Transaction>, title: &str, lines: &[&str]| {
            let charger = Charger { online, transactions, ..fixtures::charger() };
            let lines = lines.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(running_sessions(&charger), Some((title.to_owned(), lines)));
        };
        check(true, vec![session(2, Some(14_200))], "1 session is running on connector 2", &["14.2 kWh since 17:03"]);
        check(
            true,
            vec![session(2, None)],
            "1 session is running on connector 2",
            &["Since 17:03; its energy is not reported"],
        );
        check(
            false,
            vec![session(1, Some(0)), session(2, None)],
            "2 sessions were running when the charger was last heard",
            &["Connector 1: 0.0 kWh since 17:03", "Connector 2: since 17:03; its energy is not reported"],
        );
    }
}
