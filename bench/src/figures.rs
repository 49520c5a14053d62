//! Figures: what one turn measured, and how many become one.

use std::time::Duration;

/// One figure of one turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is, with its unit.
    pub name: &'static str,
    pub value: f64,
}

/// Times that were measured one by one, in microseconds; none is longer than an hour.
#[derive(Clone, Debug, Default)]
pub struct Times {
    micros: Vec<u32>,
}

impl Figure {
    pub fn new(name: &'static str, value: f64) -> Self {
        Self { name, value }
    }
}

impl Times {
    pub fn take(&mut self, time: Duration) {
        self.micros.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    pub fn join(&mut self, others: Times) {
        self.micros.extend(others.micros);
    }

    pub fn count(&self) -> usize {
        self.micros.len()
    }

    /// The time that this share of them did not exceed, by nearest rank, in milliseconds; not a number where there are none.
    pub fn percentile(&mut self, share: f64) -> f64 {
        self.micros.sort_unstable();
        rank(self.micros.len(), share).map_or(f64::NAN, |place| f64::from(self.micros[place]) / 1_000.0)
    }
}

/// The middle one; between two, their mean. Not a number where there are none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[upper],
        _ => f64::midpoint(sorted[upper - 1], sorted[upper]),
    }
}

/// The place of a share among so many sorted ones.
fn rank(count: usize, share: f64) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(((share * count as f64).ceil() as usize).saturating_sub(1).min(last))
}

/// A count as a figure.
pub fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let mut times = Times::default();
        for millis in [5, 1, 4, 2, 3] {
            times.take(Duration::from_millis(millis));
        }
        let mut check = |share, expected: f64| assert!((times.percentile(share) - expected).abs() < 1e-9, "{share}");
        check(0.0, 1.0);
        check(0.2, 1.0);
        check(0.5, 3.0);
        check(0.9, 5.0);
        check(0.99, 5.0);
        check(1.0, 5.0);
        assert!(Times::default().percentile(0.5).is_nan());
    }

    #[test]
    fn the_median_is_the_middle() {
        let check = |values: &[f64], expected: f64| assert!((median(values) - expected).abs() < 1e-9, "{values:?}");
        check(&[3.0], 3.0);
        check(&[9.0, 1.0, 5.0], 5.0);
        check(&[4.0, 1.0, 2.0, 3.0], 2.5);
        assert!(median(&[]).is_nan());
    }
}
