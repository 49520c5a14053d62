//! The host in a URL: one spelling for each, and none that is this machine or its nearest neighbour.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::Host;
use words::printable;

/// The longest host name there can be, and the longest part of one.
const HOST_MAX: usize = 253;
const LABEL_MAX: usize = 63;
/// Names of this machine; whatever ends in `.localhost` is one too.
const LOCAL_NAMES: [&str; 5] = ["localhost", "localhost.localdomain", "localhost6", "ip6-localhost", "ip6-loopback"];

/// Host and port, the port with its colon or empty.
pub(super) fn split(address: &str) -> Result<(&str, String), String> {
    let (host, port) = match address.rfind(']') {
        Some(end) if address.starts_with('[') => address.split_at(end + 1),
        _ => address.split_at(address.find(':').unwrap_or(address.len())),
    };
    if port.is_empty() || port == ":" {
        return Ok((host, String::new()));
    }
    let number = port.strip_prefix(':').filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()));
    match number.and_then(|digits| digits.parse::<u16>().ok()) {
        Some(number) if number > 0 => Ok((host, format!(":{number}"))),
        Some(_) => Err("The port is not a number from 1 to 65535.".to_owned()),
        None if address.matches(':').count() > 1 && !address.contains('[') => {
            Err("The host has several colons; an IPv6 address stands in brackets, like [2001:db8::1].".to_owned())
        }
        None => {
            Err("What stands after the host is no port. In a user name or password, write / as %2F, ? as %3F, : as \
            %3A and @ as %40."
                .to_owned())
        }
    }
}

/// The host in its one true spelling.
pub(super) fn check(host: &str, allow_hosts: &[String]) -> Result<String, String> {
    if host.is_empty() {
        return Err("The URL names no host.".to_owned());
    }
    let shown = printable(host, HOST_MAX);
    if !host.is_ascii() {
        return Err(match Host::parse(host) {
            Ok(ascii) => {
                format!("The host {shown} has letters outside ASCII; if it is really the one, write it as {ascii}.")
            }
            Err(_) => "The host has letters outside ASCII and is no host name.".to_owned(),
        });
    }
    let is_address = host.starts_with('[');
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let parsed = Host::parse(host.strip_suffix('.').unwrap_or(host));
    let (Ok(parsed), true) = (parsed, is_address || host.bytes().all(is_plain)) else {
        return Err("The host is not a host name.".to_owned());
    };
    let spelled = parsed.to_string();
    if let Host::Domain(name) = &parsed {
        let is_label = |label: &str| !label.is_empty() && label.len() <= LABEL_MAX;
        if name.len() > HOST_MAX || !name.split('.').all(is_label) {
            return Err("The host is not a host name.".to_owned());
        }
    }
    if allow_hosts.iter().any(|allowed| spelling(allowed) == spelled) {
        return Ok(spelled);
    }
    match fault(&parsed) {
        Some(fault) => Err(format!("The host {spelled} {fault}; the charger cannot use it.")),
        None => Ok(spelled),
    }
}

fn spelling(host: &str) -> String {
    let host = host.trim();
    let host = host.strip_suffix('.').unwrap_or(host);
    let bare_ipv6 = host.parse::<Ipv6Addr>().ok().map(Host::<String>::Ipv6);
    bare_ipv6.or_else(|| Host::parse(host).ok()).map_or_else(|| host.to_ascii_lowercase(), |host| host.to_string())
}

fn fault(host: &Host<String>) -> Option<&'static str> {
    match host {
        Host::Domain(name) if LOCAL_NAMES.contains(&name.as_str()) || name.ends_with(".localhost") => {
            Some("is the charger itself")
        }
        Host::Domain(_) => None,
        Host::Ipv4(address) => address_fault(IpAddr::V4(*address)),
        Host::Ipv6(address) => {
            address_fault(IpAddr::V6(*address)).or_else(|| address_fault(IpAddr::V4(embedded(address)?)))
        }
    }
}

fn address_fault(address: IpAddr) -> Option<&'static str> {
    let (is_zero, is_link_local, is_broadcast) = match address {
        IpAddr::V4(address) => (address.octets()[0] == 0, address.is_link_local(), address.is_broadcast()),
        IpAddr::V6(address) => (address.is_unspecified(), address.is_unicast_link_local(), false),
    };
    if address.is_loopback() || is_zero {
        Some("is the charger itself")
    } else if is_link_local {
        Some("is a link-local address")
    } else if is_broadcast || address.is_multicast() {
        Some("is no single host")
    } else {
        None
    }
}

/// The IPv4 address that this IPv6 address leads to: mapped, compatible, translated (64:ff9b::/96) or tunnelled (2002::/16).
fn embedded(address: &Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some(from(high, low)),
        [0x2002, high, low, ..] => Some(from(high, low)),
        _ => None,
    }
}
