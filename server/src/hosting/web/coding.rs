//! How a body is packed, by `Content-Encoding`.

use super::names;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use model::TurnedAway;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Plain,
    /// Kept as it comes, and called packed where it is.
    Gzip,
    Deflate,
    /// Some word was told that stands for no packing.
    AsItIs,
}

/// How the body is packed, or why that is not read here. Words that stand for no packing are met, too: a character set, the file's own
/// kind, or all that a charger could read. There the bytes are the file as they come.
pub fn of(headers: &HeaderMap) -> Result<Coding, TurnedAway> {
    let told: Vec<String> =
        headers.get_all(CONTENT_ENCODING).iter().map(|value| names::text(value.as_bytes())).collect();
    let told = told.join(",").to_ascii_lowercase();
    let words = told.split([',', ';']).map(|word| word.trim().trim_matches('"'));
    let mut packed = words.filter(|word| !matches!(*word, "" | "identity"));
    match (packed.next(), packed.next()) {
        (None, _) => Ok(Coding::Plain),
        // Nobody packs twice: a list tells what could be read.
        (Some(_), Some(_)) => Ok(Coding::AsItIs),
        (Some("gzip" | "x-gzip" | "gz" | "application/gzip" | "application/x-gzip"), None) => Ok(Coding::Gzip),
        (Some("deflate" | "x-deflate" | "zlib"), None) => Ok(Coding::Deflate),
        (Some("br" | "brotli"), None) => Err(TurnedAway::PackedBrotli),
        (Some("zstd"), None) => Err(TurnedAway::PackedZstd),
        (Some("compress" | "x-compress"), None) => Err(TurnedAway::PackedCompress),
        (Some("aes128gcm" | "exi" | "dcb" | "dcz" | "pack200-gzip"), None) => Err(TurnedAway::PackedOtherwise),
        (Some(_no_packing), None) => Ok(Coding::AsItIs),
    }
}

pub fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
}

/// The name of a file that is kept packed by gzip.
pub fn packed_name(name: Option<String>) -> String {
    let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| {
        #[expect(clippy::disallowed_methods, reason = "a name that hardly comes twice; nothing is compared with it")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        format!("diagnostics-{}", now.as_secs())
    });
    let small = name.to_ascii_lowercase();
    let says_so = [".gz", ".tgz", ".gzip", ".taz"].iter().any(|ending| small.ends_with(ending));
    if says_so { name } else { format!("{name}.gz") }
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
        for plain in ["identity", "", "identity, identity"] {
            check(&[plain], Ok(Coding::Plain));
        }
        for gzip in ["gzip", "GZIP", "x-gzip", " gzip ", "identity, gzip", "\"gzip\"", "application/gzip"] {
            check(&[gzip], Ok(Coding::Gzip));
        }
        check(&["identity", "gzip"], Ok(Coding::Gzip));
        for deflate in ["deflate", "x-deflate", "zlib", "identity, deflate"] {
            check(&[deflate], Ok(Coding::Deflate));
        }
        for none in ["none", "binary", "utf-8", "UTF-8", "iso-8859-1", "8bit", "zip", "application/zip", "x-tar", "tar"]
        {
            check(&[none], Ok(Coding::AsItIs));
        }
        for none in
            ["base64", "aws-chunked", "chunked", "lzma", "xz", "what-ever", "gzip, deflate", "gzip, deflate, br"]
        {
            check(&[none], Ok(Coding::AsItIs));
        }
        for list in ["gzip, gzip", "deflate, gzip", "br, gzip"] {
            check(&[list], Ok(Coding::AsItIs));
        }
        check(&["gzip", "br"], Ok(Coding::AsItIs));
        check(&["br"], Err(TurnedAway::PackedBrotli));
        check(&["zstd"], Err(TurnedAway::PackedZstd));
        check(&["compress"], Err(TurnedAway::PackedCompress));
        check(&["aes128gcm"], Err(TurnedAway::PackedOtherwise));
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
}
