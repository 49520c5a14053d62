//! The parts that pages are made of: they take data and signals and say what was asked for; fetching is the pages' work.

pub mod badges;
pub mod combobox;
pub mod connectors;
pub mod copy;
pub mod dialog;
pub mod empty;
pub mod exchange;
pub mod filter;
pub mod frame;
pub mod icon;
pub mod keys;
pub mod live_title;
pub mod menu;
pub mod nav;
pub mod one_click;
pub mod pager;
pub mod reply;
pub mod reveal;
pub mod share;
pub mod signing;
pub mod status;
pub mod theme;
pub mod time;
pub mod timeline;
pub mod trace;
pub mod zones;
