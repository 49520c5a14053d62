//! When settings that were not told are asked for again.

use crate::{Common, Verdict};

const HOUR_MS: i64 = 3600 * 1000;
/// Settings that were asked for and not answered are asked for again so long after the first, the second and each further try, in
/// milliseconds: there are chargers that the question brings down.
const SETTINGS_AGAIN_MS: [i64; 3] = [HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];

/// Was it not heard, or not answered by a clear word, and is the last try long enough ago? Whoever said that it cannot tell its settings
/// is not asked again.
pub fn is_due(verdict: &Verdict, tries: i64, ago_ms: i64) -> bool {
    let nth = usize::try_from(tries - 1).unwrap_or(0).min(SETTINGS_AGAIN_MS.len() - 1);
    let unheard = match verdict.common() {
        Some(Common::NoAnswer | Common::OutcomeUnknown | Common::NeverSent | Common::AnswerMisfit { .. }) => true,
        Some(Common::Failed { code: word, .. } | Common::OddAnswer { status: word }) => !model::is_clear_no(word),
        _it_has_said => false,
    };
    unheard && ago_ms >= SETTINGS_AGAIN_MS[nth]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_were_not_told_are_asked_for_again_seldom() {
        // W-10
        let check = |verdict: Verdict, tries: i64, hours: i64, due: bool| {
            assert_eq!(is_due(&verdict, tries, hours * HOUR_MS), due, "{verdict:?} {tries} {hours}");
        };
        check(Verdict::Common(Common::NoAnswer), 1, 0, false);
        check(Verdict::Common(Common::NoAnswer), 1, 1, true);
        check(Verdict::Common(Common::OutcomeUnknown), 1, 1, true);
        check(Verdict::Common(Common::NeverSent), 1, 1, true);
        assert!(!is_due(&Verdict::Common(Common::NoAnswer), 1, 3_599_999));
        assert!(is_due(&Verdict::Common(Common::NoAnswer), 1, 3_600_000));
        assert!(is_due(&Verdict::Common(Common::NoAnswer), 0, HOUR_MS), "as after the first");
        check(Verdict::Common(Common::NoAnswer), 2, 5, false);
        check(Verdict::Common(Common::NoAnswer), 2, 6, true);
        check(Verdict::Common(Common::NoAnswer), 3, 23, false);
        check(Verdict::Common(Common::NoAnswer), 3, 24, true);
        check(Verdict::Common(Common::NoAnswer), 30, 23, false);
        check(Verdict::Common(Common::NoAnswer), 30, 24, true);
        check(
            Verdict::Common(Common::Failed { code: "NotImplemented".to_owned(), description: String::new() }),
            1,
            100,
            false,
        );
        check(Verdict::Common(Common::Pending), 1, 100, false);
        for code in ["NotSupported", "SecurityError"] {
            check(Verdict::Common(Common::Failed { code: code.to_owned(), description: String::new() }), 1, 100, false);
        }
        check(Verdict::Common(Common::Rejected), 1, 100, false);
        // Neither yes nor no: it may know better after its start.
        for code in ["InternalError", "GenericError", "busy"] {
            check(Verdict::Common(Common::Failed { code: code.to_owned(), description: String::new() }), 1, 1, true);
            check(Verdict::Common(Common::OddAnswer { status: code.to_owned() }), 1, 1, true);
        }
        check(Verdict::Common(Common::AnswerMisfit { why: String::new() }), 1, 1, true);
    }
}
