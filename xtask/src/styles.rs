//! The style sheet: style/main.css and all it imports as one file, its url()s pointed at hashed names.

use crate::error::Error;
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::dependencies::{Dependency, DependencyOptions};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions};
use lightningcss::targets::{Browsers, Targets};
use std::path::Path;

/// The first versions with `light-dark()`, nesting and `popover`, all of May 2024 or before; none of it is rewritten for older ones.
const BROWSERS: Browsers = Browsers {
    // Chrome's engine; the table behind this knows Android's browser by its newest version only.
    android: None,
    chrome: Some(version(125, 0)),
    edge: Some(version(125, 0)),
    firefox: Some(version(125, 0)),
    ie: None,
    ios_saf: Some(version(17, 5)),
    opera: Some(version(111, 0)),
    safari: Some(version(17, 5)),
    samsung: Some(version(27, 0)),
};

/// Bundles `entry`. `locate` answers where the file of a url() is served; a url() of no known file is an error.
pub fn bundle(entry: &Path, locate: impl Fn(&str) -> Option<String>) -> Result<String, Error> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| Error::Style(error.to_string()))?;
    let targets = Targets::from(BROWSERS);
    let minify = MinifyOptions { targets, ..MinifyOptions::default() };
    sheet.minify(minify).map_err(|error| Error::Style(error.to_string()))?;
    let print = PrinterOptions {
        minify: true,
        targets,
        // This makes a placeholder of every url(), to be filled in below.
        analyze_dependencies: Some(DependencyOptions::default()),
        ..PrinterOptions::default()
    };
    let printed = sheet.to_css(print).map_err(|error| Error::Style(error.to_string()))?;
    let mut css = printed.code;
    for dependency in printed.dependencies.unwrap_or_default() {
        if let Dependency::Url(url) = dependency {
            let place = locate(&url.url).ok_or_else(|| Error::UnknownUrl(url.url.clone()))?;
            css = css.replace(&url.placeholder, &place);
        }
    }
    Ok(css)
}

/// lightningcss counts versions in bytes: major, minor, patch.
const fn version(major: u32, minor: u32) -> u32 {
    (major << 16) | (minor << 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn check(name: &str, css: &str, expected: Result<&str, &str>) {
        let folder = std::env::temp_dir().join(format!("styles-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("part.css"), "b { margin: 0 }").unwrap();
        fs::write(folder.join("main.css"), css).unwrap();
        let bundled =
            bundle(&folder.join("main.css"), |url| (url == "/fonts/a.woff2").then(|| "/fonts/a.12.woff2".to_owned()));
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(bundled.as_deref().map_err(ToString::to_string), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_style_sheet_is_one_file_with_hashed_urls() {
        check("import", "@import 'part.css';", Ok("b{margin:0}"));
        check(
            "font",
            "@font-face { font-family: A; src: url('/fonts/a.woff2') format('woff2') }",
            Ok(r#"@font-face{font-family:A;src:url("/fonts/a.12.woff2")format("woff2")}"#),
        );
        check("unknown", "a { background: url('/b.png') }", Err("style: url(/b.png) names no file in public/"));
    }

    #[test]
    fn modern_css_is_left_as_it_is() {
        check(
            "modern",
            ":root { --a: light-dark(#fff, #000) } a { & b { color: light-dark(#fff, #000) } }",
            Ok(":root{--a:light-dark(#fff,#000)}a{& b{color:light-dark(#fff,#000)}}"),
        );
    }
}
