//! Memos whose value is there from the beginning.
//!
//! On the server the parts of a page are made by several threads at once, and two that ask for the first value of a memo at the
//! same moment take it away from each other. One that has its value already is only read.

use leptos::prelude::*;

/// A memo that is computed where it is made.
pub fn memo<T>(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let memo = Memo::new(compute);
    settle(memo);
    memo
}

/// Computes a memo that others have made, before several threads read it.
pub fn settle<T: Send + Sync + 'static>(memo: Memo<T>) {
    memo.with_untracked(|_| ());
}
