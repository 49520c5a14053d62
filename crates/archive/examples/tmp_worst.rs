//! Temporary.
use archive::*;
use std::io::Write;
use std::time::Instant;
fn open(b: &[u8]) -> Archive { let mut f = tempfile::NamedTempFile::new().unwrap(); f.write_all(b).unwrap(); Archive::open(f.path(), "x", Limits::default()).unwrap() }
fn main() {
    let mut seed = 1u64;
    let mut next = move || { seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407); let x = seed ^ (seed >> 31); x.wrapping_mul(0x9e3779b97f4a7c15) >> 20 };
    for (name, modulus) in [("two", 2u64), ("few", 10), ("100", 100), ("1000", 1000), ("many", 100_000), ("unique", u64::MAX)] {
        let mut make = || { let mut s = String::new(); for _ in 0..100_000 { s.push_str(&format!("{}\n", next() % modulus)); } s };
        let (l, r) = (make(), make());
        let (l, r) = (open(l.as_bytes()), open(r.as_bytes()));
        let t = Instant::now();
        let d = compare_lines(&l, 0, &r, 0, LineOptions { ignore_times: false }).unwrap();
        println!("diff {name}: {} ms +{} -{}", t.elapsed().as_millis(), d.added, d.gone);
    }
    let mut p: Vec<u64> = (0..100_000).collect();
    let text = |p: &[u64]| p.iter().map(|n| format!("line {n}\n")).collect::<String>();
    let l = open(text(&p).as_bytes());
    for i in (1..p.len()).rev() { p.swap(i, (next() % (i as u64 + 1)) as usize); }
    let r = open(text(&p).as_bytes());
    let t = Instant::now();
    let d = compare_lines(&l, 0, &r, 0, LineOptions::default()).unwrap();
    println!("shuffled: {} ms +{} -{}", t.elapsed().as_millis(), d.added, d.gone);
    p.sort(); p.reverse(); let r = open(text(&p).as_bytes());
    let t = Instant::now();
    let d = compare_lines(&l, 0, &r, 0, LineOptions::default()).unwrap();
    println!("reversed: {} ms +{} -{}", t.elapsed().as_millis(), d.added, d.gone);
}
