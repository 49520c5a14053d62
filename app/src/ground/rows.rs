//! Rows that keep their nodes: each has a signal of its own, and a new reading makes or removes only what came or went.

use leptos::prelude::*;
use std::collections::HashMap;
use std::hash::Hash;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// One row: what tells it from the others, and what it shows.
pub struct Row<K, T> {
    pub key: K,
    pub shown: ArcRwSignal<T>,
}

impl<K: Clone, T> Clone for Row<K, T> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), shown: self.shown.clone() }
    }
}

pub type Rows<K, T> = RwSignal<Vec<Row<K, T>>>;

pub fn rows_of<K, T>(first: Vec<T>, key: impl Fn(&T) -> K) -> Vec<Row<K, T>>
where
    T: Send + Sync + 'static,
{
    first.into_iter().map(|shown| Row { key: key(&shown), shown: ArcRwSignal::new(shown) }).collect()
}

/// Shows what was read again. A row that is known keeps its signal, which moves only where what it shows has changed.
pub fn renew<K, T>(rows: Rows<K, T>, now: Vec<T>, key: impl Fn(&T) -> K)
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    T: PartialEq + Send + Sync + 'static,
{
    let known: HashMap<K, ArcRwSignal<T>> =
        rows.with_untracked(|rows| rows.iter().map(|row| (row.key.clone(), row.shown.clone())).collect());
    let renewed = |shown: T| {
        let key = key(&shown);
        match known.get(&key) {
            Some(signal) => {
                set_if_new(signal, shown);
                Row { key, shown: signal.clone() }
            }
            None => Row { key, shown: ArcRwSignal::new(shown) },
        }
    };
    let now: Vec<Row<K, T>> = now.into_iter().map(renewed).collect();
    let stays = rows.with_untracked(|before| before.iter().map(|row| &row.key).eq(now.iter().map(|row| &row.key)));
    if !stays {
        keep_place();
        rows.set(now);
    }
}

/// A signal that is set tells everybody, also where nothing is new; what hangs on it would be made anew.
pub fn set_if_new<S, T>(signal: &S, now: T)
where
    S: Set<Value = T> + WithUntracked<Value = T>,
    T: PartialEq,
{
    if signal.with_untracked(|before| *before != now) {
        signal.set(now);
    }
}

/// A row that changes its place among others is taken out of the page for a moment, which costs it the focus and marked text.
/// Called before rows come, go or move: both are given back before the page is drawn.
pub fn keep_place() {
    let focused = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let marked = window().get_selection().ok().flatten().filter(|marked| !marked.is_collapsed());
    let ends = marked.and_then(|marked| {
        Some((marked.anchor_node()?, marked.anchor_offset(), marked.focus_node()?, marked.focus_offset()))
    });
    request_animation_frame(move || {
        let now = document().active_element();
        let lost = now.is_none_or(|now| now.tag_name() == "BODY");
        if let Some(element) = focused.filter(|element| lost && element.is_connected()) {
            // What cannot take it back any more leaves it where it is.
            let _ = element.focus();
        }
        let Some((anchor, anchor_at, focus, focus_at)) = ends else { return };
        let marked = window().get_selection().ok().flatten().filter(|marked| marked.is_collapsed());
        if let Some(marked) = marked.filter(|_| anchor.is_connected() && focus.is_connected()) {
            let _ = marked.set_base_and_extent(&anchor, anchor_at, &focus, focus_at);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K-03: what is read again moves the rows that changed, and leaves the others and their order alone.
    #[test]
    fn a_known_row_keeps_its_signal() {
        let owner = Owner::new();
        owner.set();
        let key = |row: &(u32, &'static str)| row.0;
        let rows = RwSignal::new(rows_of(vec![(1, "one"), (2, "two")], key));
        let [first, second] = [0, 1].map(|at| rows.with_untracked(|rows| rows[at].shown.clone()));
        let (first_told, second_told, list_told) = (told(&first), told(&second), told(&rows));
        renew(rows, vec![(1, "one"), (2, "deux")], key);
        assert_eq!(second.get_untracked(), (2, "deux"));
        assert!(rows.with_untracked(|rows| rows[1].shown.get_untracked()) == (2, "deux"));
        assert_eq!([first_told(), second_told(), list_told()], [false, true, false]);
    }

    /// Says whether the signal has told anybody since.
    fn told<S>(signal: &S) -> impl Fn() -> bool + use<S>
    where
        S: Track + Clone + Send + Sync + 'static,
    {
        let runs = ArcStoredValue::new(0);
        let memo = ArcMemo::new({
            let (signal, runs) = (signal.clone(), runs.clone());
            move |_| {
                signal.track();
                runs.update_value(|runs| *runs += 1);
                runs.get_value()
            }
        });
        let before = memo.get_untracked();
        move || memo.get_untracked() > before
    }
}
