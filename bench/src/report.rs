//! What came of it: a table for people, JSON for machines.

use crate::figures::{Figure, median};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// All turns of one measurement.
#[derive(Debug, Default)]
pub struct Report {
    title: String,
    limit: Vec<Vec<Figure>>,
    product: Vec<Vec<Figure>>,
}

/// One line: the medians, and how they compare.
#[derive(Debug, PartialEq)]
struct Row {
    name: &'static str,
    limit: Option<f64>,
    product: Option<f64>,
}

impl Report {
    pub fn new(title: String) -> Self {
        Self { title, ..Self::default() }
    }

    /// A turn of the limit.
    pub fn take_limit(&mut self, figures: Vec<Figure>) {
        self.limit.push(figures);
    }

    /// A turn of the server under test.
    pub fn take_product(&mut self, figures: Vec<Figure>) {
        self.product.push(figures);
    }

    /// In the order in which they were measured.
    fn rows(&self) -> Vec<Row> {
        let Some(first) = self.product.first().or(self.limit.first()) else { return Vec::new() };
        let of = |turns: &[Vec<Figure>], name| {
            let values = values(turns, name);
            (!values.is_empty()).then(|| median(&values))
        };
        let row = |figure: &Figure| Row {
            name: figure.name,
            limit: of(&self.limit, figure.name),
            product: of(&self.product, figure.name),
        };
        first.iter().map(row).collect()
    }

    pub fn table(&self) -> String {
        let head = ["", "limit", "product", "product/limit"].map(str::to_owned);
        let mut lines = vec![head];
        for row in self.rows() {
            let ratio = row.ratio().map_or_else(String::new, |ratio| format!("{} ×", short(ratio)));
            let number = |value: Option<f64>| value.map_or_else(String::new, short);
            lines.push([row.name.to_owned(), number(row.limit), number(row.product), ratio]);
        }
        let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 4] = std::array::from_fn(width);
        let turns = self.product.len().max(self.limit.len());
        let mut text = format!("{} (median of {turns})\n", self.title);
        for [name, limit, product, ratio] in &lines {
            let [a, b, c, d] = widths;
            writeln!(text, "  {name:a$}  {limit:>b$}  {product:>c$}  {ratio:>d$}")
                .expect("writing to a String cannot fail");
        }
        text
    }

    pub fn json(&self, machine: &Value) -> Value {
        let figures: Vec<Value> = self
            .rows()
            .iter()
            .map(|row| {
                json!({
                    "name": row.name,
                    "limit": row.limit,
                    "product": row.product,
                    "ratio": row.ratio(),
                    "limit_turns": values(&self.limit, row.name),
                    "product_turns": values(&self.product, row.name),
                })
            })
            .collect();
        json!({ "title": self.title, "machine": machine, "figures": figures })
    }
}

impl Row {
    /// None where there is nothing to compare.
    fn ratio(&self) -> Option<f64> {
        let (limit, product) = self.limit.zip(self.product)?;
        (limit > 0.0).then(|| product / limit)
    }
}

fn values(turns: &[Vec<Figure>], name: &str) -> Vec<f64> {
    turns.iter().flatten().filter(|figure| figure.name == name).map(|figure| figure.value).collect()
}

/// Three digits that count.
fn short(value: f64) -> String {
    match value.abs() {
        none if none.is_nan() => "–".to_owned(),
        large if large >= 99.95 => thousands(value),
        tens if tens >= 9.995 => format!("{value:.1}"),
        ones if ones >= 0.9995 => format!("{value:.2}"),
        0.0 => "0".to_owned(),
        _ => format!("{value:.4}"),
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let check = |value: f64, expected: &str| assert_eq!(short(value), expected);
        check(55_000.4, "55,000");
        check(1_234_567.0, "1,234,567");
        check(123.0, "123");
        check(99.96, "100");
        check(12.345, "12.3");
        check(1.234, "1.23");
        check(0.0047, "0.0047");
        check(0.0, "0");
        check(-1_500.0, "-1,500");
        check(f64::NAN, "–");
    }

    #[test]
    fn medians_stand_beside_each_other() {
        let mut report = Report::new("Heartbeat".to_owned());
        for (limit, product) in [(10.0, 1.0), (30.0, 3.0), (20.0, 5.0)] {
            report.take_limit(vec![Figure::new("messages a second", limit)]);
            report.take_product(vec![Figure::new("messages a second", product), Figure::new("memory, KiB", 4.0)]);
        }
        let expected = "Heartbeat (median of 3)\n                     limit  product  product/limit\n  \
            messages a second   20.0     3.00       0.1500 ×\n  memory, KiB                  4.00               \n";
        assert_eq!(report.table(), expected);
        let json = report.json(&Value::Null);
        assert_eq!(json["figures"][0]["ratio"], 0.15);
        assert_eq!(json["figures"][1]["limit"], Value::Null);
        assert_eq!(json["figures"][0]["product_turns"], json!([1.0, 3.0, 5.0]));
    }
}
