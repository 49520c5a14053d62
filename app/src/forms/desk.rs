//! What the forms of one page share: the charger, what is offered to it, and the keys by which an order counts once.

use crate::calls::firmware::Offer;
use actions::OrderForm;
use leptos::prelude::*;
use model::{Charger, CommandKey, CommandKind, HeldHere, Moment};

/// What a page gives to the forms on it.
#[derive(Clone, Copy)]
pub struct OrderDesk {
    pub charger: Signal<Charger>,
    /// The site's clock when the page was made.
    pub local_now: Signal<Moment>,
    /// The charging profiles it holds, as far as is known.
    pub profiles: Signal<Vec<HeldHere>>,
    /// What the file host offers to it.
    pub offered: RwSignal<Offer>,
    /// What the next idempotency key is made from: it came with the page, later with the answer before.
    once: RwSignal<String>,
    /// Of each kind the last that was sent and not taken, with its number.
    sent: StoredValue<Vec<SentOrder>>,
    taken: Callback<CommandKey>,
}

/// An order of which it is not known whether it was taken.
struct SentOrder {
    kind: CommandKind,
    form: OrderForm,
    number: u32,
}

impl OrderDesk {
    /// `taken` hears of each order that was taken.
    pub fn new(
        charger: Signal<Charger>,
        local_now: Signal<Moment>,
        once: RwSignal<String>,
        taken: Callback<CommandKey>,
    ) -> Self {
        Self {
            charger,
            local_now,
            profiles: Signal::stored(Vec::new()),
            offered: RwSignal::default(),
            once,
            sent: StoredValue::new(Vec::new()),
            taken,
        }
    }

    /// With the charging profiles the charger holds.
    pub fn holding(self, profiles: Signal<Vec<HeldHere>>) -> Self {
        Self { profiles, ..self }
    }

    /// With what the file host offers to it.
    pub fn offering(self, offered: RwSignal<Offer>) -> Self {
        Self { offered, ..self }
    }

    /// The key of the next order of this kind: the same until one was taken, so that a form sent twice is one order.
    pub fn once_for(self, kind: CommandKind) -> String {
        format!("{}-{}", self.once.read(), kind.slug())
    }

    /// Gives a form its idempotency key. What is sent again just as it was counts once; what was changed since is another order.
    pub fn keyed(self, kind: CommandKind, form: OrderForm) -> OrderForm {
        let base = format!("{}-{}", self.once.read_untracked(), kind.slug());
        self.sent.try_update_value(|sent| keyed(sent, base, kind, form.clone())).unwrap_or(form)
    }

    /// A form of this kind is opened anew: what it sends is another order than what was sent from one before.
    pub fn begin(self, kind: CommandKind) {
        self.sent.update_value(|sent| {
            for before in sent.iter_mut().filter(|before| before.kind == kind) {
                before.form = OrderForm::default();
            }
        });
    }

    pub fn take(self, key: CommandKey) {
        self.once.set(key.to_string());
        self.sent.update_value(Vec::clear);
        self.taken.run(key);
    }
}

fn keyed(sent: &mut Vec<SentOrder>, base: String, kind: CommandKind, form: OrderForm) -> OrderForm {
    let form = OrderForm { once: None, ..form };
    let at = sent.iter().position(|before| before.kind == kind);
    let number = match at.map(|at| &mut sent[at]) {
        Some(before) if before.form == form => before.number,
        Some(before) => {
            before.form = form.clone();
            before.number += 1;
            before.number
        }
        None => {
            sent.push(SentOrder { kind, form: form.clone(), number: 1 });
            1
        }
    };
    OrderForm { once: Some(format!("{base}-{number}")), ..form }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// K-12: pressing again counts once; but what was changed in between is never taken for what was sent before.
    #[test]
    fn only_the_very_same_form_has_the_same_key() {
        let mut sent = Vec::new();
        let mut key = |kind: CommandKind, word: &str| {
            let form =
                OrderForm { kind: Some(word.to_owned()), once: Some("posted".to_owned()), ..OrderForm::default() };
            keyed(&mut sent, format!("page-{}", kind.slug()), kind, form).once.expect("a key")
        };
        let soft = key(CommandKind::Reboot, "Soft");
        assert_eq!(key(CommandKind::Reboot, "Soft"), soft);
        assert_eq!(key(CommandKind::ClearCache, ""), "page-clear-cache-1");
        assert_eq!(key(CommandKind::Reboot, "Soft"), soft, "another kind between them changes nothing");
        let hard = key(CommandKind::Reboot, "Hard");
        assert_ne!(hard, soft);
        assert_eq!(key(CommandKind::Reboot, "Hard"), hard);
        assert_ne!(key(CommandKind::Reboot, "Soft"), soft, "not the first again: that may be long over");
    }
}
