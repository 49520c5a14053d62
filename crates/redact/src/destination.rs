//! Where a charger shall fetch firmware or put diagnostics: an operator's URL, checked, with what is secret cut out of it.

mod characters;
mod host;
mod secret;

use crate::{MASK, Redactor, is_secret_parameter};
use secret::Parts;
use url::Url;
use words::SecretText;

const SCHEMES: [&str; 5] = ["ftp", "ftps", "sftp", "http", "https"];
/// What a sentence repeats of an unknown scheme.
const SCHEME_QUOTED_MAX: usize = 20;

/// A stored URL and what was cut out of it do not fit each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a URL and its secret do not belong together")]
pub struct NotTogether;

/// What the URL is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Firmware,
    Diagnostics,
}

/// A URL that may be sent. The public part may be stored and shown; the secret is to be sealed.
#[derive(Clone, Debug)]
pub struct Destination {
    /// With `***` for user and password and for secret values: `ftp://***@server.com/firmware.bin`.
    pub public: String,
    /// What was cut out, enough to put the URL together again.
    pub secret: Option<SecretText>,
}

impl Destination {
    /// Checks what an operator typed. A sentence says what is wrong with it and repeats nothing secret. Hosts that are this
    /// machine are refused unless they are in `allow_hosts`. `longest` is what the charger takes, in characters.
    pub fn parse(text: &str, purpose: Purpose, allow_hosts: &[String], longest: usize) -> Result<Destination, String> {
        let text = text.trim();
        check_length(text.chars().count(), longest)?;
        let (scheme, rest) = split_scheme(text)?;
        characters::check(rest)?;
        let (authority, place) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (userinfo, address) = match authority.rsplit_once('@') {
            Some((userinfo, address)) => (Some(userinfo), address),
            None => (None, authority),
        };
        let (host, port) = host::split(address)?;
        let host = host::check(host, allow_hosts)?;
        let userinfo = userinfo.map(|userinfo| check_userinfo(userinfo, &scheme, &host)).transpose()?;
        let (path, query) = match place.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (place, None),
        };
        check_path(path, query, purpose)?;
        let mut parts = Parts { userinfo, values: Vec::new() };
        let mut public = format!("{scheme}://");
        if parts.userinfo.is_some() {
            public.push_str(MASK);
            public.push('@');
        }
        public.push_str(&host);
        public.push_str(&port);
        public.push_str(&characters::encode(path));
        if let Some(query) = query {
            public.push('?');
            let cut = |parameter: &str| cut_parameter(parameter, &mut parts.values);
            public.push_str(&characters::encode(query).split('&').map(cut).collect::<Vec<_>>().join("&"));
        }
        let whole =
            put_together(&public, &parts).map(SecretText::new).expect("what was just taken apart fits together");
        check_length(whole.expose().len(), longest)?;
        check_single_reading(whole.expose(), &scheme, &host)?;
        if Redactor::new(Vec::new()).redact(&public) != public {
            return Err(
                "The URL holds what looks like a password in an odd place; put it before the host, as user:password@."
                    .to_owned(),
            );
        }
        Ok(Destination { public, secret: parts.into_secret() })
    }

    /// The URL to send, put together from the public part and what was cut out of it.
    pub fn join(public: &str, secret: &SecretText) -> Result<SecretText, NotTogether> {
        let parts = Parts::of_secret(secret);
        parts.and_then(|parts| put_together(public, &parts)).map(SecretText::new).ok_or(NotTogether)
    }

    /// The texts that may not appear in anything the charger sends: the password, or the user where it stands alone; both
    /// together; the values of secret parameters. Each as it is sent, and decoded.
    pub fn secrets_to_hide(secret: &SecretText) -> Vec<SecretText> {
        Parts::of_secret(secret).map(Parts::into_hidden).unwrap_or_default()
    }
}

/// Fills the masks of the public part, all of them and with all there is; none if that does not come out even.
fn put_together(public: &str, parts: &Parts) -> Option<String> {
    let mut values = parts.values.iter();
    let (scheme, rest) = public.split_once("://")?;
    let (place, query) = match rest.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (rest, None),
    };
    let mut url = format!("{scheme}://");
    match (&parts.userinfo, place.strip_prefix(MASK).and_then(|place| place.strip_prefix('@'))) {
        (Some(userinfo), Some(place)) => url.push_str(&format!("{userinfo}@{place}")),
        (None, None) => url.push_str(place),
        (Some(_), None) | (None, Some(_)) => return None,
    }
    if let Some(query) = query {
        let mut filled = Vec::new();
        for parameter in query.split('&') {
            filled.push(match secret_parameter(parameter) {
                Some((name, _)) => format!("{name}={}", values.next()?),
                None => parameter.to_owned(),
            });
        }
        url.push_str(&format!("?{}", filled.join("&")));
    }
    values.next().is_none().then_some(url)
}

