//! The document around the app: head, styles, the script that lets wasm take over, and the page's security policy.

use crate::app::App;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Where the built files stand, as addresses.
#[derive(Clone, Debug)]
pub struct Assets {
    pub js: String,
    pub wasm: String,
    pub css: String,
    pub live_js: String,
    pub theme_js: String,
    pub favicon: String,
    /// Fonts to load early.
    pub fonts: Vec<String>,
}

/// The whole page. `_options` is what leptos_axum hands to every shell; the addresses come from the build's manifest.
pub fn shell(_options: LeptosOptions, assets: Assets) -> impl IntoView {
    set_policy();
    let nonce = use_nonce();
    let Assets { js, wasm, css, live_js, theme_js, favicon, fonts } = assets;
    let start = start_script(&js, &wasm);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <script src=theme_js></script>
                <link rel="stylesheet" href=css />
                <link rel="icon" href=favicon type="image/svg+xml" />
                {fonts
                    .into_iter()
                    .map(|font| view! { <link rel="preload" href=font r#as="font" r#type="font/woff2" crossorigin="" /> })
                    .collect_view()}
                <link rel="modulepreload" href=js />
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
                <script src=live_js defer></script>
                <script type="module" nonce=nonce>
                    {start}
                </script>
                <MetaTags />
            </head>
            <body>
                <App />
                <p id="script-failed" class="banner bad float" role="alert" hidden>
                    "This page could not load its script. Everything can be read and ordered all the same; reload to try again."
                </p>
            </body>
        </html>
    }
}

/// Takes the place within a page, which no server hears of, along through signing in. Then loads the wasm and hands the page over to
/// it; if that fails in any way, the page says so.
fn start_script(js: &str, wasm: &str) -> String {
    format!(
        "addEventListener(\"submit\", ({{ target }}) => {{ const next = target.elements.namedItem(\"next\"); \
         if (next && location.hash && !next.value.includes(\"#\")) next.value = (next.value || \"/chargers\") + location.hash; }}, true); \
         import({js:?}).then(async (app) => {{ await app.default({{ module_or_path: {wasm:?} }}); app.hydrate(); }}).catch((cause) => {{ \
         console.error(cause); document.documentElement.dataset.script = \"failed\"; \
         const banner = document.getElementById(\"script-failed\"); if (banner) banner.hidden = false; }});"
    )
}

#[cfg(feature = "ssr")]
fn set_policy() {
    use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<leptos_axum::ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).expect("a nonce is base64");
    response.insert_header(CONTENT_SECURITY_POLICY, policy);
}

#[cfg(not(feature = "ssr"))]
fn set_policy() {}
