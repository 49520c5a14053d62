//! The gate before every request of the console: our methods, our hosts, and nothing asked by a foreign page.

mod unknown_proxy;

use crate::config::is_loopback;
use axum::http::header::{HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, Method, Uri};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const SEC_FETCH_SITE: &str = "sec-fetch-site";
/// Streams carry what only the console's own pages may read, although they are asked for by GET.
const STREAM: &str = "/events";

/// The log is told at most so often: any page can ask.
const WARNED_EVERY: Duration = Duration::from_secs(60);

/// Which hosts and origins are the console's own. Fixed at the start.
#[derive(Debug)]
pub struct Gate {
    /// Authorities as in the header `Host`, lower case.
    hosts: Vec<String>,
    /// Listening on all addresses: any address literal with this port is ours, but no name, which anybody may point here.
    any_address: Option<u16>,
    /// Origins of the hosts and of the proxies named at the start.
    origins: Vec<String>,
    /// Hosts of those of them that are reached over HTTPS.
    encrypted: Vec<String>,
    /// When the log was last told of an address that is missing.
    warned: LastWarning,
}

/// Why a request does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateRefusal {
    /// Neither GET nor HEAD nor POST.
    Method,
    /// No `Host`, several, or one that is not ours.
    Host,
    /// Asked by a page that is not ours, or by nobody knows whom.
    Foreign,
}

/// When the log was last told.
#[derive(Debug, Default)]
struct LastWarning(Mutex<Option<Instant>>);

impl LastWarning {
    fn is_due(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = last.is_none_or(|last| now.saturating_duration_since(last) >= WARNED_EVERY);
        if due {
            *last = Some(now);
        }
        due
    }
}

impl Gate {
    /// `bound` is the address the console listens on; `proxies` are further origins as browsers write them.
    pub fn new(bound: SocketAddr, proxies: &[String]) -> Self {
        let port = bound.port();
        let mut names = vec![bound.ip().to_string()];
        if is_loopback(bound.ip()) || bound.ip().is_unspecified() {
            names.extend(["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()]);
        }
        let mut hosts: Vec<String> = names.iter().map(|name| authority(name, port)).collect();
        let mut origins: Vec<String> = hosts.iter().map(|host| format!("http://{host}")).collect();
        if port == 80 {
            hosts.extend(names.iter().map(|name| authority(name, 80).trim_end_matches(":80").to_owned()));
            origins.extend(names.iter().map(|name| format!("http://{}", authority(name, 80).trim_end_matches(":80"))));
        }
        for proxy in proxies {
            origins.push(proxy.clone());
            hosts.extend(proxy.split_once("://").map(|(_, host)| host.to_owned()));
        }
        let encrypted = proxies.iter().filter_map(|proxy| proxy.strip_prefix("https://").map(str::to_owned)).collect();
        Self {
            hosts,
            encrypted,
            any_address: bound.ip().is_unspecified().then_some(port),
            origins,
            warned: LastWarning::default(),
        }
    }

    /// May this request go on to the rooms behind?
    pub fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), GateRefusal> {
        let asks = *method == Method::POST || uri.path() == STREAM;
        if ![Method::GET, Method::HEAD, Method::POST].contains(method) {
            return Err(GateRefusal::Method);
        }
        let host = only(headers, HOST.as_str()).flatten().ok_or(GateRefusal::Host)?;
        if !self.is_host(host) || uri.authority().is_some_and(|target| !self.is_host(target.as_str())) {
            return Err(GateRefusal::Host);
        }
        let origin = only(headers, ORIGIN.as_str()).ok_or(GateRefusal::Foreign)?;
        if origin.is_some_and(|origin| !self.is_origin(origin, host)) {
            return Err(GateRefusal::Foreign);
        }
        if !asks {
            return Ok(());
        }
        match only(headers, SEC_FETCH_SITE).ok_or(GateRefusal::Foreign)? {
            Some("same-origin") => Ok(()),
            Some(_) => Err(GateRefusal::Foreign),
            None if origin.is_some() => Ok(()),
            // Over plain HTTP on an address of the network browsers send no Sec-Fetch-Site, and no Origin with an
            // EventSource; the Referer of our own page, which no foreign one can send, stands in.
            None if uri.path() == STREAM && self.comes_from_our_page(headers, host) => Ok(()),
            None => Err(GateRefusal::Foreign),
        }
    }

    /// Did the browser ask over HTTPS? A proxy takes that off; what it was asked for tells.
    pub fn is_encrypted(&self, headers: &HeaderMap) -> bool {
        let host = only(headers, HOST.as_str()).flatten();
        host.is_some_and(|host| self.encrypted.contains(&host.to_ascii_lowercase()))
    }

    fn is_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.hosts.contains(&host) || self.any_address.is_some_and(|port| is_address_literal(&host, port))
    }

    /// On all addresses the origin must be that of the very host asked: the same port on another machine is foreign.
    fn is_origin(&self, origin: &str, host: &str) -> bool {
        self.origins.iter().any(|ours| ours == origin)
            || self.any_address.is_some() && origin.strip_prefix("http://") == Some(host)
    }

    fn comes_from_our_page(&self, headers: &HeaderMap, host: &str) -> bool {
        let Some(Some(referer)) = only(headers, REFERER.as_str()) else { return false };
        let after_scheme = referer.find("://").map_or(0, |at| at + 3);
        let end = referer[after_scheme..].find('/').map_or(referer.len(), |at| after_scheme + at);
        self.is_origin(&referer[..end], host)
    }
}

/// The header's one readable value: `None` if it stands there several times or cannot be read, `Some(None)` if it does not stand there.
fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Some(None),
        (Some(value), None) => value.to_str().ok().map(Some),
        (Some(_), Some(_)) => None,
    }
}

/// `host:port` with brackets around an IPv6 address.
pub fn authority(name: &str, port: u16) -> String {
    if name.contains(':') { format!("[{name}]:{port}") } else { format!("{name}:{port}") }
}

fn is_address_literal(host: &str, port: u16) -> bool {
    match host.parse::<SocketAddr>() {
        Ok(address) => address.port() == port,
        Err(_) => port == 80 && host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok(),
    }
}

#[cfg(test)]
mod tests;
