//! The site: every file under its content's hash, each with a brotli twin, a manifest of the names, put in place at once.

use crate::error::Error;
use crate::workspace::{Workspace, files_below};
use crate::{styles, wasm};
use ring::digest::{SHA256, digest};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

#[derive(Default)]
pub struct Options {
    /// Takes the wasm of the last build: for work on style and public alone.
    pub keep_wasm: bool,
    /// Compresses as far as brotli goes, which takes some seconds more.
    pub smallest: bool,
}

/// Files whose plain name browsers ask for by themselves; they stand under it too.
const PLAIN_NAMES: [&str; 1] = ["favicon.svg"];

/// Enough of a SHA-256 that two versions of one file never share a name.
const HASH_DIGITS: usize = 12;

/// Files whose kind is compressed already.
const COMPRESSED: [&str; 1] = ["woff2"];

/// Brotli's levels: quick while working, smallest for release.
const QUICK: i32 = 9;
const SMALLEST: i32 = 11;

/// Builds the whole site into `target/site`. Two at once wait for each other.
pub fn build(workspace: &Workspace, options: &Options) -> Result<(), Error> {
    let cache = workspace.site_cache();
    fs::create_dir_all(&cache).map_err(Error::file(&cache))?;
    let lock = cache.join("lock");
    let held = File::create(&lock).map_err(Error::file(&lock))?;
    held.lock().map_err(Error::file(&lock))?;

    let wasm = wasm::build(workspace, options.keep_wasm)?;
    let mut site = Site::begin(workspace, options)?;
    site.add_public(&workspace.root().join("public"))?;
    site.add_style(&workspace.root().join("style/main.css"))?;
    site.add_wasm(&wasm)?;
    site.finish()
}

/// The first digits of the content's SHA-256, in hex.
pub fn content_hash(content: &[u8]) -> String {
    let mut hex = String::new();
    for byte in digest(&SHA256, content).as_ref() {
        hex.push_str(&format!("{byte:02x}"));
    }
    hex.truncate(HASH_DIGITS);
    hex
}

struct Site {
    /// Where the finished site belongs.
    place: PathBuf,
    /// Where it is written until then.
    draft: PathBuf,
    /// Brotli twins of this and earlier builds, by content and quality.
    twins: PathBuf,
    quality: i32,
    /// Logical name to the path it is served under.
    manifest: BTreeMap<String, String>,
    served_bytes: usize,
}

impl Site {
    fn begin(workspace: &Workspace, options: &Options) -> Result<Self, Error> {
        let place = workspace.site();
        let draft = place.with_extension("new");
        if draft.exists() {
            fs::remove_dir_all(&draft).map_err(Error::file(&draft))?;
        }
        let twins = workspace.site_cache().join("brotli");
        fs::create_dir_all(&twins).map_err(Error::file(&twins))?;
        Ok(Self {
            place,
            draft,
            twins,
            quality: if options.smallest { SMALLEST } else { QUICK },
            manifest: BTreeMap::new(),
            served_bytes: 0,
        })
    }

    /// Everything below public/, under its own path.
    fn add_public(&mut self, public: &Path) -> Result<(), Error> {
        for path in files_below(public)? {
            let content = fs::read(&path).map_err(Error::file(&path))?;
            let name = name_below(public, &path);
            self.add(&name, "", &content)?;
            if PLAIN_NAMES.contains(&name.as_str()) {
                self.write(&name, &content)?;
            }
        }
        Ok(())
    }

    fn add_style(&mut self, entry: &Path) -> Result<(), Error> {
        eprintln!("site: style");
        let css = styles::bundle(entry, |url| self.manifest.get(url.trim_start_matches('/')).cloned())?;
        self.add(&format!("{}.css", wasm::NAME), "pkg/", css.as_bytes())
    }

    /// The wasm, its glue, and the script files that crates bring along, which the glue imports by name.
    fn add_wasm(&mut self, folder: &Path) -> Result<(), Error> {
        let glue = format!("{}.js", wasm::NAME);
        let mut script = String::new();
        let mut snippets = Vec::new();
        for path in files_below(folder)? {
            let name = name_below(folder, &path);
            if name == glue {
                script = fs::read_to_string(&path).map_err(Error::file(&path))?;
                continue;
            }
            let content = fs::read(&path).map_err(Error::file(&path))?;
            self.add(&name, "pkg/", &content)?;
            if name.starts_with("snippets/") {
                snippets.push(name);
            }
        }
        for name in snippets {
            let place = &self.manifest[&name];
            script = script.replace(&format!("./{name}"), place);
        }
        self.add(&glue, "pkg/", script.as_bytes())
    }

