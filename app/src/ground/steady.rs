//! Nothing moves under a pointer or a finger: what comes by itself waits while one is down, so that a press ends where it began.

use leptos::ev;
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;

/// A press that takes longer is not waited for: text is being marked, or its end was never told.
const LONGEST_PRESS: Duration = Duration::from_secs(3);
/// Between the end of a press and the click that follows from it, which a touch screen makes a moment later.
const CLICK_COMES: Duration = Duration::from_millis(60);
/// What waits at most; with more under way, the next is not held back.
const WAITING_MAX: usize = 1000;

type Deed = Box<dyn FnOnce()>;

#[derive(Default)]
struct Press {
    /// A button of the mouse or a finger is down, or its click has yet to come.
    lasts: bool,
    /// Counts presses, so that an old one's end does not end a new one.
    number: u64,
    waiting: Vec<Deed>,
}

thread_local! {
    /// A page has one pointer, and one thread.
    static PRESS: RefCell<Press> = RefCell::default();
}

/// Called in an effect, once the page is hydrated.
pub fn watch() {
    let down = window_event_listener(ev::pointerdown, |event| {
        // The others open menus of the browser's own, which may keep the end of the press to themselves.
        if event.button() == 0 {
            let number = PRESS.with_borrow_mut(Press::begin);
            set_timeout(move || end(number), LONGEST_PRESS);
        }
    });
    let ends = |_: web_sys::PointerEvent| {
        let number = PRESS.with_borrow(|press| press.number);
        set_timeout(move || end(number), CLICK_COMES);
    };
    let up = window_event_listener(ev::pointerup, ends);
    let cancelled = window_event_listener(ev::pointercancel, ends);
    on_cleanup(move || {
        for listener in [down, up, cancelled] {
            listener.remove();
        }
    });
}

/// Does it as soon as nothing is pressed, in the order in which things came.
pub fn when_still(deed: impl FnOnce() + 'static) {
    let now = PRESS.with_borrow_mut(|press| press.hold(Box::new(deed)));
    if let Some(now) = now {
        now();
    }
}

fn end(number: u64) {
    let waiting = PRESS.with_borrow_mut(|press| press.end(number));
    for deed in waiting {
        deed();
    }
}

impl Press {
    fn begin(&mut self) -> u64 {
        self.lasts = true;
        self.number += 1;
        self.number
    }

    /// Keeps it until the end of the press; gives it back where there is none.
    fn hold(&mut self, deed: Deed) -> Option<Deed> {
        if self.lasts && self.waiting.len() < WAITING_MAX {
            self.waiting.push(deed);
            return None;
        }
        Some(deed)
    }

    /// What has waited for the end of this press, unless another has begun since.
    fn end(&mut self, number: u64) -> Vec<Deed> {
        if number != self.number {
            return Vec::new();
        }
        self.lasts = false;
        std::mem::take(&mut self.waiting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    /// K-06: what comes during a press waits for its end; a second press (a double click) prolongs it.
    #[test]
    fn what_comes_during_a_press_waits_for_its_end() {
        let told = Rc::new(RefCell::new(Vec::new()));
        let mut press = Press::default();
        let say = |words: &'static str| -> Deed {
            let told = told.clone();
            Box::new(move || told.borrow_mut().push(words))
        };
        assert!(press.hold(say("at once")).is_some(), "nothing is pressed");
        let first = press.begin();
        assert!(press.hold(say("a")).is_none());
        let second = press.begin();
        assert!(press.hold(say("b")).is_none());
        assert!(press.end(first).is_empty(), "the second press still lasts");
        for deed in press.end(second) {
            deed();
        }
        assert_eq!(*told.borrow(), ["a", "b"]);
        assert!(press.hold(say("at once again")).is_some());
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut press = Press::default();
        press.begin();
        for _ in 0..WAITING_MAX {
            assert!(press.hold(Box::new(|| ())).is_none());
        }
        assert!(press.hold(Box::new(|| ())).is_some());
    }
}
