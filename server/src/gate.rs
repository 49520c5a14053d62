//! The gate before every request of the console: our methods, our hosts, and nothing asked by a foreign page.

use crate::config::is_loopback;
use axum::http::header::{ALLOW, HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use std::net::{IpAddr, SocketAddr};

const SEC_FETCH_SITE: &str = "sec-fetch-site";
/// Streams carry what only the console's own pages may read, although they are asked for by GET.
const STREAM: &str = "/events";

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
}

/// Why a request does not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Neither GET nor HEAD nor POST.
    Method,
    /// No `Host`, several, or one that is not ours.
    Host,
    /// Asked by a page that is not ours, or by nobody knows whom.
    Foreign,
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
        Self { hosts, encrypted, any_address: bound.ip().is_unspecified().then_some(port), origins }
    }

    /// May this request go on to the rooms behind?
    pub fn judge(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<(), Stopped> {
        let asks = *method == Method::POST || uri.path() == STREAM;
        if ![Method::GET, Method::HEAD, Method::POST].contains(method) {
            return Err(Stopped::Method);
        }
        let host = only(headers, HOST.as_str()).flatten().ok_or(Stopped::Host)?;
        if !self.is_host(host) || uri.authority().is_some_and(|target| !self.is_host(target.as_str())) {
            return Err(Stopped::Host);
        }
        let origin = only(headers, ORIGIN.as_str()).ok_or(Stopped::Foreign)?;
        if origin.is_some_and(|origin| !self.is_origin(origin, host)) {
            return Err(Stopped::Foreign);
        }
        if !asks {
            return Ok(());
        }
        match only(headers, SEC_FETCH_SITE).ok_or(Stopped::Foreign)? {
            Some("same-origin") => Ok(()),
            Some(_) => Err(Stopped::Foreign),
            None if origin.is_some() => Ok(()),
            // Over plain HTTP on an address of the network browsers send no Sec-Fetch-Site, and no Origin with an
            // EventSource; the Referer of our own page, which no foreign one can send, stands in.
            None if uri.path() == STREAM && self.comes_from_our_page(headers, host) => Ok(()),
            None => Err(Stopped::Foreign),
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

impl IntoResponse for Stopped {
    fn into_response(self) -> Response {
        match self {
            Stopped::Method => {
                (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD, POST")], "This method is not used here.\n")
                    .into_response()
            }
            Stopped::Host => (
                StatusCode::MISDIRECTED_REQUEST,
                "This is not an address of this console. Behind a proxy, start it with --console-origin.\n",
            )
                .into_response(),
            Stopped::Foreign => {
                (StatusCode::FORBIDDEN, "Refused: this request did not come from a page of this console.\n")
                    .into_response()
            }
        }
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
mod tests {
    use super::*;

    fn judge(gate: &Gate, request: &str) -> Result<(), Stopped> {
        let mut lines = request.split('|').map(str::trim);
        let (method, uri) = lines.next().unwrap().split_once(' ').unwrap();
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            headers.append(
                axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
                axum::http::HeaderValue::from_str(value).unwrap(),
            );
        }
        gate.judge(&method.parse().unwrap(), &uri.parse().unwrap(), &headers)
    }

    /// F-01…F-05, F-11, F-22.
    #[test]
    fn only_our_own_pages_may_ask() {
        let gate = Gate::new("127.0.0.1:3000".parse().unwrap(), &["https://console.example".to_owned()]);
        let check = |request: &str, expected| assert_eq!(judge(&gate, request), expected, "{request}");
        let (foreign, host, method) = (Err(Stopped::Foreign), Err(Stopped::Host), Err(Stopped::Method));
        check("GET /chargers | Host: 127.0.0.1:3000", Ok(()));
        check("HEAD /chargers | Host: localhost:3000", Ok(()));
        check("GET /chargers | Host: [::1]:3000 | Sec-Fetch-Site: cross-site", Ok(()));
        check("GET /chargers | Host: console.example", Ok(()));
        check("GET /chargers | Host: LOCALHOST:3000", Ok(()));
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000", Ok(()));
        check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: same-origin", Ok(()));
        check(
            "POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000 | Sec-Fetch-Site: same-origin",
            Ok(()),
        );
        check("POST /api/reboot | Host: 127.0.0.1:3000 | Origin: https://console.example", Ok(()));
        check("POST /api/reboot | Host: localhost:3000", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: null", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: https://localhost:3000", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:30000", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3001", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://a.localhost:3000", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000.evil.example", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000/", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: http://console.example", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Origin: https://sub.console.example", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: cross-site", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: same-site", foreign);
        check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: none", foreign);
        check(
            "POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000 | Sec-Fetch-Site: same-site",
            foreign,
        );
        check(
            "POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000 | Origin: http://evil.example",
            foreign,
        );
        check("POST /api/reboot | Host: localhost:3000 | Referer: http://localhost:3000/chargers", foreign);
        check("GET /events | Host: localhost:3000", foreign);
        check("GET /events?after=1 | Host: localhost:3000 | Sec-Fetch-Site: cross-site", foreign);
        check("GET /events | Host: localhost:3000 | Origin: http://evil.example", foreign);
        check("GET /events?after=1 | Host: localhost:3000 | Sec-Fetch-Site: same-origin", Ok(()));
        check("GET /events | Host: localhost:3000 | Referer: http://localhost:3000/chargers", Ok(()));
        check("GET /events | Host: localhost:3000 | Referer: http://localhost:3000", Ok(()));
        check("GET /events | Host: localhost:3000 | Referer: http://localhost:3000.evil.example/", foreign);
        check("GET /events | Host: localhost:3000 | Referer: http://evil.example/http://localhost:3000/", foreign);
        check("GET /chargers | Host: localhost:3000 | Origin: http://evil.example", foreign);
        check("GET /chargers | Host: evil.example", host);
        check("GET /chargers | Host: evil.example:3000", host);
        check("GET /chargers | Host: localhost:3001", host);
        check("GET /chargers | Host: localhost:3000 | Host: evil.example", host);
        check("GET /chargers | X-Forwarded-Host: localhost:3000", host);
        check("GET http://evil.example/chargers | Host: localhost:3000", host);
        check("GET http://localhost:3000/chargers | Host: localhost:3000", Ok(()));
        check("PUT /chargers | Host: localhost:3000 | Origin: http://localhost:3000", method);
        check("TRACE /chargers | Host: localhost:3000", method);
        check("OPTIONS /api/reboot | Host: localhost:3000 | Origin: http://evil.example", method);
        check("BREW /chargers | Host: localhost:3000", method);
    }

    #[test]
    fn on_all_addresses_no_name_is_ours() {
        let gate = Gate::new("0.0.0.0:3000".parse().unwrap(), &[]);
        let check = |request: &str, expected| assert_eq!(judge(&gate, request), expected, "{request}");
        check("GET / | Host: 192.168.1.5:3000", Ok(()));
        check("GET / | Host: [fd00::1]:3000", Ok(()));
        check("GET / | Host: 192.168.1.5:3001", Err(Stopped::Host));
        check("GET / | Host: rebound.example:3000", Err(Stopped::Host));
        check("POST /sign-in | Host: 192.168.1.5:3000 | Origin: http://192.168.1.5:3000", Ok(()));
        check("POST /sign-in | Host: 192.168.1.5:3000 | Origin: http://rebound.example:3000", Err(Stopped::Foreign));
        check("POST /sign-in | Host: 192.168.1.5:3000 | Origin: http://192.168.1.6:3000", Err(Stopped::Foreign));
        check("GET /events | Host: 192.168.1.5:3000 | Referer: http://192.168.1.5:3000/chargers", Ok(()));
    }
}
