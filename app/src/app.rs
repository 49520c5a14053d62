//! The app's root: what every page shares, and which address leads to which page.

use crate::components::keys::Keys;
use crate::components::way_back::Places;
use crate::ground::clock::Clock;
use crate::ground::live::Live;
use crate::ground::notice::Notice;
use crate::ground::steady;
use crate::pages::{
    ActionPage, ActionsPage, AddressesPage, ArchivePage, ChargerActionsPage, ChargerPage, ChargersPage, ComparePage,
    ConfigurationPage, DiagnosticsPage, FirmwarePage, Frame, HelpPage, KnockingPage, MessagePage, MorePage, NotFound,
    SetupPage, SignInPage, TokensPage,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let clock = Clock::provide();
    let live = Live::provide();
    Notice::provide();
    // Effects run in the browser alone, after hydration.
    Effect::new(move || {
        clock.start();
        live.start();
        steady::watch();
    });
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { "Chargehand".to_owned() } else { format!("{title} · Chargehand") }
        } />
        <Router>
            <Keys />
            <Places />
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
                <Route path=path!("/setup/:token") view=SetupPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/chargers") view=ChargersPage ssr=SsrMode::Async />
                    <Route path=path!("/chargers/knocking") view=KnockingPage ssr=SsrMode::Async />
                    <Route path=path!("/chargers/:key") view=ChargerPage ssr=SsrMode::Async />
                    <Route path=path!("/chargers/:key/actions") view=ChargerActionsPage ssr=SsrMode::Async />
                    <Route path=path!("/chargers/:key/actions/:action") view=ActionPage ssr=SsrMode::Async />
                    <Route path=path!("/chargers/:key/configuration") view=ConfigurationPage ssr=SsrMode::Async />
                    <Route path=path!("/chargers/:key/message") view=MessagePage ssr=SsrMode::Async />
                    <Route path=path!("/files/firmware") view=FirmwarePage ssr=SsrMode::Async />
                    <Route path=path!("/files/addresses") view=AddressesPage ssr=SsrMode::Async />
                    <Route path=path!("/files/diagnostics") view=DiagnosticsPage ssr=SsrMode::Async />
                    <Route path=path!("/tokens") view=TokensPage ssr=SsrMode::Async />
                    <Route path=path!("/actions") view=ActionsPage ssr=SsrMode::Async />
                    <Route path=path!("/files/diagnostics/:key") view=ArchivePage ssr=SsrMode::Async />
                    <Route path=path!("/files/compare") view=ComparePage ssr=SsrMode::Async />
                    <Route path=path!("/help/actions") view=HelpPage ssr=SsrMode::Async />
                    <Route path=path!("/more") view=MorePage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
