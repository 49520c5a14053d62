//! The built site: wasm, scripts, style and fonts, held in memory and served under their hashed names.

use app::shell::Assets;
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, VARY};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Names, each with the path it is served under.
const MANIFEST: &str = "manifest.txt";
/// The ending of a file's brotli twin.
const TWIN: &str = ".br";
/// A hashed name never has other content.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A plain name may.
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Every file of the site by the path it is served under. Looked up, never opened: no path leads out of it.
#[derive(Debug, Default)]
pub struct Site {
    files: HashMap<String, File>,
    names: BTreeMap<String, String>,
}

#[derive(Debug)]
struct File {
    plain: Bytes,
    brotli: Option<Bytes>,
    kind: &'static str,
    cache: HeaderValue,
}

#[derive(Debug, Error)]
pub enum SiteError {
    #[error("there is no built site in {0}: run `cargo xtask site` first")]
    Missing(String),
    #[error("the built site is not whole: {0} is not in it; run `cargo xtask site` again")]
    Incomplete(String),
    #[error("the built site cannot be read: {path}: {why}")]
    Unreadable { path: String, why: String },
}

impl Site {
    /// The site in the binary where it holds one and no folder is given, else the folder's, else that of the workspace.
    pub fn load(folder: Option<&Path>) -> Result<Self, SiteError> {
        if folder.is_none()
            && let Some(files) = embedded()
        {
            return Self::assemble(files, "the binary");
        }
        let built = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site"));
        let folder = folder.map_or_else(built, Path::to_owned);
        let mut files = HashMap::new();
        read_below(&folder, &folder, &mut files)?;
        Self::assemble(files, &folder.display().to_string())
    }

    /// What the pages' frame links to.
    pub fn assets(&self) -> Result<Assets, SiteError> {
        let path = |name: &str| self.names.get(name).cloned().ok_or_else(|| SiteError::Incomplete(name.to_owned()));
        Ok(Assets {
            js: path("chargehand.js")?,
            wasm: path("chargehand_bg.wasm")?,
            css: path("chargehand.css")?,
            live_js: path("live.js")?,
            theme_js: path("theme.js")?,
            favicon: path("favicon.svg")?,
            fonts: self
                .names
                .iter()
                .filter(|(name, _)| name.starts_with("fonts/") && name.ends_with(".woff2"))
                .map(|(_, path)| path.clone())
                .collect(),
        })
    }

    /// The file under this path, if there is one.
    pub fn answer(&self, request: &Request) -> Option<Response> {
        let file = self.files.get(request.uri().path())?;
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            return Some(StatusCode::METHOD_NOT_ALLOWED.into_response());
        }
        let brotli = file.brotli.as_ref().filter(|_| takes_brotli(request.headers()));
        let body = brotli.unwrap_or(&file.plain).clone();
        let mut response = body.into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
        headers.insert(CACHE_CONTROL, file.cache.clone());
        if file.brotli.is_some() {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if brotli.is_some() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        Some(response)
    }

    /// `from` is where the files come from, for the error.
    fn assemble(mut read: HashMap<String, Bytes>, from: &str) -> Result<Self, SiteError> {
        let manifest = read.remove(MANIFEST).ok_or_else(|| SiteError::Missing(from.to_owned()))?;
        let names: BTreeMap<String, String> = String::from_utf8_lossy(&manifest)
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(name, path)| (name.to_owned(), path.to_owned()))
            .collect();
        let hashed: BTreeSet<&str> = names.values().map(String::as_str).collect();
        let mut files = HashMap::new();
        let plain: Vec<String> = read.keys().filter(|name| !name.ends_with(TWIN)).cloned().collect();
        for name in plain {
            let content = read.remove(&name).expect("its name was among the keys");
            let brotli = read.remove(&format!("{name}{TWIN}"));
            let path = format!("/{name}");
            let cache = if hashed.contains(path.as_str()) { FOR_EVER } else { AN_HOUR };
            files.insert(path, File { plain: content, brotli, kind: kind(&name), cache });
        }
        if let Some(absent) = names.values().find(|path| !files.contains_key(*path)) {
            return Err(SiteError::Incomplete(absent.clone()));
        }
        Ok(Self { files, names })
    }
}

