//! One family of icons: 16 px strokes in the colour of their text, always beside a word.

use actions::{Sign, facts};
use leptos::prelude::*;
use model::CommandKind;

/// A drawing in a box of 16 by 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Bolt,
    Plug,
    List,
    Door,
    Help,
    Power,
    Down,
    Up,
    Broom,
    Wave,
    Move,
    Dot,
    Ring,
    Triangle,
    Spin,
    Check,
    Cross,
    Chevron,
    Back,
    Pause,
    Play,
    Message,
    Sliders,
    Pencil,
    Undo,
    Shield,
    Card,
    File,
}

impl Glyph {
    /// The icon of an action.
    pub fn of(kind: CommandKind) -> Self {
        match facts(kind).sign {
            Sign::Power => Glyph::Power,
            Sign::Up => Glyph::Up,
            Sign::Down => Glyph::Down,
            Sign::Broom => Glyph::Broom,
            Sign::Wave => Glyph::Wave,
            Sign::Move => Glyph::Move,
            Sign::Message => Glyph::Message,
            Sign::Sliders => Glyph::Sliders,
            Sign::Pencil => Glyph::Pencil,
            Sign::Undo => Glyph::Undo,
        }
    }

    fn strokes(self) -> &'static str {
        match self {
            Glyph::Bolt => r#"<path d="M9 1 3 9h4l-1 6 6-8H8z"/>"#,
            Glyph::Plug => r#"<path d="M6 1v4M10 1v4M4 5h8v3a4 4 0 0 1-8 0zM8 12v3"/>"#,
            Glyph::List => r#"<path d="M5 4h9M5 8h9M5 12h9M2 4h.01M2 8h.01M2 12h.01"/>"#,
            Glyph::Door => r#"<path d="M4 15V1h8v14M2 15h12M9.500 8h.01"/>"#,
            Glyph::Help => {
                r#"<circle cx="8" cy="8" r="6.500"/><path d="M6.200 6.200A1.900 1.900 0 1 1 8 8.700v.600M8 11.500h.01"/>"#
            }
            Glyph::Power => r#"<path d="M8 1v6M4 3.500a6 6 0 1 0 8 0"/>"#,
            Glyph::Down => r#"<path d="M8 2v8M4.500 7 8 10.500 11.500 7M2 14h12"/>"#,
            Glyph::Up => r#"<path d="M8 11V3M4.500 6.500 8 3l3.500 3.500M2 14h12"/>"#,
            Glyph::Broom => r#"<path d="M13 2 8 7M5 7l4 4-3 4-5-5z"/>"#,
            Glyph::Wave => r#"<path d="M1 11h3V5h4v8h4V7h3"/>"#,
            Glyph::Move => r#"<path d="M2 8h11M10 5l3 3-3 3"/>"#,
            Glyph::Dot => r#"<circle cx="8" cy="8" r="4" fill="currentColor" stroke="none"/>"#,
            Glyph::Ring => r#"<circle cx="8" cy="8" r="4"/>"#,
            Glyph::Triangle => r#"<path d="M8 2 15 14H1z"/><path d="M8 6.500v3.500M8 12h.01"/>"#,
            Glyph::Spin => r#"<path d="M14 8a6 6 0 1 1-3-5.200"/>"#,
            Glyph::Check => r#"<path d="m3 8.500 3.500 3.500L13 5"/>"#,
            Glyph::Cross => r#"<path d="m4 4 8 8M12 4l-8 8"/>"#,
            Glyph::Chevron => r#"<path d="m4 6 4 4 4-4"/>"#,
            Glyph::Back => r#"<path d="m10 3-5 5 5 5"/>"#,
            Glyph::Pause => r#"<path d="M5.500 3v10M10.500 3v10"/>"#,
            Glyph::Play => r#"<path d="M5 3v10l8-5z"/>"#,
            Glyph::Message => r#"<path d="M2 3h12v8H7l-3 3v-3H2z"/>"#,
            Glyph::Sliders => {
                r#"<path d="M2 5h6M12 5h2M2 11h2M8 11h6"/><circle cx="10" cy="5" r="2"/><circle cx="6" cy="11" r="2"/>"#
            }
            Glyph::Pencil => r#"<path d="m3 13 .7-3L11 2.700 13.300 5 6 12.300z"/>"#,
            Glyph::Undo => r#"<path d="M5.500 3 2.500 6l3 3M2.500 6H10a3.500 3.500 0 0 1 0 7H7"/>"#,
            Glyph::Shield => {
                r#"<path d="M8 1.500 13.500 4v4c0 3-2.300 5.300-5.500 6.500C4.800 13.300 2.500 11 2.500 8V4z"/>"#
            }
            Glyph::File => r#"<path d="M9 1.500H4v13h8V4.500zM9 1.500v3h3"/>"#,
            Glyph::Card => r#"<path d="M2 3.500h12v9H2zM2 6.500h12M4.500 10h2"/>"#,
        }
    }
}

/// An icon; its meaning is said by the text beside it.
#[component]
pub fn Icon(
    #[prop(into)] glyph: Signal<Glyph>,
    /// Edge in pixels.
    #[prop(default = 16)]
    size: u32,
) -> impl IntoView {
    view! {
        <svg
            width=size
            height=size
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.5"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=move || glyph.get().strokes()
        ></svg>
    }
}
