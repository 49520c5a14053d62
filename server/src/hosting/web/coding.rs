//! How a body is packed, by `Content-Encoding` and by `Content-Transfer-Encoding`.

use super::names;
use super::names::LENIENT;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use base64::Engine;
use model::TurnedAway;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Plain,
    Gzip,
    Deflate,
}

/// How the body is packed, or why that is not read here. Words that stand for no packing are met, too: a character set, say.
pub fn of(headers: &HeaderMap) -> Result<Coding, TurnedAway> {
    let told: Vec<String> =
        headers.get_all(CONTENT_ENCODING).iter().map(|value| names::text(value.as_bytes())).collect();
    let told = told.join(",").to_ascii_lowercase();
    let mut packed = told.split([',', ';']).map(|word| word.trim().trim_matches('"')).filter(|word| {
        !matches!(*word, "" | "identity" | "none" | "binary" | "7bit" | "8bit" | "ascii" | "us-ascii" | "null")
            && !["utf-", "utf8", "iso-8859", "windows-", "charset"].iter().any(|set| word.starts_with(set))
    });
    let coding = match packed.next() {
        None => Coding::Plain,
        Some("gzip" | "x-gzip" | "gz") => Coding::Gzip,
        Some("deflate" | "x-deflate" | "zlib") => Coding::Deflate,
        Some("br" | "brotli") => return Err(TurnedAway::PackedBrotli),
        Some("zstd") => return Err(TurnedAway::PackedZstd),
        Some("compress" | "x-compress") => return Err(TurnedAway::PackedCompress),
        Some(_) => return Err(TurnedAway::PackedOtherwise),
    };
    if packed.next().is_some() { Err(TurnedAway::PackedOtherwise) } else { Ok(coding) }
}

pub fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
}

/// The name of a file that is kept packed by gzip.
pub fn packed_name(name: Option<String>) -> String {
    let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("diagnostics-{}", now.as_secs())
    });
    let small = name.to_ascii_lowercase();
    let says_so = [".gz", ".tgz", ".gzip", ".taz"].iter().any(|ending| small.ends_with(ending));
    if says_so { name } else { format!("{name}.gz") }
}

/// Takes base64 apart as it comes. What is none passes as it is.
#[derive(Default)]
pub struct Base64(Vec<u8>);

impl Base64 {
    pub fn take(&mut self, encoded: &[u8]) -> Vec<u8> {
        self.0.extend(encoded.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let whole = self.0.len() / 4 * 4;
        let letters: Vec<u8> = self.0.drain(..whole).collect();
        LENIENT.decode(&letters).unwrap_or(letters)
    }

    /// What is left at the end.
    pub fn end(&mut self) -> Vec<u8> {
        let letters = std::mem::take(&mut self.0);
        LENIENT.decode(&letters).unwrap_or(letters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packing_is_known_or_refused_by_its_name() {
        // O-45, O-46 and their neighbours
        let check = |told: &[&str], expected: Result<Coding, TurnedAway>| {
            let mut headers = HeaderMap::new();
            for value in told {
                headers.append(CONTENT_ENCODING, value.parse().unwrap());
            }
            assert_eq!(of(&headers), expected, "{told:?}");
        };
        check(&[], Ok(Coding::Plain));
        for plain in ["identity", "", "none", "binary", "utf-8", "UTF-8", "iso-8859-1", "8bit", "identity, identity"] {
            check(&[plain], Ok(Coding::Plain));
        }
        for gzip in ["gzip", "GZIP", "x-gzip", " gzip ", "identity, gzip", "gzip, identity", "\"gzip\""] {
            check(&[gzip], Ok(Coding::Gzip));
        }
        check(&["identity", "gzip"], Ok(Coding::Gzip));
        check(&["deflate"], Ok(Coding::Deflate));
        check(&["br"], Err(TurnedAway::PackedBrotli));
        check(&["zstd"], Err(TurnedAway::PackedZstd));
        check(&["compress"], Err(TurnedAway::PackedCompress));
        for odd in ["aes128gcm", "gzip, gzip", "deflate, gzip", "lzma", "base64", "aws-chunked"] {
            check(&[odd], Err(TurnedAway::PackedOtherwise));
        }
        check(&["gzip", "br"], Err(TurnedAway::PackedOtherwise));
    }

    #[test]
    fn a_packed_file_is_called_packed() {
        // O-45
        let check = |name: &str, expected: &str| assert_eq!(packed_name(Some(name.to_owned())), expected);
        check("charger.log.gz", "charger.log.gz");
        check("charger.log", "charger.log.gz");
        check("LOGS.TGZ", "LOGS.TGZ");
        check("logs.zip", "logs.zip.gz");
        assert!(packed_name(None).starts_with("diagnostics-") && packed_name(None).ends_with(".gz"));
    }

    #[test]
    fn base64_is_undone_however_it_is_cut() {
        let content: Vec<u8> = (0..=255).collect();
        let mut encoded = base64::engine::general_purpose::STANDARD.encode(&content);
        encoded.insert_str(76, "\r\n");
        for block in [1, 2, 3, 5, 400] {
            let mut base64 = Base64::default();
            let mut undone: Vec<u8> = encoded.as_bytes().chunks(block).flat_map(|block| base64.take(block)).collect();
            undone.extend(base64.end());
            assert_eq!(undone, content, "{block}");
        }
    }
}
