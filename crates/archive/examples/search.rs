//! Measures a search: makes a zip with 50 MB of log text, looks for a needle near its end and prints the milliseconds.

#![expect(clippy::disallowed_methods, reason = "it measures how long something takes")]

use archive::{Archive, Limits};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::Instant;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Bytes of log text that are made.
const BYTES: usize = 50_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("diagnostics.zip");
    let mut zip = ZipWriter::new(BufWriter::new(File::create(&path)?));
    zip.start_file("charger.log", SimpleFileOptions::default())?;
    let mut written = 0;
    let mut number: u32 = 0;
    while written < BYTES {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let second = written / 5000;
        let line = format!(
            "2026-11-26 {:02}:{:02}:{:02}.{:03} INFO  [ocpp] MeterValues connector=1 value={number} session={:08x}\n",
            second / 3600 % 24,
            second / 60 % 60,
            second % 60,
            number % 1000,
            number.rotate_left(9)
        );
        zip.write_all(line.as_bytes())?;
        written += line.len();
    }
    zip.write_all(b"2026-11-26 23:59:59.000 ERROR [power] Ground fault needle found\n")?;
    zip.finish()?.flush()?;
    println!("{} bytes of text in {} bytes of zip", written, path.metadata()?.len());

    let begun = Instant::now();
    let archive = Archive::open(&path, "diagnostics.zip", Limits::default())?;
    println!("opened in {} ms", begun.elapsed().as_millis());
    for needle in ["FAULT NEEDLE", "nädel", "e"] {
        let begun = Instant::now();
        let hits = archive.search(None, needle, 10_000)?;
        println!(
            "{needle:?}: {} hits in {} ms, {} bytes searched",
            hits.hits.len(),
            begun.elapsed().as_millis(),
            hits.searched_bytes
        );
    }
    let begun = Instant::now();
    let page = archive.lines(0, 400_000, 200)?;
    println!("{} of {} lines in {} ms", page.lines.len(), page.total, begun.elapsed().as_millis());
    let begun = Instant::now();
    let line = archive.line_at(0, i64::MAX, "Europe/Berlin", None)?;
    println!("all times read ({line:?}) in {} ms", begun.elapsed().as_millis());
    Ok(())
}