#[cfg(feature = "embed")]
fn embedded() -> Option<HashMap<String, Bytes>> {
    #[derive(rust_embed::Embed)]
    #[folder = "../target/site"]
    struct Built;

    let files = Built::iter().filter_map(|name| {
        let content = match Built::get(&name)?.data {
            std::borrow::Cow::Borrowed(content) => Bytes::from_static(content),
            std::borrow::Cow::Owned(content) => Bytes::from(content),
        };
        Some((name.into_owned(), content))
    });
    Some(files.collect())
}

#[cfg(not(feature = "embed"))]
fn embedded() -> Option<HashMap<String, Bytes>> {
    None
}

fn read_below(root: &Path, folder: &Path, files: &mut HashMap<String, Bytes>) -> Result<(), SiteError> {
    let unreadable = |path: &Path, error: std::io::Error| SiteError::Unreadable {
        path: path.display().to_string(),
        why: error.to_string(),
    };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(SiteError::Missing(root.display().to_string()));
        }
        Err(error) => return Err(unreadable(folder, error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        if path.is_dir() {
            read_below(root, &path, files)?;
            continue;
        }
        let content = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
        let below = path.strip_prefix(root).expect("found by walking the root");
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        files.insert(parts.join("/"), Bytes::from(content));
    }
    Ok(())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Does the header name `br`, and not with a weight of zero?
fn takes_brotli(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            name.trim().eq_ignore_ascii_case("br") && weight > 0.0
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let files = [
            ("manifest.txt", "chargehand.js /pkg/chargehand.1a.js\nfavicon.svg /favicon.2b.svg\n"),
            ("pkg/chargehand.1a.js", "plain"),
            ("pkg/chargehand.1a.js.br", "brotli"),
            ("favicon.2b.svg", "<svg/>"),
            ("favicon.svg", "<svg/>"),
        ];
        let files = files.map(|(name, content)| (name.to_owned(), Bytes::from_static(content.as_bytes())));
        Site::assemble(files.into(), "a test").unwrap()
    }

    fn ask(path: &str, encoding: &str) -> Option<Response> {
        let request = Request::builder().uri(path).header(ACCEPT_ENCODING, encoding);
        site().answer(&request.body(axum::body::Body::empty()).unwrap())
    }

    #[test]
    fn hashed_names_are_kept_for_ever_and_plain_ones_are_not() {
        let check = |path: &str, expected: &str| {
            let response = ask(path, "").unwrap();
            assert_eq!(response.headers()[CACHE_CONTROL], expected, "{path}");
        };
        check("/pkg/chargehand.1a.js", "public, max-age=31536000, immutable");
        check("/favicon.2b.svg", "public, max-age=31536000, immutable");
        check("/favicon.svg", "public, max-age=3600");
    }

    #[test]
    fn the_brotli_twin_goes_to_those_who_take_it() {
        let check = |encoding: &str, expected: bool| {
            let response = ask("/pkg/chargehand.1a.js", encoding).unwrap();
            assert_eq!(response.headers().contains_key(CONTENT_ENCODING), expected, "{encoding}");
            assert_eq!(response.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
        };
        check("gzip, deflate, br, zstd", true);
        check("br;q=1.0, gzip", true);
        check("BR", true);
        check("br;q=0", false);
        check("gzip", false);
        check("", false);
    }

    /// F-21.
    #[test]
    fn nothing_but_the_site_is_served() {
        let check = |path: &str| assert!(ask(path, "").is_none(), "{path}");
        check("/manifest.txt");
        check("/pkg/");
        check("/pkg/../manifest.txt");
        check("/pkg/%2e%2e/manifest.txt");
        check("/../Cargo.toml");
        check("/pkg/chargehand.1a.js.br");
        check("/pkg/chargehand.1a.js.map");
        check("/.git/config");
    }

    #[test]
    fn a_site_that_is_not_whole_is_named() {
        let missing = Site::load(Some(Path::new("/nonexistent/site"))).unwrap_err().to_string();
        assert!(missing.contains("cargo xtask site"), "{missing}");
        let incomplete = site().assets().unwrap_err().to_string();
        assert!(incomplete.contains("chargehand_bg.wasm"), "{incomplete}");
    }
}
