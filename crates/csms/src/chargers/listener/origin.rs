//! Does an Origin header name this very door? Some chargers' libraries send one, and every browser does.

use std::net::{IpAddr, SocketAddr};
use url::{Host, Url};

/// An origin that names the address which was reached, or the one under which chargers are told to come. What the Host header says is
/// a stranger's word: under DNS rebinding it names whatever the page wants.
pub fn is_own(origin: &str, local: SocketAddr, chargers_url: Option<&str>) -> bool {
    let Some((host, port)) = place(origin) else { return false };
    let configured = chargers_url.and_then(place);
    if configured.is_some_and(|configured| configured == (host.clone(), port)) {
        return true;
    }
    let address = match host {
        Host::Ipv4(address) => IpAddr::V4(address),
        Host::Ipv6(address) => IpAddr::V6(address).to_canonical(),
        // Nobody else can have this name on this machine.
        Host::Domain(name) => {
            return name == "localhost" && local.ip().to_canonical().is_loopback() && port == local.port();
        }
    };
    (address, port) == (local.ip().to_canonical(), local.port())
}

fn place(text: &str) -> Option<(Host<String>, u16)> {
    let url = Url::parse(text).ok()?;
    if !matches!(url.scheme(), "http" | "https" | "ws" | "wss") {
        return None;
    }
    Some((url.host()?.to_owned(), url.port_or_known_default()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_door_itself_is_its_own_origin() {
        // W-19, F-06
        let check = |origin: &str, own: bool| {
            let local: SocketAddr = "192.0.2.7:9000".parse().unwrap();
            assert_eq!(is_own(origin, local, Some("wss://ocpp.example.com")), own, "{origin}");
        };
        check("http://192.0.2.7:9000", true);
        check("ws://192.0.2.7:9000", true);
        check("https://192.0.2.7:9000/", true);
        check("http://192.0.2.7", false);
        check("http://192.0.2.8:9000", false);
        check("http://192.0.2.7:9001", false);
        check("wss://ocpp.example.com", true);
        check("https://ocpp.example.com", true);
        check("https://OCPP.example.com:443", true);
        check("http://ocpp.example.com", false);
        check("https://ocpp.example.com.evil.example", false);
        check("https://evil.example", false);
        check("http://localhost:9000", false);
        check("null", false);
        check("file://", false);
        check("", false);
    }

    #[test]
    fn a_loopback_door_is_localhost_too() {
        let check = |local: &str, origin: &str, own: bool| {
            assert_eq!(is_own(origin, local.parse().unwrap(), None), own, "{local} {origin}");
        };
        check("127.0.0.1:9000", "http://localhost:9000", true);
        check("127.0.0.1:9000", "http://localhost", false);
        check("[::1]:9000", "http://localhost:9000", true);
        check("[::1]:9000", "http://[::1]:9000", true);
        check("[::ffff:192.0.2.7]:9000", "http://192.0.2.7:9000", true);
        check("127.0.0.1:80", "http://127.0.0.1", true);
    }
}