    /// Takes one file under its hashed name in `folder` and notes it in the manifest.
    fn add(&mut self, name: &str, folder: &str, content: &[u8]) -> Result<(), Error> {
        let hashed = format!("{folder}{}", hashed_name(name, &content_hash(content)));
        self.write(&hashed, content)?;
        self.manifest.insert(name.to_owned(), format!("/{hashed}"));
        Ok(())
    }

    fn write(&mut self, name: &str, content: &[u8]) -> Result<(), Error> {
        let path = self.draft.join(name);
        let folder = path.parent().expect("a file in the draft has a folder");
        fs::create_dir_all(folder).map_err(Error::file(folder))?;
        fs::write(&path, content).map_err(Error::file(&path))?;
        let kind = path.extension().unwrap_or_default().to_string_lossy();
        if COMPRESSED.contains(&kind.as_ref()) {
            self.served_bytes += content.len();
            return Ok(());
        }
        let twin = self.compress(content)?;
        self.served_bytes += twin.len();
        let path = self.draft.join(format!("{name}.br"));
        fs::write(&path, twin).map_err(Error::file(&path))
    }

    fn compress(&self, content: &[u8]) -> Result<Vec<u8>, Error> {
        let kept = self.twins.join(format!("{}.{}", content_hash(content), self.quality));
        if let Ok(twin) = fs::read(&kept) {
            return Ok(twin);
        }
        let parameters =
            brotli::enc::BrotliEncoderParams { quality: self.quality, size_hint: content.len(), ..Default::default() };
        let mut twin = Vec::new();
        brotli::BrotliCompress(&mut &content[..], &mut twin, &parameters).map_err(Error::file(&kept))?;
        // By way of a second name, so that a build that is stopped leaves no half a twin.
        let half = kept.with_extension("half");
        fs::write(&half, &twin).map_err(Error::file(&half))?;
        fs::rename(&half, &kept).map_err(Error::file(&kept))?;
        Ok(twin)
    }

    /// Writes the manifest and swaps the finished site in for the last one.
    fn finish(self) -> Result<(), Error> {
        let path = self.draft.join("manifest.txt");
        let mut manifest = File::create(&path).map_err(Error::file(&path))?;
        for (name, place) in &self.manifest {
            writeln!(manifest, "{name} {place}").map_err(Error::file(&path))?;
        }
        let last = self.place.with_extension("old");
        if last.exists() {
            fs::remove_dir_all(&last).map_err(Error::file(&last))?;
        }
        if self.place.exists() {
            fs::rename(&self.place, &last).map_err(Error::file(&self.place))?;
        }
        fs::rename(&self.draft, &self.place).map_err(Error::file(&self.draft))?;
        if last.exists() {
            fs::remove_dir_all(&last).map_err(Error::file(&last))?;
        }
        eprintln!(
            "site: {} files, {} KiB as served, in {}",
            self.manifest.len(),
            self.served_bytes / 1024,
            self.place.display()
        );
        Ok(())
    }
}

/// `live.js` with the hash 12ab becomes `live.12ab.js`; a name without a dot gets the hash at its end.
fn hashed_name(name: &str, hash: &str) -> String {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) => format!("{}.{hash}{}", &name[..file + dot], &name[file + dot..]),
        None => format!("{name}.{hash}"),
    }
}

/// The path of `file` relative to `folder`, with slashes.
fn name_below(folder: &Path, file: &Path) -> String {
    let relative = file.strip_prefix(folder).expect("found by walking the folder");
    let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_its_content() {
        let check = |name: &str, expected: &str| {
            assert_eq!(hashed_name(name, "12ab"), expected);
        };
        check("live.js", "live.12ab.js");
        check("fonts/inter.woff2", "fonts/inter.12ab.woff2");
        check("fonts.d/LICENSE", "fonts.d/LICENSE.12ab");
        check("a.b.c", "a.b.12ab.c");
        assert_eq!(content_hash(b""), "e3b0c44298fc");
    }
}