fn check_length(length: usize, longest: usize) -> Result<(), String> {
    if length > longest {
        return Err(format!("The URL has {length} characters; this charger takes at most {longest}."));
    }
    Ok(())
}

/// The scheme in lower case and what follows `://`.
fn split_scheme(text: &str) -> Result<(String, &str), String> {
    if text.is_empty() {
        return Err("Give a URL.".to_owned());
    }
    let bytes = text.as_bytes();
    let is_drive = bytes[0].is_ascii_alphabetic()
        && bytes.get(1) == Some(&b':')
        && (bytes.get(2) == Some(&b'\\') || (bytes.get(2) == Some(&b'/') && bytes.get(3) != Some(&b'/')));
    if is_drive || text.starts_with(['\\', '/', '~', '.']) {
        return Err(
            "This is a file on a computer; the charger cannot reach it there. Put it on an FTP or HTTP server and \
            give that address, for example ftp://server.com/firmware.bin."
                .to_owned(),
        );
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return match SCHEMES.iter().find(|scheme| {
            bytes.len() > scheme.len()
                && bytes[..scheme.len()].eq_ignore_ascii_case(scheme.as_bytes())
                && bytes[scheme.len()] == b':'
        }) {
            Some(scheme) => Err(format!("After {scheme}: two slashes must follow: {scheme}://.")),
            None => Err("Begin the URL with ftp://, ftps://, sftp://, http:// or https://.".to_owned()),
        };
    };
    let lower = scheme.to_ascii_lowercase();
    if SCHEMES.contains(&lower.as_str()) {
        return Ok((lower, rest));
    }
    let is_scheme =
        lower.len() <= SCHEME_QUOTED_MAX && lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let named = if is_scheme && !lower.is_empty() { format!("{lower}://") } else { "what stands there".to_owned() };
    Err(format!("Chargers fetch and put files with ftp, ftps, sftp, http or https, not with {named}."))
}

/// User and password as they will be sent. What could be taken for the host is refused.
fn check_userinfo(userinfo: &str, scheme: &str, host: &str) -> Result<String, String> {
    let (user, password) = match userinfo.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (userinfo, None),
    };
    if userinfo.is_empty() {
        return Err("Nothing stands before the @; leave it out, or write user:password@.".to_owned());
    }
    if user.contains('@') {
        return Err("The user name holds an @; write it as %40.".to_owned());
    }
    let is_port =
        password.is_some_and(|password| password.len() <= 5 && password.bytes().all(|byte| byte.is_ascii_digit()));
    let is_like_host = match password {
        None => scheme.starts_with("http"),
        Some(_) => is_port && user.contains('.'),
    };
    if is_like_host {
        return Err(format!(
            "What stands before the @ looks like a host, but the charger would go to {host}. Write user:password@, or leave \
             it out."
        ));
    }
    let mut sent = characters::encode(user);
    if let Some(password) = password {
        sent.push(':');
        sent.push_str(&characters::encode(password).replace('@', "%40"));
    }
    Ok(sent)
}

fn check_path(path: &str, query: Option<&str>, purpose: Purpose) -> Result<(), String> {
    match purpose {
        Purpose::Firmware if path.trim_matches('/').is_empty() && query.is_none_or(str::is_empty) => {
            Err("The URL names no file; the charger needs the firmware's full address.".to_owned())
        }
        Purpose::Firmware | Purpose::Diagnostics => Ok(()),
    }
}

/// The parameter with its value moved away if it is a secret.
fn cut_parameter(parameter: &str, values: &mut Vec<String>) -> String {
    match secret_parameter(parameter) {
        Some((name, value)) => {
            values.push(value.to_owned());
            format!("{name}={MASK}")
        }
        None => parameter.to_owned(),
    }
}

/// Name and value of a parameter whose value is a secret.
fn secret_parameter(parameter: &str) -> Option<(&str, &str)> {
    let (name, value) = parameter.split_once('=')?;
    let decoded: Vec<u8> = percent_encoding::percent_decode_str(name).collect();
    (!value.is_empty() && is_secret_parameter(&decoded)).then_some((name, value))
}

/// Another reader of URLs, the browsers' one, must see the same host.
fn check_single_reading(whole: &str, scheme: &str, host: &str) -> Result<(), String> {
    let rest = &whole[scheme.len()..];
    let familiar = if scheme.starts_with("http") { scheme } else { "ftp" };
    match Url::parse(&format!("{familiar}{rest}")) {
        Ok(url) if url.host_str() == Some(host) => Ok(()),
        Ok(_) | Err(_) => Err("The URL can be read in more than one way; write it more plainly.".to_owned()),
    }
}

#[cfg(test)]
mod tests;
